"""The grid: how its cells look, what its colours stand for, how it is zoomed, folded and painted."""

import re

import pytest
import torch
from playwright.sync_api import expect

from tests.browser import drawn
from tests.player.test_views import FRAMES, PROMPT, a_frame, point_at


@pytest.fixture
def theatre(player_page, load, decoded):
    """The player after the second iteration of level 1."""
    assert load(decoded.data)
    player_page.evaluate("player.goto({ step: 1 })")
    return player_page.locator(".theatre")


STATE_ROWS = """
(frame) => {
  const canvas = document.querySelector("canvas.grid"), lane = canvas.height / player.state.a.levels;
  const x = Math.floor(((frame + 0.4) / player.state.a.frames) * canvas.width);
  const pixels = canvas.getContext("2d").getImageData(x, canvas.height - lane, 1, lane).data;
  const inked = (row) => pixels[4 * Math.floor(((row + 0.5) / 14) * lane) + 3] > 0;
  return Array.from({ length: 14 }, (_, row) => (inked(row) ? "#" : ".")).join("");
}
"""


def test_states_differ_in_shape_on_the_canvas(theatre, player_page, decoded):
    drawn(player_page)
    first_kept = decoded.steps[0].open[0] & ~decoded.steps[0].mask[0, 0]
    shapes = {
        "prompt": player_page.evaluate(STATE_ROWS, 2),
        "candidate": player_page.evaluate(STATE_ROWS, a_frame(decoded, kept=False)),
        "now": player_page.evaluate(STATE_ROWS, a_frame(decoded, kept=True)),
        "earlier": player_page.evaluate(STATE_ROWS, int(first_kept.nonzero()[0, 0])),
    }
    player_page.evaluate("player.goto({ step: -1 })")
    drawn(player_page)
    shapes["masked"] = player_page.evaluate(STATE_ROWS, 30)
    assert len(set(shapes.values())) == 5
    assert shapes["prompt"] == "..####..####.."
    assert shapes["earlier"] == "..##########.."


@pytest.mark.parametrize("colour", ["token", "confidence", "entropy", "kept"])
def test_colours_change_the_picture_and_name_their_scale(theatre, player_page, colour):
    picture = "() => document.querySelector('canvas.grid').toDataURL()"
    player_page.evaluate("player.goto({ step: 7 })")
    drawn(player_page)
    by_token = player_page.evaluate(picture)
    theatre.get_by_label("Colour by").select_option(colour)
    drawn(player_page)
    assert (player_page.evaluate(picture) == by_token) == (colour == "token")
    ends = {"confidence": "lowest of its level", "entropy": "least of its level", "kept": "firstlast"}
    if colour == "token":
        expect(theatre.locator(".scale")).to_be_hidden()
    else:
        expect(theatre.locator(".scale")).to_contain_text(ends[colour])


def test_time_is_zoomed_by_button_key_and_wheel_and_the_cursor_stays_in_view(theatre, player_page):
    view = "() => player.state.view"
    theatre.get_by_role("button", name="Zoom in").click()
    assert player_page.evaluate("player.state.view.to - player.state.view.from") == pytest.approx(
        FRAMES / 1.5
    )
    theatre.get_by_role("button", name="Show all frames").click()
    assert player_page.evaluate(view) is None
    theatre.get_by_role("application").focus()
    player_page.keyboard.press("+")
    player_page.keyboard.press("+")
    seen = player_page.evaluate(view)
    assert seen["to"] - seen["from"] == pytest.approx(FRAMES / 1.5**2)
    player_page.keyboard.press("Home")
    player_page.keyboard.press("ArrowRight")
    player_page.keyboard.press("End")
    assert player_page.evaluate(view)["to"] == FRAMES
    player_page.keyboard.press("0")
    assert player_page.evaluate(view) is None
    player_page.mouse.move(*point_at(theatre, 1, 15))
    player_page.keyboard.down("Control")
    player_page.mouse.wheel(0, -200)
    player_page.keyboard.up("Control")
    player_page.wait_for_function("player.state.view !== null")
    seen = player_page.evaluate(view)
    assert seen["from"] < 15.5 < seen["to"]


def test_a_region_is_painted_with_shift_and_never_holds_the_prompt(theatre, player_page):
    player_page.keyboard.down("Shift")
    player_page.mouse.move(*point_at(theatre, 1, 4))
    player_page.mouse.down()
    player_page.mouse.move(*point_at(theatre, 3, 25), steps=4)
    player_page.mouse.up()
    player_page.keyboard.up("Shift")
    assert player_page.evaluate("player.state.region") == {"levels": [1, 3], "frames": [PROMPT, 25]}
    expect(theatre.locator(".region")).to_be_visible()
    theatre.get_by_role("application").focus()
    player_page.keyboard.press("Escape")
    expect(theatre.locator(".region")).to_be_hidden()


def test_every_level_says_what_the_ends_of_its_colours_stand_for(theatre, player_page, decoded):
    theatre.get_by_label("Colour by").select_option("confidence")
    for level in range(1, 5):
        done = [step for step in decoded.trace.iterations if step.level == level]
        values = torch.cat([step.confidence.float() for step in done])
        lowest, highest = float(values.min()), float(values.max())
        told = theatre.locator("[data-slot=grid] .names small").nth(4 - level)
        expect(told).to_have_text(re.compile("–"))
        low, high = map(float, told.text_content().split("–"))
        assert (low, high) == (pytest.approx(lowest, rel=0.5), pytest.approx(highest, rel=0.06))


def test_the_prompt_is_folded_to_its_last_half_second_until_it_is_wanted(player_page, load, decode_like):
    assert load(decode_like(140, 40).data)
    view = "player.state.view"
    assert player_page.evaluate(view) == {"from": 40 - 25, "to": 140}
    prompt = player_page.get_by_role("button", name="Show prompt")
    prompt.click()
    assert player_page.evaluate(view) is None
    prompt.click()
    assert player_page.evaluate(view) == {"from": 15, "to": 140}
    player_page.evaluate("player.goto({ level: 1, frame: 3 })")  # a link to a cell of the prompt
    assert player_page.evaluate(view)["from"] <= 3
