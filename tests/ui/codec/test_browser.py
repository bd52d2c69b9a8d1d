"""The codec tab in a real browser."""

import re

import numpy as np
import soundfile
from playwright.sync_api import expect

from soundstorm.ui.examples import example_voices
from tests.browser import drawn


def take_apart(page, path):
    """Open the codec tab and give it a sound; returns its view when all levels are there."""
    page.locator("#tab-codec-button").click()
    expect(page.locator("#theatre .theatre")).to_be_hidden()
    page.locator("#codec-audio input[type=file]").set_input_files(path)
    codec = page.locator(".codec")
    expect(codec).to_have_attribute("data-phase", "done")
    expect(codec).to_have_attribute("data-ready", "16")  # the original, 8 prefixes, 7 differences
    expect(codec).to_have_attribute("data-picture", "original")
    return codec


# Before the tab is opened: its sounds never end, however slow the machine is.
ENDLESS_SOUNDS = """
() => {
  window.Audio = class extends window.Audio {
    constructor(...source) {
      super(...source);
      this.loop = true;
    }
  };
}
"""


def test_any_sound_comes_apart_into_levels_that_are_seen_and_heard(page, complaints):
    page.evaluate(ENDLESS_SOUNDS)
    codec = take_apart(page, example_voices()[0].path)
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


# Whether nothing is drawn on the spectrogram.
BLANK = """
() => {
  const canvas = document.querySelector(".codec .picture");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.every((value) => value === 0);
}
"""


def test_a_picture_is_fetched_until_it_is_there_and_never_stands_for_another_sound(page, tmp_path):
    seconds = np.arange(8000) / 16_000
    tone = tmp_path / "tone.wav"
    soundfile.write(tone, 0.3 * np.sin(2 * np.pi * (300 + 900 * seconds) * seconds), 16_000)
    late, tries = [], []
    page.route(re.compile(r"prefix\.2\.png"), lambda route: late.append(route))
    page.route(re.compile(r"prefix\.3\.png"), lambda route: fail_twice(route, tries))
    page.route(re.compile(r"prefix\.4\.png"), lambda route: route.abort())
    codec = take_apart(page, tone)
    missing = codec.locator(".missing")
    assert not page.evaluate(BLANK)

    with page.expect_request(re.compile(r"prefix\.2\.png")):
        codec.locator("[data-sound='prefix.2']").click()
    expect(missing).to_have_text("The spectrogram of levels 1 to 2 is on its way.")
    expect(codec).to_have_attribute("data-picture", "")
    drawn(page)
    assert page.evaluate(BLANK)
    while not late:
        page.wait_for_timeout(50)
    late[0].continue_()
    expect(codec).to_have_attribute("data-picture", "prefix.2")
    expect(missing).to_be_empty()
    assert not page.evaluate(BLANK)

    codec.locator("[data-sound='prefix.3']").click()
    expect(codec).to_have_attribute("data-picture", "prefix.3")
    assert len(tries) == 3

    codec.locator("[data-sound='prefix.4']").click()
    sentence = "could not be fetched: choose the sound again to try once more."
    expect(missing).to_have_text(f"The spectrogram of levels 1 to 4 {sentence}")
    assert page.evaluate(BLANK)
    page.unroute(re.compile(r"prefix\.4\.png"))
    codec.locator("[data-sound='prefix.4']").click()
    expect(codec).to_have_attribute("data-picture", "prefix.4")
    expect(missing).to_be_empty()

    page.route(re.compile(r"prefix\.5\.wav"), lambda route: route.fulfill(status=404))
    codec.locator("[data-sound='prefix.5']").click()
    codec.locator(".play").click()
    expect(missing).to_contain_text("This sound could not be fetched")


def fail_twice(route, tries):
    tries.append(route)
    if len(tries) > 2:
        route.continue_()
    else:
        route.abort()
