"""The first seconds on a page whose models are not there yet: what a visitor sees and hears by one press."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from soundstorm.ui.runs import bundled_dialogues, bundled_runs
from tests.browser import drawn
from tests.ui.conftest import unready_app

STATE = "document.querySelector('#theatre .theatre').player.state"
SHAPES = {"laptop": (1360, 900), "phone": (390, 844)}
# Bottom edges of what must be seen without scrolling.
BOTTOMS = """
() => [".hero .headline", ".watch", ".prompt", ".clone", "canvas.grid", "canvas.wave"].map((place) => {
  const { top, bottom, width } = document.querySelector(place).getBoundingClientRect();
  return top >= 0 && width > 0 ? bottom : Infinity;
})
"""
# Every level that sounds, and every level whose tokens are shown meanwhile.
FOLLOW = """
() => {
  const seen = window.heardLevels = [], { store } = document.querySelector("#theatre .theatre").player;
  store.subscribe(["sounding", "audibleLevel", "place"], ({ a, sounding, audibleLevel, place, step }) => {
    const now = [place < 0 ? "prompt" : audibleLevel, a.steps[Math.max(step, 0)].level];
    if (sounding && String(seen.at(-1)) !== String(now)) seen.push(now);
  });
}
"""
# Presses the button as soon as it can be pressed, and notes by the page's own clock, which begins with its
# loading, when that was and when the first sound began.
PRESS_AT_ONCE = """
(() => {
  const times = window.soundTimes = {}, { start } = AudioBufferSourceNode.prototype;
  AudioBufferSourceNode.prototype.start = function (...given) {
    times.sounded ??= performance.now();
    return start.apply(this, given);
  };
  const watching = setInterval(() => {
    const button = document.querySelector(".watch"), theatre = document.querySelector("#theatre .theatre");
    if (!button || button.disabled || !theatre?.player) return;
    clearInterval(watching);
    (%s)();
    times.pressed = performance.now();
    button.click();
  }, 20);
})()
"""


@pytest.fixture(scope="module")
def app_url() -> Iterator[str]:
    """The address of an app that waits for its models."""
    with unready_app() as url:
        yield url


def test_one_screen_of_a_laptop_holds_what_is_inside(visit, complaints):
    page = visit(width=1366, height=650)
    page.emulate_media(reduced_motion="reduce")
    hero, theatre = page.locator("#hero .hero"), page.locator("#theatre .theatre")
    expect(theatre).to_have_attribute("data-state", "ready")
    hero.get_by_role("button", name="Look inside").click()
    for seen in ("canvas.grid", "canvas.wave", "[data-slot=transport]", "[data-slot=inspector]"):
        expect(theatre.locator(seen)).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, 0)")
    hero.get_by_role("button", name="Just the sound").evaluate("(button) => button.click()")
    expect(theatre).to_have_attribute("data-plain", "true")
    drawn(page)
    assert page.evaluate("scrollY") == 0
    assert complaints == []


def test_a_recorded_dialogue_sounds_where_it_can_be_seen_and_stopped(visit, complaints):
    page = visit(width=390, height=844)
    page.locator("#tab-dialogue-button").click()
    recorded = page.locator(".recorded button").first
    recorded.evaluate("(button) => button.scrollIntoView()")  # what is above it is out of sight
    recorded.click()
    expect(page.locator("#theatre .theatre")).to_have_attribute("data-run-a", bundled_dialogues()[0].name)
    page.wait_for_function(f"{STATE}.sounding")
    clone = page.locator("#hero .clone")
    expect(clone).to_have_text("❚❚ The dialogue")
    expect(clone).to_be_in_viewport(ratio=1)
    assert complaints == []


@pytest.mark.parametrize("shape", SHAPES)
def test_one_press_plays_a_voice_and_its_clone_level_by_level_in_view(visit, complaints, shape):
    width, height = SHAPES[shape]
    page = visit(width=width, height=height, script=PRESS_AT_ONCE % FOLLOW)
    page.wait_for_function(f"window.soundTimes?.sounded && {STATE}.place > -3")
    times = page.evaluate("soundTimes")
    assert times["sounded"] < 5000
    assert times["sounded"] - times["pressed"] < 1000
    assert max(page.evaluate(BOTTOMS)) <= height
    assert page.evaluate("scrollY") == 0
    expect(page.locator("#theatre .paint")).to_be_hidden()  # a tool for who looks inside
    levels = bundled_runs()[0].levels
    page.wait_for_function(f"!{STATE}.watching", timeout=60_000)
    heard = page.evaluate("heardLevels")
    assert [one for one, _ in heard] == ["prompt", *range(1, levels + 1)]
    assert all(one == shown for one, shown in heard[1:])
    assert complaints == []
