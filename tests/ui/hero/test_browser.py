"""The top of the page: what a visitor sees and hears in the first seconds, and what becomes of a run."""

import re

from playwright.sync_api import expect

from soundstorm.ui.runs import bundled_runs
from soundstorm.ui.theatre import OPEN_UP_TO

STATE = "document.querySelector('#theatre .theatre').player.state"
# What sounds while a run is at work: the level, and how many levels there are to hear by then; and whether it
# goes on after a press.
FIRST_SOUND = """
() => {
  const { store } = document.querySelector("#theatre .theatre").player;
  store.subscribe(["sounding", "audibleLevel"], ({ a, growing, sounding, audibleLevel }) => {
    const levels = [...a.sounds.keys()].filter((name) => /^audio\\.\\d+$/.test(name)).length;
    if (!growing || !sounding || window.firstSound) return;
    window.firstSound = [audibleLevel, levels];
    setTimeout(() => {
      document.querySelector(".hero .clone").click();
      window.goesOn = store.get().sounding;
    });
  });
}
"""

# What the dialog of a field shows that opens at a press.
KINDS_IN_DIALOG = """
(field) => {
  field.addEventListener("click", (event) => event.preventDefault(), { once: true });
  field.click();
  return field.accept;
}
"""


def test_the_form_is_ready_and_another_take_joins_the_list(visit, complaints):
    page = visit(width=1360, height=900)
    hero, takes = page.locator("#hero .hero"), page.locator(".takes li")
    expect(page.locator(".choose[aria-pressed=true]")).to_have_count(1)
    page.get_by_text("Advanced").click()
    page.locator("#iterations input, #iterations textarea").fill("2,40")  # time for the first level to sound
    page.evaluate(FIRST_SOUND)
    page.locator("#generate").click()
    expect(hero).to_have_attribute("data-phase", "ready")
    assert page.evaluate("firstSound") == [1, 1]  # the first level, as soon as it was there
    assert page.evaluate("goesOn") is False
    expect(hero.locator(".headline")).to_have_text("Your sentence is ready")
    for seen in (hero.locator(".headline"), hero.locator(".clone"), *hero.locator(".take a").all()):
        expect(seen).to_be_in_viewport(ratio=1)
    expect(page.locator("#theatre canvas.grid")).to_be_in_viewport()
    expect(takes).to_have_count(1)

    theatre = page.locator("#theatre .theatre")
    expect(theatre).not_to_have_attribute("data-run-a", bundled_runs()[0].name)
    first = theatre.get_attribute("data-run-a")
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("#another").press("Enter")
    expect(takes).to_have_count(2)
    expect(page.locator("#generate")).to_be_focused()  # Stop, which had the focus meanwhile, is disabled
    expect(hero.locator(".headline")).to_have_text("Your sentence is ready")
    for seen in (hero.locator(".headline"), hero.locator(".clone")):
        expect(seen).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 1360, "height": 900})
    expect(theatre).not_to_have_attribute("data-run-a", first)
    assert page.locator("#seed input").input_value() != "0"
    expect(takes.first).to_contain_text("seed")
    takes.last.get_by_role("button", name="Play").press("Enter")
    expect(page.locator("#theatre .theatre")).to_have_attribute("data-run-a", first)
    expect(takes.last.get_by_role("button", name="Play")).to_be_focused()  # of another list
    expect(hero.locator(".clone")).to_be_in_viewport(ratio=1)
    expect(takes.last.get_by_role("button", name="Compare")).to_be_disabled()  # with itself
    takes.first.get_by_role("button", name="Compare").click()
    expect(page.locator("#theatre .theatre")).not_to_have_attribute("data-run-b", "")
    expect(page.locator("#theatre .marquee")).to_be_in_viewport(ratio=1)
    takes.first.get_by_role("button", name="Remove").click()
    expect(takes).to_have_count(1)
    expect(page.locator("#theatre .theatre")).to_have_attribute("data-run-b", "")
    assert complaints == []


def test_a_run_that_is_stopped_leaves_the_one_before_with_its_sound(visit, page, complaints):
    hero = page.locator("#hero .hero")
    page.get_by_text("Advanced").click()
    schedule = page.locator("#iterations input, #iterations textarea")
    schedule.fill("1,1")
    page.locator("#generate").click()
    expect(hero).to_have_attribute("data-phase", "ready")
    made = hero.get_attribute("data-run")
    other = visit()
    schedule.fill("200,1")
    page.locator("#transcript textarea").fill("The birch canoe slid on the smooth planks. " * 4)  # takes long
    page.locator("#generate").press("Enter")
    expect(page.locator("#stop")).to_be_focused()
    expect(hero).to_have_attribute("data-level", "1")
    expect(page.locator("#stage-bar")).to_be_hidden()  # it would name the run before
    expect(hero.locator(".facts [aria-current=step]")).to_contain_text("acoustic tokens")
    waiting, clock = other.locator("#hero .headline"), other.locator("#hero .clock")
    other.locator("#transcript textarea").fill("Hello 你.")
    other.locator("#generate").click()
    expect(waiting).to_have_text(re.compile(r"^Waiting: 1 run before yours(, about \d+ s)?$"))
    expect(waiting).to_be_in_viewport(ratio=1)
    with other.expect_response(re.compile("component_server")) as place:
        expect(other.locator("#hero .announcement")).to_have_text("Waiting: 1 run before yours")
    assert place.value.json()["ahead"] == 1
    expect(clock).not_to_have_text(clock.text_content())  # it goes on
    page.keyboard.press("Enter")
    expect(hero).to_have_attribute("data-phase", "stopped")
    expect(page.locator("#generate")).to_be_focused()
    expect(hero.locator(".facts [aria-current]")).to_have_count(0)
    expect(other.locator("#hero .hero")).not_to_have_attribute("data-phase", "queue")
    expect(other.locator("#notice [role=alert]")).to_be_in_viewport(ratio=1)
    hero.locator(".close").click()
    expect(hero).to_have_attribute("data-run", made)
    expect(hero.get_by_role("link", name="WAV")).to_be_visible()

    # as long as it is on the stage it can be taken away
    theatre = page.locator("#theatre .theatre")
    page.locator("#tab-laboratory-button").click()
    page.locator("#preset").get_by_label("greedy").check()
    page.locator("#run-as-b").click()
    expect(theatre).not_to_have_attribute("data-run-b", "")
    beside = theatre.get_attribute("data-run-b")
    assert hero.get_attribute("data-run") == made
    page.locator("#tab-speak-button").click()
    expect(hero.get_by_role("link", name="WAV")).to_be_visible()
    # a run beside it is told of, and heard
    page.locator("#beside input").check()
    page.locator("#transcript textarea").fill("Good morning.")
    schedule.fill("1,1")
    page.locator("#generate").click()
    expect(theatre).not_to_have_attribute("data-run-b", beside)
    expect(hero).to_have_attribute("data-phase", "ready")
    assert theatre.get_attribute("data-run-a") == made
    assert hero.locator(".sentence").text_content() == "“Good morning.”"
    hero.locator(".clone").click()
    assert page.evaluate(f"[{STATE}.sounding, {STATE}.hearing]") == [True, "b"]
    hero.locator(".watch").click()
    heard = page.evaluate(f"[{STATE}.sounding, {STATE}.watching, {STATE}.hearing, {STATE}.audibleLevel]")
    assert heard == [True, "decoding", "b", 1]
    assert complaints == []


def test_a_wrong_file_is_refused_in_one_sentence(page, complaints, tmp_path):
    notes = tmp_path / "notes.txt"
    notes.write_text("no sound")
    page.locator("#speak").get_by_text("Or use your own").click()
    page.locator("#prompt-audio input[type=file]").set_input_files(notes)
    refused = page.locator("#own-voice .refused")
    expect(refused).to_have_text("Choose a recording: “notes.txt” is no sound or video file.")
    expect(page.get_by_text("audio/")).to_have_count(0)  # no list of MIME types
    kinds = page.locator("#prompt-audio input[type=file]").evaluate(KINDS_IN_DIALOG)
    assert {"audio/*", "video/*", ".amr", ".wma"} <= set(kinds.split(","))  # as the server reads them

    expect(page.locator("#stage-bar")).to_be_hidden()
    page.get_by_test_id(f"{OPEN_UP_TO}-upload-button").set_input_files(notes)
    alert = page.locator("#stage-notice [role=alert]")
    expect(alert).to_contain_text("no recorded run: choose a .sstrace file")
    expect(page.locator("#stage-bar")).to_be_visible()  # which such a sentence speaks of
    expect(page.get_by_text("allowed")).to_have_count(0)  # nor gradio's list of endings
    assert complaints == []
