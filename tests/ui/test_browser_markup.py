"""What somebody else wrote stands on the page as text: in a trace, in the name of a file."""

import re
from dataclasses import replace

from playwright.sync_api import expect

from soundstorm.bundled import ASSETS
from soundstorm.trace import Trace

HOSTILE = "<img src=x onerror=window.stolen=1>"


def assert_nothing_ran(page) -> None:
    assert page.evaluate("window.stolen") is None
    assert page.locator("img[src=x]").count() == 0


def test_what_a_trace_says_is_text_everywhere(page, tmp_path, complaints):
    trace = Trace.load(next((ASSETS / "traces").glob("2-*.sstrace")))
    words = tuple(word._replace(text=HOSTILE) for word in trace.script.words)
    script = replace(trace.script, transcript=HOSTILE, words=words)
    path = tmp_path / f"{HOSTILE}.sstrace"
    replace(trace, title=HOSTILE, script=script).save(path)
    page.get_by_test_id("Open a recorded run (up to 20 MB)-upload-button").set_input_files(path)
    expect(page.locator("#theatre")).to_contain_text(HOSTILE)
    expect(page.locator("#run-a input")).to_have_value(re.compile(re.escape(f"1. {HOSTILE} (")))
    page.locator("#hero .inside").click()
    page.locator("#run-a input").click()  # the list of runs
    assert_nothing_ran(page)
    assert complaints == []


def test_the_name_of_a_file_is_text(page, tmp_path):
    path = tmp_path / f"{HOSTILE}.wav"
    path.write_bytes(b"no sound")
    page.locator("#tab-codec-button").click()
    page.locator("#codec-audio input[type=file]").set_input_files(path)
    expect(page.locator("#codec-notice")).to_contain_text("cannot be read as audio")
    assert_nothing_ran(page)
