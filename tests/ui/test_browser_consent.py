"""A page on which speakers read a sentence, in a real browser."""

import re
from collections.abc import Iterator

import pytest
import torch
from playwright.sync_api import Browser, expect

from soundstorm.audio import read_audio, write_audio
from soundstorm.safety import spoken
from soundstorm.safety.spoken import AGREEMENT, Sentence
from soundstorm.ui import build_app, launch_options
from soundstorm.ui.consent import NOT_SPOKEN
from soundstorm.ui.voices import HEARD, NOT_HEARD
from tests.accessibility import violations
from tests.browser import drawn
from tests.conftest import BROWSER_PATIENCE, CHROMIUM, CHROMIUM_OPTIONS
from tests.safety.test_spoken import BEGINNING, ENDING

TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def app_url(pipeline) -> Iterator[str]:
    """The address of an app of its own, in place of the one of all tests."""
    app = build_app(lambda: pipeline, stages=pipeline.audiolm.stages, consent="spoken")
    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, **launch_options())
    yield url
    app.close()


def test_every_visitor_is_asked_for_another_sentence_and_no_file_takes_its_place(visit, complaints):
    asked = []
    for width in (1280, 390):
        page = visit(width=width)
        page.locator("#speak").get_by_text("Or use your own").click()
        sentence = page.locator("#own-voice .sentence")
        expect(sentence).to_contain_text(AGREEMENT)
        asked.append(sentence.text_content())
        expect(page.locator("#prompt-audio input[type=file]")).to_have_count(0)
        expect(page.locator("#prompt-audio").get_by_role("button", name="Record")).to_be_visible()
        drawn(page)
        assert not page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        assert [found for found in violations(page) if "own-voice" in found[1] or "prompt" in found[1]] == []
    assert asked[0] != asked[1]
    assert complaints == []


@pytest.fixture
def speaker(browser, prompt_path, tmp_path) -> Iterator[Browser]:
    """A browser whose microphone hears man-8629 once, whenever it is opened."""
    recording = read_audio(prompt_path, 48_000)
    write_audio(tmp_path / "speaker.wav", torch.cat([recording, torch.zeros(480_000)]), 48_000)
    microphone = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={tmp_path / 'speaker.wav'}%noloop",
    ]
    options = [*CHROMIUM_OPTIONS, *microphone]
    speaker = browser.browser_type.launch(executable_path=CHROMIUM, args=options, timeout=BROWSER_PATIENCE)
    yield speaker
    speaker.close()


def test_what_the_speaker_reads_becomes_the_voice(app_url, speaker, monkeypatch):
    drawn_next = [("amber", "river", "seven", "window")]
    monkeypatch.setattr(spoken, "AGREEMENT", BEGINNING)
    monkeypatch.setattr(Sentence, "drawn", lambda: Sentence(drawn_next[0]))
    page = speaker.new_page()
    page.set_default_timeout(BROWSER_PATIENCE)
    page.goto(app_url)
    page.locator("#speak").get_by_text("Or use your own").click()
    expect(page.locator("#own-voice .sentence")).to_contain_text("amber river seven window")
    drawn_next[0] = ENDING
    read(page, "#prompt-audio", seconds=3)
    expect(page.locator("#prompt-permission [role=alert]")).to_have_text(NOT_HEARD)
    page.locator("#generate").click()
    expect(page.locator("#notice [role=alert]")).to_have_text(NOT_SPOKEN)
    expect(page.locator("#own-voice .sentence")).to_contain_text(" ".join(ENDING))
    drawn_next[0] = ("zebra",)
    page.locator("#prompt-audio").get_by_label("Clear").click()
    read(page, "#prompt-audio")
    expect(page.locator("#prompt-permission .note")).to_have_text(HEARD)
    expect(page.locator("#own-voice .sentence")).to_contain_text("zebra")
    page.locator("#speak").get_by_text("Advanced").click()
    page.locator("#iterations textarea, #iterations input").fill("1,1")
    page.locator("#generate").click()
    expect(page.locator("#hero .hero")).to_have_attribute("data-phase", "ready")


def test_what_the_speaker_reads_goes_on_by_itself(app_url, speaker, monkeypatch):
    monkeypatch.setattr(spoken, "AGREEMENT", BEGINNING)
    monkeypatch.setattr(Sentence, "drawn", lambda: Sentence(ENDING))
    page = speaker.new_page()
    page.set_default_timeout(BROWSER_PATIENCE)
    page.goto(app_url)
    page.locator("#tab-continue-button").click()
    page.locator("#continue").get_by_text("Or use your own").click()
    read(page, "#continue-audio")
    expect(page.locator("#continue-permission .note")).to_have_text(HEARD)
    page.locator("#continue-seconds input[type=number]").fill("3")
    page.locator("#go-on").click()
    expect(page.locator("#continue-picture figure")).to_be_visible()


def test_who_reads_has_a_part_in_the_dialogue_and_who_does_not_has_none(app_url, speaker, monkeypatch):
    """The speaker of A reads what stands there, the one of B something else."""
    drawn_next = [ENDING]
    monkeypatch.setattr(spoken, "AGREEMENT", BEGINNING)
    monkeypatch.setattr(Sentence, "drawn", lambda: Sentence(drawn_next[0]))
    page = speaker.new_page()
    page.set_default_timeout(BROWSER_PATIENCE)
    page.goto(app_url)
    page.locator("#tab-dialogue-button").click()
    page.locator("#script textarea").fill("Oh wow. | Uh-huh?")
    page.get_by_text("More settings").click()
    page.locator("#dialogue-iterations textarea, #dialogue-iterations input").fill("1,1")
    voices, verdict = page.locator("#cast select"), page.locator("#cast-permission")
    generate, notice = page.locator("#dialogue-generate"), page.locator("#dialogue-notice [role=alert]")
    voices.nth(0).select_option("own")
    expect(page.locator("#dialogue .sentence")).to_contain_text(" ".join(ENDING))
    expect(page.locator("#cast-a input[type=file], #cast-together")).to_have_count(0)
    drawn_next[0] = ("zebra",)
    read(page, "#cast-a")
    expect(verdict.locator(".note")).to_have_text(HEARD)
    expect(page.locator("#dialogue .sentence")).to_contain_text("zebra")
    voices.nth(1).select_option("own")
    read(page, "#cast-b", seconds=3)
    expect(verdict.locator("[role=alert]")).to_have_text(NOT_HEARD)
    generate.click()
    expect(notice).to_have_text(NOT_SPOKEN)
    voices.nth(1).select_option("woman-6078")
    generate.click()
    expect(page.locator("#hero .hero")).to_have_attribute("data-phase", "ready")
    expect(page.locator("#run-a input")).to_have_value(re.compile("a voice of yours and "))


def read(page, field, seconds=7) -> None:
    """Let the speaker finish, or stop before."""
    page.locator(field).get_by_role("button", name="Record").click()
    page.wait_for_timeout(1000 * seconds)
    page.locator(field).get_by_role("button", name="Stop").first.click()
