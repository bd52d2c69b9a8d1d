"""The tabs that need AudioLM's stages, with small untrained models in a browser."""

import pytest
from playwright.sync_api import expect

from soundstorm.ui import build_app, launch_options
from soundstorm.ui.race.handlers import STOPPED
from tests.audiolm.small import small_babbler


@pytest.fixture(scope="module")
def babbling_url():
    babbler = small_babbler()
    app = build_app(lambda: babbler, stages=babbler.audiolm.stages)
    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, **launch_options())
    yield url
    app.close()


def test_a_race_is_run_and_replayed(babbling_url, new_page):
    page, wrong = new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(babbling_url)
    page.click("#tab-race-button")
    page.fill("#race-words textarea", "")
    page.locator("#race-seconds").get_by_text("3", exact=True).click()
    page.click("#race-run")
    race = page.locator("#race .race")
    expect(race).to_have_attribute("data-racing", "waiting")
    lanes = race.locator(".lane")
    expect(lanes).to_have_count(2)
    # 3 s are 150 frames of six levels
    for lane in (lanes.nth(0), lanes.nth(1)):
        expect(lane).to_have_attribute("data-all", "900")
        expect(lane).to_have_attribute("data-tokens", "0")
        expect(lane.locator("audio")).to_be_hidden()
    race.get_by_role("button", name="16 times as fast").click()
    race.get_by_role("button", name="Start the race").click()
    expect(race).to_have_attribute("data-racing", "over")
    for lane in (lanes.nth(0), lanes.nth(1)):
        expect(lane).to_have_attribute("data-tokens", "900")
        expect(lane.locator("audio")).to_be_visible()
        assert lane.locator("audio").evaluate("async (sound) => (await fetch(sound.src)).ok")
    expect(page.locator("#race-notice")).to_contain_text("times as long")
    # of the two sounds the last one that was asked for sounds, and none where nobody can stop it
    sounds = [lane.locator("audio") for lane in (lanes.nth(0), lanes.nth(1))]
    for sound in sounds:
        sound.evaluate("(sound) => Object.assign(sound, { loop: true }).play()")
    assert [sound.evaluate("({ paused }) => paused") for sound in sounds] == [True, False]
    page.click("#tab-speak-button")
    page.click("#tab-race-button")
    assert [sound.evaluate("({ paused }) => paused") for sound in sounds] == [True, True]
    with page.expect_response("**/run/predict**"):
        page.fill("#race-seed input", "7")
    expect(page.locator("#race-notice")).to_contain_text("times as long")  # of the race that can be replayed
    assert wrong == []


def test_a_race_is_stopped(babbling_url, new_page):
    page = new_page()
    page.goto(babbling_url)
    page.click("#tab-race-button")
    page.fill("#race-words textarea", "")
    page.locator("#race-seconds").get_by_text("10", exact=True).click()
    stop = page.locator("#race-stop")
    expect(stop).to_be_disabled()
    page.click("#race-run")
    stop.click()
    expect(page.locator("#race-notice .note")).to_have_text(STOPPED)
    expect(stop).to_be_disabled()
    page.locator("#race-seconds").get_by_text("3", exact=True).click()
    page.click("#race-run")  # the models are free again
    expect(page.locator("#race-notice")).to_contain_text("times as long")
    expect(stop).to_be_disabled()


def test_what_went_on_by_itself_is_no_recording_in_another_voice(babbling_url, new_page):
    page = new_page()
    page.goto(babbling_url)
    page.click("#tab-continue-button")
    page.locator("#continue-seconds input[type=number]").fill("3")
    page.click("#go-on")
    expect(page.locator("#continue-picture figure")).to_be_visible()
    expect(page.locator("#hero .sentence")).to_have_text("The voice went on by itself: no words were given")


@pytest.mark.parametrize(("stages", "there"), [((), []), (("semantic",), ["continue"])])
def test_a_tab_without_its_stages_is_not_there(new_page, stages, there):
    app = build_app(lambda: None, stages=stages)
    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, **launch_options())
    try:
        page = new_page()
        page.goto(url)
        expect(page.locator("#tab-lesson-button")).to_be_visible()
        for name, run in (("continue", "#go-on"), ("race", "#race-run")):
            expect(page.locator(f"#tab-{name}-button")).to_be_visible(visible=name in there)
            expect(page.locator(run)).to_have_count(int(name in there))
    finally:
        app.close()
