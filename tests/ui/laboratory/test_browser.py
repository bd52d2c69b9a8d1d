"""The laboratory in a real browser."""

from playwright.sync_api import expect

from soundstorm.acoustic import Schedule
from soundstorm.examples import EXAMPLES
from soundstorm.ui.runs import bundled_runs

STATE = "document.querySelector('#theatre .theatre').player.state"


def announces(page, plan):
    """The page says how many tokens are still masked after every pass, by level."""
    counts = page.locator("#plan tr[data-level] td:last-child")
    expect(counts).to_have_text([" ".join(map(str, level)) for level in plan])


def test_the_laboratory_announces_what_then_happens_and_runs_a_against_b(visit, complaints):
    page = visit(width=1360, height=900)
    page.locator("#tab-laboratory-button").click()
    theatre = page.locator("#theatre .theatre")
    expect(theatre).to_have_attribute("data-state", "ready")
    frames = bundled_runs()[0].frames
    schedule = EXAMPLES["1-paper"].schedule.over(8)
    announces(page, [schedule.still_masked(level, frames) for level in range(1, 9)])

    page.locator("#preset").get_by_label("greedy").check()
    expect(page.locator("#plan .plan")).to_have_attribute("data-passes", "8")
    page.get_by_label("1", exact=True).fill("3")
    page.keyboard.press("Tab")
    expect(page.locator("#plan .plan")).to_have_attribute("data-passes", "10")
    page.locator("#shape").get_by_label("linear").check()
    linear = Schedule((3, *[1] * 7), shape="linear")
    plan = [linear.still_masked(level, frames) for level in range(1, 9)]
    assert plan[0] == [frames * 2 // 3, frames // 3, 0]
    announces(page, plan)

    before = page.evaluate(f"{STATE}.a.header.transcript")
    page.locator("#run-as-b").click()
    expect(theatre).to_have_attribute("data-growing", "true")  # it grows alone on the screen
    assert page.evaluate(f"[{STATE}.b, {STATE}.a.header.schedule.shape]") == [None, "linear"]
    expect(theatre).not_to_have_attribute("data-run-b", "")
    expect(theatre.locator("canvas.grid").first).to_be_in_viewport(ratio=1)
    assert page.evaluate(f"[{STATE}.a.header.transcript, {STATE}.a.header.schedule.shape]") == [
        before,
        "cosine",
    ]
    taken = page.evaluate(f"{STATE}.b.steps.map(({{ level, masked }}) => [level, masked])")
    assert taken == [[level, left] for level, counts in enumerate(plan, start=1) for left in counts]
    assert page.evaluate(f"{STATE}.b.header.schedule.shape") == "linear"

    page.locator("#run-as-a").click()
    expect(theatre).not_to_have_attribute("data-run-a", bundled_runs()[0].name)
    assert page.evaluate(f"{STATE}.a.header.edit") is None
    expect(theatre).not_to_have_attribute("data-run-b", "")
    assert complaints == []
