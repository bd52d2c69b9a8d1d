"""The laboratory and the codec tab in a real browser."""

import re

from playwright.sync_api import expect

from soundstorm.examples import EXAMPLES
from soundstorm.ui.examples import example_voices
from soundstorm.ui.runs import bundled_runs

STATE = "document.querySelector('#theatre .theatre').player.state"


def announced(page):
    """Tokens still masked after every pass, by level, as the page says."""
    return page.evaluate("""() => [...document.querySelectorAll("#plan tr[data-level]")].map(
      (row) => row.lastElementChild.textContent.split(" ").map(Number))""")


def test_the_laboratory_announces_what_then_happens_and_runs_a_against_b(page, complaints):
    page.locator("#tab-laboratory-button").click()
    theatre = page.locator("#theatre .theatre")
    expect(theatre).to_have_attribute("data-state", "ready")
    frames = bundled_runs()[0].frames
    schedule = EXAMPLES["1-paper"].schedule(8)
    assert announced(page) == [schedule.still_masked(level, frames) for level in range(1, 9)]

    page.locator("#preset").get_by_label("greedy").check()
    expect(page.locator("#plan .plan")).to_have_attribute("data-passes", "8")
    page.get_by_label("1", exact=True).fill("3")
    page.keyboard.press("Tab")
    expect(page.locator("#plan .plan")).to_have_attribute("data-passes", "10")
    page.locator("#shape").get_by_label("linear").check()
    third = frames * 2 // 3
    expect(page.locator("#plan tr[data-level='1'] td").last).to_contain_text(str(third))

    plan = announced(page)
    page.locator("#run-as-b").click()
    expect(theatre).not_to_have_attribute("data-run-b", "")
    expect(theatre).to_be_visible()
    taken = page.evaluate(f"{STATE}.b.steps.map(({{ level, masked }}) => [level, masked])")
    assert taken == [[level, left] for level, counts in enumerate(plan, start=1) for left in counts]
    assert page.evaluate(f"{STATE}.b.header.schedule.shape") == "linear"

    page.locator("#run-as-a").click()
    expect(theatre).not_to_have_attribute("data-run-a", bundled_runs()[0].name)
    assert page.evaluate(f"{STATE}.a.header.edit") is None
    expect(theatre).not_to_have_attribute("data-run-b", "")
    assert complaints == []


def test_any_sound_comes_apart_into_levels_that_are_seen_and_heard(page, complaints):
    page.locator("#tab-codec-button").click()
    expect(page.locator("#theatre .theatre")).to_be_hidden()
    page.locator("#codec-audio input[type=file]").set_input_files(example_voices()[0].path)
    codec = page.locator(".codec")
    expect(codec).to_have_attribute("data-phase", "done")
    expect(codec).to_have_attribute("data-ready", "16")  # the original, 8 prefixes, 7 differences
    expect(codec.locator("tbody tr")).to_have_count(8)
    expect(codec.locator("tbody tr").last).to_contain_text("4.0")

    codec.locator("[data-sound='prefix.2']").click()
    expect(codec).to_have_attribute("data-picture", "prefix.2")
    codec.locator(".play").click()
    expect(codec.locator(".play")).to_have_attribute("aria-pressed", "true")
    codec.locator("[data-sound='prefix.8']").click()  # goes on in the other sound
    expect(codec.locator(".play")).to_have_attribute("aria-pressed", "true")
    expect(codec).to_have_attribute("data-picture", "prefix.8")
    codec.locator("[data-sound='difference.3']").click()
    expect(codec.locator(".headline")).to_contain_text("what level 3 adds")

    codec.get_by_label("Level 2", exact=True).click()
    codec.locator(".subset").click()
    expect(codec.locator(".headline")).to_contain_text("levels 1, 3, 4, 5, 6, 7, 8")
    expect(codec).to_have_attribute("data-picture", "subset")
    with page.expect_download() as download:
        page.locator("#save-figure").click()
    assert re.fullmatch(r".*\.png", download.value.suggested_filename)
    assert complaints == []


def test_the_page_fits_a_phone(visit, complaints):
    page = visit(width=390, height=800)
    expect(page.locator("#theatre .theatre")).to_have_attribute("data-state", "ready")
    for tab in ("speak", "laboratory", "codec"):
        page.locator(f"#tab-{tab}-button:visible, button[role=tab]:visible").first.wait_for()
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide), tab
    assert complaints == []
