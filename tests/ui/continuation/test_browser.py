"""The Continue tab in a real browser."""

import re
from pathlib import Path

from playwright.sync_api import expect

from soundstorm.ui.examples import example_voices


def test_what_is_heard_in_a_recording_is_told_in_phonemes(page, complaints):
    page.locator("#tab-continue-button").click()
    page.locator("#continue").get_by_text("Or use your own").click()
    page.locator("#continue-audio input[type=file]").set_input_files(example_voices()[0].path)
    expect(page.locator("#continue-heard")).to_contain_text("Heard by the tokenizer: /")
    page.locator("#continue-audio").get_by_label("Clear").click()
    expect(page.locator("#continue-heard")).to_be_empty()
    # the content counts, not the ending
    named = {"name": "voice.txt", "mimeType": "text/plain"}
    no_sound = {**named, "buffer": b"Only words."}
    page.set_input_files("#continue-audio input[type=file]", no_sound)
    refused = page.locator("#continue .refused")
    expect(refused).to_have_text(re.compile("no sound or video file"))
    voice = Path(example_voices()[0].path).read_bytes()
    page.set_input_files("#continue-audio input[type=file]", {**named, "buffer": voice})
    # three seconds are used
    expect(page.locator("#continue-heard")).to_contain_text(re.compile(r"Using \d\.\d to [2-5]\.\d"))
    expect(refused).to_be_hidden()
    # a voice that is chosen takes the place of a recording
    page.locator("#continue-voice input").click()
    page.get_by_role("option", name="nobody").click()
    expect(page.locator("#continue-audio input[type=file]")).to_be_attached()
    expect(page.locator("#continue-heard")).to_be_empty()
    # what was refused is over when another voice is chosen
    page.set_input_files("#continue-audio input[type=file]", no_sound)
    expect(refused).to_be_visible()
    page.locator("#continue-voice input").click()
    page.get_by_role("option", name=example_voices()[1].label).click()
    expect(refused).to_be_hidden()
    assert complaints == []
