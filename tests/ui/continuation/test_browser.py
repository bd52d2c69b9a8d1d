"""The Continue tab in a real browser."""

from playwright.sync_api import expect

from soundstorm.ui.examples import example_voices


def test_what_is_heard_in_a_recording_is_told_in_phonemes(page, complaints):
    page.locator("#tab-continue-button").click()
    page.locator("#continue").get_by_text("Or use your own").click()
    page.locator("#continue-audio input[type=file]").set_input_files(example_voices()[0].path)
    expect(page.locator("#continue-heard")).to_contain_text("Heard by the tokenizer: /")
    page.locator("#continue-audio").get_by_label("Clear").click()
    expect(page.locator("#continue-heard")).to_be_empty()
    assert complaints == []
