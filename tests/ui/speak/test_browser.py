"""Visits to the Speak tab in a real browser: every level seen and heard, and the theatre at the end."""

import re

from playwright.sync_api import expect

from soundstorm.ui.consent import NOT_PERMITTED
from soundstorm.ui.examples import SENTENCES, example_voices
from soundstorm.ui.runs import bundled_runs
from soundstorm.ui.speak.describe import NO_VOICE
from soundstorm.ui.voices import ONE_VOICE

LEVELS = 8


def give_voice_and_words(page, words="Please call me.", permission=True):
    page.locator("#speak").get_by_text("Or use your own").click()
    page.locator("#prompt-audio input[type=file]").set_input_files(example_voices()[0].path)
    expect(page.locator(".prompt-view figcaption")).to_contain_text("Using")
    expect(page.locator(".choose[aria-pressed=true]")).to_have_count(0)  # the recording took its place
    page.get_by_label(ONE_VOICE).set_checked(permission)
    page.locator("#transcript textarea").fill(words)
    expect(page.locator("#transcript-note")).to_contain_text("phonemes")


def test_the_theatre_opens_on_a_bundled_trace_before_anything_is_asked_for(page, complaints):
    theatre = page.locator("#theatre .theatre")
    expect(theatre).to_have_attribute("data-state", "ready")
    expect(theatre).to_be_visible()
    expect(page.locator("#hero .hero")).to_have_attribute("data-phase", "welcome")
    assert complaints == []


def test_a_voice_is_cloned_watched_level_by_level_and_ends_in_the_theatre(page, complaints):
    live = page.locator("#hero .hero")
    theatre = page.locator("#theatre .theatre")
    bundled = bundled_runs()[0].name
    expect(theatre).to_have_attribute("data-run-a", bundled)

    # A mistake first: one sentence, and the form stays as it was.
    page.locator("#transcript textarea").fill("Hello 你.")
    page.locator("#generate").click()
    expect(page.locator("#notice [role=alert]")).to_contain_text("你")
    expect(page.locator("#transcript textarea")).to_have_value("Hello 你.")
    page.locator("#transcript textarea").fill("Hello.")
    expect(page.locator("#notice [role=alert]")).to_have_count(0)  # its cause is gone

    give_voice_and_words(page)
    page.evaluate(WATCH_UPDATES)
    fetched = page.evaluate(FETCHED)
    page.locator("#generate").click()
    expect(theatre).not_to_have_attribute("data-run-a", bundled)
    expect(theatre).to_be_visible()
    expect(live).to_have_attribute("data-phase", "ready")
    expect(theatre).to_have_attribute("data-level", str(LEVELS))
    expect(theatre).to_have_attribute("data-growing", "false")
    # noted by the page itself: a slow machine may look when all is over
    seen = page.evaluate("window.liveUpdates")
    assert seen["phases"] == ["queue", "text", "decoding", "done", "ready"]
    assert seen["grids"] == [1]  # one grid at a time
    assert seen["levels"] == list(range(1, LEVELS + 1))
    assert seen["updates"] > LEVELS + 2  # the grid moved within level 1, too
    assert seen["steps"] > LEVELS
    assert page.evaluate(FETCHED) == fetched  # the trace grew in the browser: it is not loaded a second time
    sounds = page.evaluate("[...document.querySelector('#theatre .theatre').player.state.a.sounds.keys()]")
    assert {f"audio.{level}" for level in range(1, LEVELS + 1)} <= set(sounds)

    # the server has what the browser grew
    live.locator(".inside").click()
    page.evaluate(PAINT_LAST_FRAMES)
    theatre.locator("[data-slot=whatif] .go").click()
    expect(theatre.locator("[data-slot=whatif] .note")).to_contain_text("stands beside the old one as B")

    expect(live.locator(".facts")).to_contain_text("real-time factor")
    expect(page.locator("#notice")).to_be_empty()
    for name, ending in (("WAV", ".wav"), ("MP3", ".mp3"), ("Opus", ".opus"), ("Page", ".html")):
        with page.expect_download() as download:
            live.get_by_role("link", name=name).click()
        assert download.value.suggested_filename.endswith(ending)
    page.evaluate("document.querySelector('#theatre .theatre').player.goto({ step: 0, frame: 300 })")
    expect(theatre).to_have_attribute("data-cell", "1,300")
    page.wait_for_timeout(1000)  # by then the address has followed
    assert not re.search("level=|cell=", page.url)  # it would point into another run
    assert complaints == []


def test_a_recording_is_cloned_with_permission_which_another_one_takes_away(page, complaints):
    give_voice_and_words(page, permission=False)
    heard = page.locator(".prompt-view figcaption").text_content()
    page.locator("#generate").click()
    expect(page.locator("#notice [role=alert]")).to_have_text(NOT_PERMITTED)
    expect(page.locator("#transcript textarea")).to_have_value("Please call me.")
    expect(page.locator(".prompt-view figcaption")).to_have_text(heard)
    permission = page.get_by_label(ONE_VOICE)
    permission.check()
    expect(page.locator("#notice [role=alert]")).to_have_count(0)  # its cause is gone
    page.locator("#prompt-audio").get_by_label("Clear").click()
    expect(permission).not_to_be_checked()
    permission.check()
    page.wait_for_timeout(2000)  # by then Gradio has told a second time that the recording was taken away
    expect(permission).to_be_checked()
    page.locator("#prompt-audio input[type=file]").set_input_files(example_voices()[1].path)
    expect(page.locator(".prompt-view figcaption")).not_to_have_text(heard)
    expect(permission).not_to_be_checked()
    assert complaints == []


def test_stop_keeps_what_is_on_the_screen_and_frees_the_form(page, complaints):
    live = page.locator("#hero .hero")
    give_voice_and_words(page)
    page.get_by_text("Advanced").click()
    page.locator("#iterations textarea, #iterations input").fill("200,1,1,1,1,1,1,1")
    page.evaluate(STOP_AT_ONCE)
    page.locator("#generate").click()
    expect(live).to_have_attribute("data-phase", "stopped")
    expect(live).to_have_attribute("data-level", "1")
    expect(page.locator("#generate")).to_be_enabled()
    theatre, bundled = page.locator("#theatre .theatre"), bundled_runs()[0].load()
    expect(theatre).to_have_attribute("data-growing", "false")
    assert page.evaluate(f"{SHOWN}.transcript") == "Please call me."
    live.locator(".close").click()
    expect(live).to_have_attribute("data-phase", "welcome")
    shown = page.evaluate(f"[{SHOWN}.transcript, {SHOWN}.steps.length]")
    assert shown == [bundled.transcript, len(bundled.iterations)]  # what was there before is there again
    assert complaints == []


def test_the_voices_sound_an_example_fills_the_box_and_what_is_missing_is_asked_for_until_it_is_there(
    page, complaints
):
    expect(page.locator("#voice .listen")).to_have_count(len(example_voices()))
    for voice in page.locator("#voice .listen").all():
        voice.click()
        expect(voice).to_have_text("❚❚")  # it sounds
    page.locator("#words .gallery-item").last.click()
    expect(page.locator("#transcript textarea")).to_have_value(SENTENCES[-1])

    alert, picked = page.locator("#notice [role=alert]"), page.locator(".choose[aria-pressed=true]")
    page.get_by_role("tab", name="Convert a recording").click()
    page.locator("#generate").click()
    expect(alert).to_contain_text("the speech to convert first")
    page.get_by_role("tab", name="Write it").click()
    expect(alert).to_have_count(0)

    page.locator("#speak").get_by_text("Or use your own").click()
    page.locator("#prompt-audio input[type=file]").set_input_files(example_voices()[0].path)
    expect(picked).to_have_count(0)
    expect(page.locator("#prompt-audio").get_by_label("Trim audio to selection")).to_be_visible()
    page.locator("#prompt-audio").get_by_label("Clear").click()
    expect(page.locator(".prompt-view")).to_be_hidden()
    page.locator("#generate").click()
    expect(alert).to_have_text(NO_VOICE)
    page.locator(".choose").first.click()
    expect(picked).to_have_count(1)
    expect(alert).to_have_count(0)
    assert complaints == []


SHOWN = "document.querySelector('#theatre .theatre').player.state.a.header"


PAINT_LAST_FRAMES = """
() => {
  const { player } = document.querySelector("#theatre .theatre"), { a } = player.state;
  player.set({ region: { levels: [7, 8], frames: [a.frames - 6, a.frames - 1] } });
}
"""

FETCHED = "performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.sstrace')).length"

# Notes what the live view shows, how many of the two grids are on the screen, and which levels can be heard.
WATCH_UPDATES = """
() => {
  const live = document.querySelector("#hero .hero"), theatre = document.querySelector("#theatre .theatre");
  const seen = window.liveUpdates = { updates: 0, levels: [], phases: [], grids: [], steps: 0 };
  const audible = new Set(), look = () => {
    const { a, growing } = theatre.player.state;
    for (let level = 1; growing && level <= 8; level++) {
      if (a.sounds.has(`audio.${level}`) && a.spectrograms[level - 1]) audible.add(level);
    }
    seen.levels = [...audible].sort();
    seen.steps = growing ? Math.max(seen.steps, a.steps.length) : seen.steps;
  };
  theatre.player.store.subscribe(["a"], look);
  new MutationObserver(() => {
    seen.updates = Math.max(seen.updates, Number(live.dataset.update));
    if (seen.phases.at(-1) !== live.dataset.phase) seen.phases.push(live.dataset.phase);
    const canvases = [...document.querySelectorAll("#hero canvas, #theatre canvas.grid")];
    const grids = canvases.filter((grid) => grid.checkVisibility()).length;
    if (!seen.grids.includes(grids)) seen.grids.push(grids);
  }).observe(live, { attributes: true });
}
"""

# Presses Stop with the first iteration on the screen: a slow machine might press it when all is over.
STOP_AT_ONCE = """
() => {
  const live = document.querySelector("#hero .hero");
  const watch = new MutationObserver(() => {
    if (live.dataset.level !== "1") return;
    watch.disconnect();
    document.querySelector("#stop").click();
  });
  watch.observe(live, { attributes: true });
}
"""
