"""The grid, the inspector and the charts: what they show, and that pointing in one shows in the others."""

import re

import pytest
import torch
from playwright.sync_api import expect

from tests.browser import drawn

FRAMES, LEVELS, PROMPT = 60, 4, 10


@pytest.fixture
def theatre(player_page, load, decoded):
    """The player after the second iteration of level 1."""
    assert load(decoded.data)
    player_page.evaluate("player.goto({ step: 1 })")
    return player_page.locator(".theatre")


def point_at(theatre, level, frame):
    """Where a cell is, on the page."""
    grid = theatre.locator("canvas.grid")
    grid.scroll_into_view_if_needed()
    drawn(theatre.page)
    box = grid.bounding_box()
    x = box["x"] + (frame + 0.5) / FRAMES * box["width"]
    return x, box["y"] + (LEVELS - level + 0.5) / LEVELS * box["height"]


def a_frame(decoded, kept, step=1):
    """Some frame that the step kept, or hid again."""
    hidden = decoded.steps[step].mask[0, 0]
    opened = decoded.steps[step].open[0]
    return int((opened & (hidden ^ kept)).nonzero()[3, 0])


def test_a_click_chooses_a_cell_and_the_inspector_says_why(theatre, player_page, decoded):
    frame = a_frame(decoded, kept=False)
    player_page.mouse.click(*point_at(theatre, 1, frame))
    expect(theatre).to_have_attribute("data-cell", f"1,{frame}")
    inspector = theatre.locator(".inspector")
    step = decoded.steps[1]
    expect(inspector.locator("h3")).to_contain_text(f"Level 1, frame {frame}, {(frame - PROMPT) / 50:.2f} s")
    expect(inspector.locator(".chip")).to_have_text("hidden again")
    score, threshold = float(step.score[0, frame]), float(step.threshold[0])
    shown = f"{score:.2f}".replace("-", "−"), f"{threshold:.2f}".replace("-", "−")
    expect(inspector.locator(".reason")).to_contain_text(f"its score {shown[0]} is below")
    expect(inspector.locator(".reason")).to_contain_text(f"threshold {shown[1]}")
    sampled = int(step.sampled[0, frame])
    expect(inspector.locator(".candidates li.sampled .token")).to_have_text(str(sampled))
    ids = step.candidates[0][0, frame].tolist()
    for index, token in enumerate(ids):
        expect(inspector.locator(".candidates .token").nth(index)).to_have_text(str(token))
    expect(inspector.locator(".facts")).to_contain_text(f"{float(step.confidence[0, frame]):.3f}")
    # its history: every iteration that sampled it, and each leads there
    visits = [index for index, one in enumerate(decoded.steps) if one.level == 1 and one.open[0, frame]]
    expect(inspector.locator(".history button")).to_have_count(len(visits))
    inspector.locator(".history button").last.click()
    expect(theatre).to_have_attribute("data-step", str(visits[-1]))
    expect(inspector.locator(".chip")).to_have_text("kept now")


def test_reasons_of_cells_that_were_never_weighed(theatre, player_page):
    reason = theatre.locator(".inspector .reason")
    player_page.mouse.click(*point_at(theatre, 2, 3))
    expect(reason).to_contain_text("voice prompt")
    player_page.mouse.click(*point_at(theatre, 3, 30))
    expect(reason).to_have_text("Masked: level 3 waits until level 2 is complete.")
    player_page.evaluate("player.goto({ step: -1 })")
    expect(reason).to_have_text("Masked: the decoding has not begun.")


def test_the_last_iteration_of_a_level_keeps_everything(theatre, player_page, decoded):
    player_page.evaluate("player.goto({ step: 5 })")
    frame = int(decoded.steps[5].open[0].nonzero()[0, 0])
    player_page.mouse.click(*point_at(theatre, 1, frame))
    expect(theatre.locator(".inspector .reason")).to_have_text(
        "Kept: the last iteration of a level takes the most probable token and everything stays."
    )


def test_arrow_keys_move_from_cell_to_cell(theatre, player_page):
    grid = theatre.get_by_role("application")
    grid.focus()
    for key, cell in [
        ("ArrowRight", "1,10"),  # the first cell after the prompt, at the active level
        ("ArrowRight", "1,11"),
        ("ArrowUp", "2,11"),
        ("ArrowLeft", "2,10"),
        ("Shift+ArrowRight", "2,20"),
        ("PageUp", "4,20"),
        ("ArrowUp", "4,20"),
        ("End", "4,59"),
        ("PageDown", "1,59"),
        ("Home", "1,0"),
        ("Escape", ""),
    ]:
        player_page.keyboard.press(key)
        expect(theatre).to_have_attribute("data-cell", cell)
    expect(theatre).to_have_attribute("data-step", "1")
    player_page.keyboard.press(".")
    expect(theatre).to_have_attribute("data-step", "2")


def test_the_chosen_cell_is_spoken(theatre, player_page, decoded):
    frame = a_frame(decoded, kept=True)
    player_page.evaluate("frame => player.goto({ level: 1, iteration: 2, frame })", frame)
    step = decoded.steps[1]
    sentence = f"Level 1, frame {frame}, kept now, token {int(step.sampled[0, frame])}"
    expect(theatre.locator("[data-slot=grid] [role=status]")).to_contain_text(sentence)


def test_the_pointer_is_read_out(theatre, player_page):
    player_page.mouse.move(*point_at(theatre, 1, 40))
    expect(theatre.locator(".readout")).to_contain_text("Level 1, frame 40 · 0.60 s · /")
    player_page.mouse.move(2, 2)
    expect(theatre.locator(".readout")).to_be_empty()


def test_the_confidence_chart_and_the_grid_point_at_each_other(theatre, player_page, decoded):
    step = decoded.steps[1]
    frames = step.open[0].nonzero()[:, 0]
    order = frames[torch.argsort(step.score[0, frames], descending=True)].tolist()
    theatre.get_by_role("tab", name="Which stay").click()
    chart = theatre.get_by_role("slider", name="Tokens of this iteration")
    chart.focus()
    player_page.keyboard.press("Home")
    expect(theatre).to_have_attribute("data-cell", f"1,{order[0]}")
    player_page.keyboard.press("ArrowRight")
    expect(theatre).to_have_attribute("data-cell", f"1,{order[1]}")
    player_page.keyboard.press("End")
    expect(theatre).to_have_attribute("data-cell", f"1,{order[-1]}")
    chart.scroll_into_view_if_needed()
    drawn(player_page)
    box = chart.bounding_box()
    player_page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
    assert player_page.evaluate("player.state.hover") == {"level": 1, "frame": order[-1]}
    drawn(player_page)
    expect(theatre.locator(".cells .hover")).to_be_hidden()  # the cursor is there already
    player_page.mouse.click(*point_at(theatre, 1, order[4]))
    expect(chart).to_have_attribute("aria-valuenow", "5")
    kept = len(order) - int(step.mask[0, 0].sum())
    expect(theatre.locator(".confidence .note")).to_contain_text(f"keeps {kept} of {len(order)}")
    theatre.get_by_label("Sorted by").select_option("confidence")
    by_confidence = frames[torch.argsort(step.confidence[0, frames], descending=True)].tolist()
    place = by_confidence.index(order[4]) + 1
    expect(chart).to_have_attribute("aria-valuenow", str(place))


def test_the_schedule_shows_planned_and_actual_counts(theatre, player_page, decoded):
    theatre.get_by_role("tab", name="Schedule").click()
    planned = decoded.trace.schedule.still_masked(1, FRAMES - PROMPT)[1]
    actual = int(decoded.steps[1].mask[0, 0].sum())
    expect(theatre.locator(".schedule .note")).to_have_text(
        f"Level 1, iteration 2 of 6: {int(decoded.steps[1].open.sum())} sampled, "
        f"{planned} planned to stay masked, {actual} did."
    )
    theatre.get_by_text("All counts as a table").click()
    rows = theatre.locator(".schedule tbody tr")
    expect(rows).to_have_count(10)
    expect(rows.nth(1)).to_have_attribute("aria-current", "step")
    for index, step in enumerate(decoded.steps):
        cells = rows.nth(index).locator("td")
        opened, masked = int(step.open.sum()), int(step.mask[0, step.level - 1].sum())
        for column, number in ((0, step.level), (2, opened), (3, opened - masked), (5, masked)):
            expect(cells.nth(column)).to_have_text(str(number))
    canvas = theatre.locator(".schedule canvas")
    drawn(player_page)
    canvas.click(position={"x": canvas.bounding_box()["width"] - 5, "y": 20})
    expect(theatre).to_have_attribute("data-step", "9")


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


def test_another_candidate_can_be_asked_for(theatre, player_page, decoded):
    frame = a_frame(decoded, kept=True)
    player_page.evaluate(
        """
        () => {
          player.set({ editable: true });
          player.on("candidate", (asked) => { window.asked = asked; });
        }
        """
    )
    player_page.mouse.click(*point_at(theatre, 1, frame))
    step = decoded.steps[1]
    other = next(
        token for token in step.candidates[0][0, frame].tolist() if token != int(step.sampled[0, frame])
    )
    theatre.get_by_role("button", name=f"Continue with token {other} here").click()
    assert player_page.evaluate("window.asked") == {"step": 1, "level": 1, "frame": frame, "token": other}


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


def test_a_token_is_explained_beside_the_grid_on_a_small_laptop(player_page, load, trace_path):
    player_page.set_viewport_size({"width": 1366, "height": 650})
    assert load(trace_path.read_bytes())
    player_page.evaluate("player.goto({ level: 1, iteration: 9, frame: 300 })")
    player_page.evaluate("document.querySelector('.theatre').scrollIntoView()")
    drawn(player_page)
    left = (".transport", "canvas.grid", "canvas.phonemes", "canvas.wave", "canvas.spectrogram", ".listen")
    for part in (*left, ".candidates"):
        box = player_page.locator(part).bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= 650, part


def test_knobs_reweigh_the_candidates_of_a_recorded_choice_at_once(theatre, player_page, decoded):
    step = decoded.trace.iterations[1]
    player_page.evaluate(f"player.goto({{ step: 1, frame: {int(step.frame[0])}, level: 1 }})")
    theatre.get_by_text("Try other settings").click()
    theatre.get_by_label("Top-k").fill("1")
    expect(theatre.locator(".candidates .percent").first).to_have_text("100 %")
    expect(theatre.locator(".candidates .percent").nth(1)).to_have_text("0 %")
    theatre.get_by_role("button", name="As it was").click()
    share = float(step.candidate_probabilities[0, 0])
    expect(theatre.locator(".candidates .percent").first).to_have_text(re.compile(f"^{share * 100:.0f}"[:2]))


def test_a_term_opens_its_meaning_when_it_is_pointed_at_or_focused(theatre, player_page):
    meaning = theatre.locator(".meaning")
    expect(meaning).to_be_hidden()
    theatre.get_by_role("button", name="semantic tokens").hover()
    expect(meaning).to_contain_text("what is spoken and when")
    player_page.mouse.move(1, 1)
    expect(meaning).to_be_hidden()
    theatre.get_by_role("button", name="masked", exact=True).focus()
    expect(meaning).to_contain_text("not decided yet")
    player_page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
