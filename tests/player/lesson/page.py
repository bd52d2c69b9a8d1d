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


def touch(page, level, frame):
    canvas = page.locator("canvas.grid")
    drawn(page)
    box = canvas.bounding_box()
    view = page.evaluate("player.state.view") or {"from": 0, "to": FRAMES}
    x = (frame + 0.5 - view["from"]) / (view["to"] - view["from"]) * box["width"]
    canvas.click(position={"x": x, "y": (LEVELS - level + 0.5) / LEVELS * box["height"]})


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
