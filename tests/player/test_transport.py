"""Every control of the transport and the timeline, by mouse and by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser import drawn

LAST = 9  # steps of the made-up decoding: 6 + 2 + 1 + 1 iterations


@pytest.fixture
def theatre(player_page, load, decoded):
    """The player with a trace in it, before the first step."""
    assert load(decoded.data)
    theatre = player_page.locator(".theatre")
    expect(theatre).to_have_attribute("data-state", "ready")
    expect(theatre).to_have_attribute("data-step", "-1")
    return theatre


def at(theatre, step):
    expect(theatre).to_have_attribute("data-step", str(step))


def test_buttons_step_and_jump_to_the_ends(theatre):
    def press(name):
        theatre.get_by_role("button", name=name).click()

    expect(theatre.get_by_role("button", name="One iteration back")).to_be_disabled()
    press("One iteration forward")
    at(theatre, 0)
    press("One iteration forward")
    press("One iteration back")
    at(theatre, 0)
    press("To the end")
    at(theatre, LAST)
    expect(theatre.get_by_role("button", name="One iteration forward")).to_be_disabled()
    expect(theatre).to_have_attribute("data-level", "4")
    press("To the start")
    at(theatre, -1)


def test_keys_do_what_the_buttons_do(theatre, player_page):
    rail = theatre.get_by_role("slider", name="Iteration", exact=True)
    rail.focus()
    for key, step in [
        ("ArrowRight", 0),
        (".", 1),
        ("ArrowLeft", 0),
        ("End", LAST),
        (",", LAST - 1),
        ("Home", -1),
        ("2", 6),
        ("4", 9),
        ("1", 0),
        ("7", 0),  # there is no level 7
    ]:
        player_page.keyboard.press(key)
        at(theatre, step)
    expect(rail).to_have_attribute("aria-valuetext", "Level 1 of 4, iteration 1 of 6")
    player_page.keyboard.press("p")
    expect(theatre).to_have_attribute("data-projector", "true")
    player_page.keyboard.press("l")
    assert player_page.evaluate("player.state.loop")


def test_levels_and_places_on_the_timeline_are_clicked_and_dragged(theatre, player_page):
    theatre.get_by_role("button", name="Go to level 3").click()
    at(theatre, 8)
    rail = theatre.get_by_role("slider", name="Iteration", exact=True)
    rail.scroll_into_view_if_needed()
    drawn(player_page)
    box = rail.bounding_box()
    middle = box["y"] + box["height"] / 2
    player_page.mouse.move(box["x"] + box["width"] - 3, middle)
    player_page.mouse.down()
    at(theatre, LAST)
    player_page.mouse.move(box["x"] + box["width"] / 3, middle, steps=5)
    expect(theatre).to_have_attribute("data-level", "1")
    player_page.mouse.move(box["x"] - 30, middle)
    at(theatre, -1)
    player_page.mouse.up()
    player_page.mouse.move(box["x"] + box["width"] / 2, middle)
    at(theatre, -1)


# The steps that are visited until the decoding has started over twice.
TWO_ROUNDS = """
() => new Promise((done) => {
  const visited = [];
  const stop = player.on("step", ({ step }) => {
    visited.push(step);
    if (visited.filter((seen) => seen === -1).length < 2) return;
    stop();
    done(visited);
  });
})
"""


def test_it_starts_over_in_a_loop_and_otherwise_plays_to_the_end(theatre, player_page):
    theatre.get_by_label("Speed").select_option("8")
    assert player_page.evaluate("player.state.speed") == 8
    loop = theatre.get_by_role("button", name="Loop")
    loop.click()  # first: else all of it may be over before a slow machine has looked at the button
    expect(loop).to_have_attribute("aria-pressed", "true")
    theatre.get_by_role("button", name="Play").click()
    expect(theatre.get_by_role("button", name="Pause")).to_be_visible()
    visited = player_page.evaluate(TWO_ROUNDS)
    a_round = visited[visited.index(-1) :]
    assert a_round[-2:] == [LAST, -1]
    assert a_round[:-1] == sorted(a_round[:-1])
    loop.click()
    expect(loop).to_have_attribute("aria-pressed", "false")
    at(theatre, LAST)
    expect(theatre.get_by_role("button", name="Play")).to_be_visible()


def test_space_plays_and_pauses_and_stepping_stops(theatre, player_page):
    theatre.get_by_role("slider", name="Iteration", exact=True).focus()
    player_page.evaluate("player.set({ speed: 0.25, loop: true })")  # so that it plays until it is stopped
    player_page.keyboard.press("Space")
    assert player_page.evaluate("player.state.playing")
    player_page.keyboard.press("Space")
    assert not player_page.evaluate("player.state.playing")
    player_page.keyboard.press("Space")
    player_page.keyboard.press("ArrowRight")
    assert not player_page.evaluate("player.state.playing")


def test_a_control_keeps_the_keys_it_needs(theatre, player_page):
    theatre.get_by_label("Colour by").focus()
    player_page.keyboard.press("End")
    player_page.wait_for_function("player.state.colour === 'kept'")
    at(theatre, -1)


def test_each_step_is_announced_once_and_not_while_it_plays(theatre, player_page, decoded):
    status = theatre.locator(".announcement")
    player_page.evaluate("player.goto({ step: 0 })")
    step = decoded.steps[0]
    kept = int((step.open & ~step.mask[:, 0]).sum())
    masked = int(step.mask[0, 0].sum())
    sentence = f"Level 1 of 4, iteration 1 of 6: {kept} of 50 tokens kept, {masked} hidden again."
    expect(status).to_have_text(sentence)
    said = player_page.evaluate(
        """
        () => {
          const heard = () => document.querySelector(".announcement").textContent;
          player.set({ playing: true, step: 2 });
          player.set({ step: 3 });
          const playing = heard();
          player.goto({ step: 5 });
          player.set({ playing: false });
          return [playing, heard()];
        }
        """
    )
    assert said[0] == sentence
    assert "the level is complete" in said[1]
