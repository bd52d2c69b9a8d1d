"""The player under a finger."""

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


def test_a_finger_paints_a_region_over_several_levels(visit, decoded):
    page = visit(PAGE, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    load(page, decoded)
    drawn(page)
    grid = page.locator("canvas.grid")
    expect(grid).to_have_css("touch-action", "pan-y pinch-zoom")
    page.get_by_role("button", name="Paint a region").tap()
    expect(grid).to_have_css("touch-action", "none")
    grid.scroll_into_view_if_needed()
    touches = page.context.new_cdp_session(page)
    path = [at_cell(page, 1, 20), at_cell(page, 2, 22), at_cell(page, 3, 26), at_cell(page, 4, 30)]
    touches.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": path[:1]})
    for point in path[1:]:
        touches.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    painted = {"levels": [1, 4], "frames": [20, 30]}
    page.wait_for_function("player.state.region?.frames[1] === 30")
    assert page.evaluate("player.state.region") == painted
    press(page, "Clear")
    expect(grid).to_have_css("touch-action", "pan-y pinch-zoom")


def test_every_level_of_the_timeline_is_wide_enough_for_a_finger(visit, decode_like):
    page = visit(PAGE, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    load(page, decode_like(iterations=(16, *[1] * 11)))
    drawn(page)
    widths = page.locator(".bands button").evaluate_all(
        "(buttons) => buttons.map((button) => button.getBoundingClientRect().width)"
    )
    assert len(widths) == 12
    assert min(widths) >= 24  # CSS pixels, WCAG 2.5.8
    assert widths[0] > 2 * min(widths)  # more iterations, more room
