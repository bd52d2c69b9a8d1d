"""What people run into: addresses that lead nowhere, hidden tabs, changed presets, a room full of others."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from soundstorm.ui.examples import example_voices
from soundstorm.ui.runs import bundled_runs
from soundstorm.ui.runtime import FULL, MOST_WAITING, WAITING
from tests.ui.conftest import unready_app

PATIENCE = 180_000


def theatre_of(page):
    theatre = page.locator("#theatre .theatre")
    expect(theatre).to_have_attribute("data-state", "ready")
    return theatre


def test_an_address_of_a_trace_that_is_not_there_says_so_and_opens_what_there_is(visit, complaints):
    page = visit("?trace=nothere&level=3&cell=3.200")
    theatre = theatre_of(page)
    expect(page.locator("#stage-notice [role=alert]")).to_contain_text("“nothere”")
    expect(theatre).to_have_attribute("data-run-a", bundled_runs()[0].name)
    expect(theatre).to_have_attribute("data-cell", "")  # it was another trace's cell
    assert complaints == []


def test_a_page_whose_first_tab_is_hidden_opens_the_next_one(visit, complaints):
    page = visit("?hide=speak,laboratory,whatif,compare,save")
    theatre = theatre_of(page)
    expect(page.locator("#tab-codec-button")).to_have_attribute("aria-current", "page")
    expect(page.locator("#generate")).to_be_hidden()
    page.locator("#tab-lesson-button").click()
    expect(theatre).to_be_visible()
    for hidden in ("#run-b", "#save-page", "[data-slot=whatif]", "[data-slot=compare]"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("#run-a")).to_be_visible()
    assert complaints == []


def test_b_that_was_closed_in_the_player_is_off_the_stage_and_the_lesson_brings_it_back(visit, complaints):
    page = visit("?lesson=3")
    theatre, lesson = theatre_of(page), page.locator("[data-slot=lesson]")
    expect(theatre).to_have_attribute("data-run-b", "6-other-seed")
    expect(lesson).to_have_attribute("data-stage", "set")
    page.get_by_role("button", name="Close B").click()
    expect(theatre).to_have_attribute("data-run-b", "")
    expect(page.locator("#run-b input")).to_have_value("nothing")
    expect(page.locator(".feedback")).to_contain_text("Show this step again")
    page.get_by_role("button", name="Show this step again").click()
    expect(theatre).to_have_attribute("data-run-b", "6-other-seed")
    expect(page.locator("#run-b input")).to_have_value(re.compile("another seed"))
    expect(page.locator(".feedback")).to_be_empty()
    assert complaints == []


def test_a_preset_is_named_only_until_it_is_changed(page, complaints):
    theatre_of(page)
    page.locator("#tab-laboratory-button").click()
    greedy, lesson = page.locator("#preset").get_by_label("greedy"), page.locator("#lesson-of-preset")
    greedy.check()
    expect(lesson).to_contain_text("One pass a level")
    coarsest = page.get_by_label("1", exact=True)
    coarsest.fill("5")
    expect(lesson).to_contain_text("Settings of your own")
    expect(page.locator("#preset input:checked")).to_have_count(0)
    greedy.check()  # and leads back
    expect(coarsest).to_have_value("1")
    expect(page.locator("#plan .plan")).to_have_attribute("data-passes", "8")
    assert complaints == []


@pytest.fixture
def unready():
    """An app whose models are never ready: its address and what ends the waiting."""
    with unready_app() as url:
        yield url


def test_a_room_full_of_runs_keeps_nobody_from_the_lesson(unready, browser):
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{unready}?lesson=1")
    theatre, lesson = theatre_of(page), page.locator("[data-slot=lesson]")
    expect(lesson).to_have_attribute("data-stage", "set")

    with httpx.Client(base_url=f"{unready}gradio_api/", timeout=60) as others:
        recording = {"files": example_voices()[0].path.read_bytes()}
        prompt = {"path": others.post("upload", files=recording).json()[0]}
        form = [prompt | {"meta": {"_type": "gradio.FileData"}}, "Hello there.", 0, "1,1,1,1,1,1,1,1", True]
        for visitor in range(MOST_WAITING + 1):  # one is at work
            asked = {"data": form, "session_hash": f"visitor{visitor}"}
            others.post("call/generate", json=asked).raise_for_status()

    lesson.get_by_role("button", name="Step 7").click()
    expect(theatre).to_have_attribute("data-run-b", "race-audiolm")
    expect(lesson).to_have_attribute("data-stage", "set")

    page.locator("#tab-speak-button").click()
    page.locator("#generate").click()
    expect(page.locator("#notice [role=alert]")).to_have_text(FULL)
    expect(page.locator("#generate")).to_be_enabled()
    expect(page.locator("#stop")).to_be_disabled()

    # and who chooses a sound meanwhile hears that it will take a while
    page.locator(".choose").last.click()
    expect(page.locator(".prompt-view figcaption")).to_have_text(WAITING)
    page.locator("#tab-codec-button").click()
    page.locator("#codec-audio input[type=file]").set_input_files(example_voices()[0].path)
    expect(page.locator("#codec-notice .note")).to_have_text(FULL)
    page.locator("#tab-laboratory-button").click()
    page.evaluate("""() => {
      const { player } = document.querySelector("#theatre .theatre"), { a } = player.state;
      player.set({ region: { levels: [8, 8], frames: [a.frames - 9, a.frames - 1] } });
    }""")
    theatre.locator("[data-slot=whatif] .go").click()
    expect(theatre.locator("[data-slot=whatif] .note")).to_have_text(FULL)
    context.close()
