"""The player by keyboard: where the focus goes, and where it stays."""

from playwright.sync_api import expect

from soundstorm.player.page import export_lesson
from tests.browser import drawn
from tests.player.accessibility.mounted import load, press

# Where the focus is: which of the page's stops, and whether it can be seen.
FOCUSED = """
() => {
  const stops = [...document.querySelectorAll("a, button, input, select, summary, [tabindex]")];
  const stop = document.activeElement, box = stop.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 12));
  const ring = [stop, stop.parentElement].some((node) => parseFloat(getComputedStyle(node).outlineWidth) >= 2
    && getComputedStyle(node).outlineStyle !== "none");
  const uncovered = Boolean(top && stop.contains(top));
  return { at: stops.indexOf(stop), text: stop.textContent, ring, uncovered };
}
"""
STOPS = """
() => [...document.querySelectorAll("a, button, input, select, summary, [tabindex]")]
  .flatMap((stop, at) => (stop.tabIndex >= 0 && stop.checkVisibility() ? [at] : []))
"""


def walk(page, key, end):
    """Every stop of the focus until the button of that text."""
    stops = []
    while not stops or stops[-1]["text"] != end:
        page.keyboard.press(key)
        stops.append(page.evaluate(FOCUSED))
        assert len(stops) < 200, "the focus does not leave the player"
    return stops


def test_tab_goes_through_every_control_in_order_and_out_again(player, decode_like):
    player.evaluate("player.goto({ step: 1, level: 1, frame: 30 })")
    player.evaluate("player.set({ region: { levels: [2, 3], frames: [20, 25] } })")
    load(player, decode_like(seed=8), "b")
    drawn(player)
    expected = player.evaluate(STOPS)
    player.get_by_role("button", name="before").focus()
    stops = walk(player, "Tab", "after")
    assert [expected[0], *(stop["at"] for stop in stops)] == expected
    assert [stop for stop in stops[:-1] if not (stop["ring"] and stop["uncovered"])] == []
    back = walk(player, "Shift+Tab", "before")
    assert [stop["at"] for stop in back] == expected[-2::-1]


def test_the_lessons_question_covers_no_focused_control(visit, decoded):
    page = visit(export_lesson({"1-paper": decoded.trace}))
    expect(page.locator("[data-slot=lesson]")).to_have_attribute("data-stage", "set")
    page.locator(".levels button").first.focus()
    # the stop before it lies below the question, which stays at the top of the screen
    page.evaluate("scrollBy(0, document.querySelector('.wave').getBoundingClientRect().top - 5)")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".wave")).to_be_focused()
    assert page.evaluate(FOCUSED)["uncovered"]


def test_the_focus_stays_where_a_press_hides_or_rebuilds_its_control(player, decoded, decode_like):
    def focused(selector):
        expect(player.locator(selector)).to_be_focused()

    press(player, "To the end")
    expect(player.get_by_role("button", name="To the end")).to_be_disabled()
    focused("[aria-label^='To the end']")
    player.keyboard.press("ArrowLeft")
    expect(player.locator(".theatre")).to_have_attribute("data-step", "8")

    frame = int(decoded.steps[0].mask[0, 0].nonzero()[0, 0])  # sampled more than once
    player.evaluate("(frame) => player.goto({ step: 5, level: 1, frame })", frame)
    passes = player.locator(".history button")
    expect(passes.nth(1)).to_be_visible()
    passes.first.press("Enter")
    expect(player.locator(".theatre")).to_have_attribute("data-step", "0")
    expect(passes.first).to_be_focused()
    player.keyboard.press("Escape")
    focused("canvas.grid")

    load(player, decode_like(seed=8), "b")
    press(player, "Close B")
    focused(".compare input")

    press(player, "Paint a region")
    expect(player.locator("[data-slot=whatif]")).not_to_have_attribute("data-cells", "0")
    player.get_by_role("button", name="Clear").press("Enter")
    focused("[data-slot=whatif] [aria-pressed]")

    press(player, "Ask me")
    expect(player.locator(".cards button").first).to_be_focused()
    player.get_by_role("button", name="Close", exact=True).press("Enter")
    expect(player.get_by_role("button", name="Ask me")).to_be_focused()
