"""The Detect tab in a real browser, on a page without models: mark and words are found without them."""

import pytest
from playwright.sync_api import expect

from soundstorm.audio import read_audio, write_audio
from soundstorm.errors import CheckpointError
from soundstorm.safety.detect import detect
from soundstorm.safety.origin import Origin
from soundstorm.ui import build_app, launch_options
from soundstorm.ui.detection.handlers import example_sound
from soundstorm.ui.runs import bundled_runs


def no_models():
    raise CheckpointError("There are no models here.")


@pytest.fixture(scope="module")
def bare_url():
    app = build_app(no_models)
    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, **launch_options())
    yield url
    app.close()


def test_mark_and_words_of_a_file_are_found_apart(bare_url, new_page, tmp_path):
    page, wrong = new_page(viewport={"width": 390, "height": 844}), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
    page.goto(f"{bare_url}?hide=speak,laboratory,codec,lesson,dialogue")
    expect(page.locator("#tab-detect-button")).to_have_attribute("aria-current", "page")
    report, notice = page.locator("#detect-view .report"), page.locator("#detect-notice")
    upload = page.locator("#detect-audio input[type=file]")
    expect(report).to_be_hidden()

    # The words of the file arrive as they are, which they would not if the page converted it.
    sound = read_audio(example_sound(bundled_runs()[0], tmp_path), 16_000)
    words = {**Origin("someone/models").tags(3), "title": "<b>Mine</b>"}
    write_audio(tmp_path / "made.mp3", sound, 16_000, words)
    upload.set_input_files(tmp_path / "made.mp3")
    mark = detect(tmp_path / "made.mp3").watermark_value
    assert mark > 0.95
    expect(report.locator("dd").first).to_contain_text(f"Found (the network reads {mark:.2f};")
    expect(report.get_by_role("row", name="title")).to_contain_text("<b>Mine</b>")
    expect(report.get_by_role("row", name="comment")).to_contain_text("model: someone/models")
    expect(report.locator("dd").last).to_contain_text("Not known")
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)

    page.get_by_role("button", name="A recording").click()
    expect(report.locator("dd").first).to_contain_text("Not found")
    expect(report.locator("table")).to_be_hidden()
    page.get_by_role("button", name="Made here").click()
    expect(report).to_contain_text("says that it is AI-generated")
    assert wrong == []

    (tmp_path / "bad.wav").write_text("no sound")
    page.locator("#detect-audio").get_by_label("Clear").click()
    expect(report).to_be_hidden()
    upload.set_input_files(tmp_path / "bad.wav")
    expect(notice).to_contain_text("cannot be read as audio")
    expect(report).to_be_hidden()
