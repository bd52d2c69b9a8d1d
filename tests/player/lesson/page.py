"""What the tests of the lesson do on its page."""

from playwright.sync_api import expect

from tests.browser import drawn

FRAMES, PROMPT, LEVELS = 140, 40, 4
SETTINGS = {
    "1-paper": {"iterations": (6, 1, 1, 1)},
    "2-greedy": {"iterations": (1, 1, 1, 1)},
    "3-slow-motion": {"iterations": (12, 1, 1, 1)},
    "4-too-hot": {"iterations": (6, 1, 1, 1), "seed": 3},
    "5-linear": {"iterations": (6, 1, 1, 1), "seed": 5},
    "6-other-seed": {"iterations": (6, 1, 1, 1), "seed": 8},
    "7-other-voice": {"iterations": (6, 1, 1, 1), "seed": 9},
    "race-soundstorm": {"iterations": (6, 1, 1, 1)},
    "race-audiolm": {"iterations": (1, 1, 1, 1), "seed": 11},
}
ONE_BY_ONE = 4.25  # seconds in which the last of AudioLM's tokens was written
SHAPES = {"laptop": (1366, 650), "phone": (390, 844), "projector": (1280, 720)}
# What a step asks about beside text, question and grid: the grid of B, and charts where there is room.
BESIDE = {3: "canvas.twin", 5: "canvas.twin", 7: "canvas.twin", 8: "canvas.twin", 9: "canvas.twin"}
CHARTS = {2: "canvas.spectrogram", 5: ".confidence .field"}
# Of the places, those that are not to be seen or not wholly on the screen.
OFF_SCREEN = """
(places) => places.filter((place) => {
  const seen = [...document.querySelectorAll(place)].filter((one) => one.checkVisibility());
  const boxes = seen.map((one) => one.getBoundingClientRect());
  return !boxes.length || boxes.some(({ top, bottom }) => top < 0 || bottom > innerHeight);
})
"""


def off_screen(page, number, shape):
    """What of a step is not on the screen."""
    drawn(page)
    charts = CHARTS if shape == "laptop" else {}
    beside = [places[number] for places in (BESIDE, charts) if number in places]
    return page.evaluate(OFF_SCREEN, [".lesson .text p", ".lesson-task", "canvas.grid", *beside])


def every_step_is_on_the_screen(page, shape):
    """When it is opened, after wrong answers and after the right one."""
    for number in range(1, 10):
        open_step(page, number)
        assert off_screen(page, number, shape) == [], number
        for _ in range(2):  # the second wrong answer gets a hint; no question is about the prompt
            grid = page.locator("canvas.grid:visible")
            grid.click(position={"x": 3, "y": grid.bounding_box()["height"] - 3})
        answered(page, "wrong", "Hint:")
        assert off_screen(page, number, shape) == [], f"{number}, wrong"
        page.get_by_role("button", name="Show me one").click()
        answered(page, "shown", "This one, for example.")
        assert off_screen(page, number, shape) == [], f"{number}, right"


def touch(page, level, frame):
    """As slowly as people do: nothing moves under the pointer before it is lifted, or it would miss."""
    canvas = page.locator("canvas.grid")
    canvas.scroll_into_view_if_needed()
    drawn(page)
    box = canvas.bounding_box()
    view = page.evaluate("player.state.view") or {"from": 0, "to": FRAMES}
    x = (frame + 0.5 - view["from"]) / (view["to"] - view["from"]) * box["width"]
    page.mouse.move(box["x"] + x, box["y"] + (LEVELS - level + 0.5) / LEVELS * box["height"])
    page.mouse.down()
    drawn(page)
    assert canvas.bounding_box() == box
    page.mouse.up()


def answered(page, verdict, text):
    expect(page.locator(".feedback")).to_contain_text(text)
    expect(page.locator("[data-slot=task]")).to_have_attribute("data-answer", verdict)


def at(page, step):
    expect(page.locator(".theatre")).to_have_attribute("data-step", str(step))


def open_step(page, number):
    page.locator(f"nav [data-number='{number}']").click()
    expect(page.locator(".theatre")).to_have_attribute("data-lesson", str(number))
    expect(page.locator("[data-slot=lesson]")).to_have_attribute("data-stage", "set")


def next_step(page, title):
    page.get_by_role("button", name="Next step").click()
    expect(page.locator(".lesson h2")).to_have_text(title)
    expect(page.locator("[data-slot=lesson]")).to_have_attribute("data-stage", "set")
