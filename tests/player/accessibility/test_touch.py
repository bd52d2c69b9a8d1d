"""The player under a finger."""

import pytest
from playwright.sync_api import expect

from tests.browser import drawn
from tests.player.accessibility.mounted import LEVELS, PAGE, load, press


def at_cell(page, level, frame):
    """The middle of a cell, on the screen."""
    box = page.locator("canvas.grid").bounding_box()
    frames = page.evaluate("player.state.a.frames")
    return {
        "x": box["x"] + (frame + 0.5) / frames * box["width"],
        "y": box["y"] + (LEVELS - level + 0.5) / LEVELS * box["height"],
    }


@pytest.fixture
def phone(visit):
    """The player on a phone's screen."""
    return visit(PAGE, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)


def swipe(page, path):
    """Put a finger down at the first of these points, move it through the others, lift it."""
    touches = page.context.new_cdp_session(page)
    touches.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": path[:1]})
    for point in path[1:]:
        touches.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def middle_of(page, part):
    """The middle of a part that is brought onto the screen."""
    page.locator(part).evaluate("(part) => part.scrollIntoView({ block: 'center' })")
    drawn(page)
    box = page.locator(part).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_finger_scrolls_the_page_taps_and_drags(phone, spoken):
    load(phone, spoken)
    phone.evaluate("player.goto({ step: 3 })")
    where = "({ place, cell, step } = player.state) => ({ place, cell, step })"
    before = phone.evaluate(f"({where})()")
    for part in (".phonemes", ".wave", ".rail", "canvas.grid"):
        x, y = middle_of(phone, part)
        scrolled = phone.evaluate("scrollY")
        swipe(phone, [{"x": x + by / 20, "y": y - by} for by in range(0, 200, 20)])
        phone.wait_for_function("(before) => scrollY > before + 50", arg=scrolled)
        assert phone.evaluate(f"({where})()") == before, part

    x, y = middle_of(phone, ".wave")
    phone.touchscreen.tap(x, y)
    phone.wait_for_function("player.state.place > 3")  # half of eight seconds
    swipe(phone, [{"x": x - by, "y": y} for by in range(0, 120, 20)])
    phone.wait_for_function("player.state.place < 3")
    phone.touchscreen.tap(*middle_of(phone, "canvas.grid"))
    phone.wait_for_function("player.state.cell?.level === 2")  # the lower one of the two around the middle


def test_a_finger_moves_the_zoomed_grid(phone, decoded):
    load(phone, decoded)
    phone.evaluate("player.set({ view: { from: 20, to: 40 } })")
    x, y = middle_of(phone, "canvas.grid")
    width = phone.locator("canvas.grid").bounding_box()["width"]
    swipe(phone, [{"x": x + share * width, "y": y} for share in (0, 0.05, 0.15, 0.25)])
    phone.wait_for_function("player.state.view.from < 16")
    view = phone.evaluate("player.state.view")
    assert view == {"from": pytest.approx(15, abs=0.2), "to": pytest.approx(35, abs=0.2)}  # a quarter of 20
    assert phone.evaluate("player.state.cell") is None


def test_a_finger_paints_a_region_over_several_levels(phone, decoded):
    load(phone, decoded)
    drawn(phone)
    grid = phone.locator("canvas.grid")
    expect(grid).to_have_css("touch-action", "pan-y pinch-zoom")
    phone.get_by_role("button", name="Paint a region").tap()
    expect(grid).to_have_css("touch-action", "none")
    grid.scroll_into_view_if_needed()
    swipe(phone, [at_cell(phone, 1, 20), at_cell(phone, 2, 22), at_cell(phone, 3, 26), at_cell(phone, 4, 30)])
    painted = {"levels": [1, 4], "frames": [20, 30]}
    phone.wait_for_function("player.state.region?.frames[1] === 30")
    assert phone.evaluate("player.state.region") == painted
    press(phone, "Clear")
    expect(grid).to_have_css("touch-action", "pan-y pinch-zoom")


def test_every_level_of_the_timeline_is_wide_enough_for_a_finger(phone, decode_like):
    load(phone, decode_like(iterations=(16, *[1] * 11)))
    drawn(phone)
    widths = phone.locator(".bands button").evaluate_all(
        "(buttons) => buttons.map((button) => button.getBoundingClientRect().width)"
    )
    assert len(widths) == 12
    assert min(widths) >= 24  # CSS pixels, WCAG 2.5.8
    assert widths[0] > 2 * min(widths)  # more iterations, more room
