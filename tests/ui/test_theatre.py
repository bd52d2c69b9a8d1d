"""What the server answers when a page asks for another decoding."""

import re
from types import SimpleNamespace

import gradio as gr
import pytest

from soundstorm.audiolm.stages import STAGES
from soundstorm.dialogue import LONGEST_RECORDING
from soundstorm.ui import build_app
from soundstorm.ui.running import UNCHANGED
from soundstorm.ui.runs import keep
from soundstorm.ui.runtime import MB
from soundstorm.ui.stage import Stage, choose_a, upload
from soundstorm.ui.theatre import OPEN_UP_TO, PAGES, choose_from_page, tried
from soundstorm.ui.voices import MOST_SPOKEN_SECONDS


@pytest.fixture
def stage(spoken, tmp_path) -> Stage:
    return Stage.opening().with_a(keep(spoken, tmp_path))


def choose(stage, **asked):
    return choose_from_page(stage, SimpleNamespace(_data={"number": 4, **asked}))


def test_a_lesson_brings_two_bundled_runs_onto_the_stage(stage):
    value, after, notice = choose(stage, trace="2-greedy", beside="1-paper")
    assert (after.a.name, after.b.name) == ("2-greedy", "1-paper")
    assert value["answer"] == {"number": 4, "sentence": ""}
    assert (value["a"]["name"], notice) == ("2-greedy", "")


def test_a_closed_b_leaves_a_where_it_is(stage):
    stage = stage.with_b(stage.a)
    for trace in (stage.a.name, None):
        _, after, _ = choose(stage, trace=trace, beside=None)
        assert (after.a, after.b) == (stage.a, None)


@pytest.mark.parametrize("name", ["nothere", "../../etc/passwd", ["1-paper"], {"a": 1}, 7, "<b>x</b>"])
def test_a_run_that_is_not_there_is_a_sentence_and_is_answered_too(stage, name):
    value, after, notice = choose(stage, trace=name)
    assert after == stage
    assert "There is no run" in value["answer"]["sentence"]
    assert value["answer"]["number"] == 4
    assert 'role="alert"' in notice and "<b>" not in notice


def test_an_event_without_anything_in_it_changes_nothing(stage):
    value, after, _ = choose_from_page(stage, SimpleNamespace(_data=None))
    assert after == stage
    assert value["answer"]["number"] is None


def test_what_cannot_be_put_on_the_stage_leaves_it_with_a_sentence(stage, tmp_path):
    foreign = tmp_path / "foreign.sstrace"
    foreign.write_bytes(b"RIFF")
    for change, asked in ((choose_a, "forgotten"), (upload, str(foreign)), (upload, None)):
        after, notice = tried(change, stage, asked)
        assert after is UNCHANGED
        assert 'role="alert"' in notice
    assert tried(choose_a, stage, "1-paper")[0].a.name == "1-paper"


def labels(consent: str) -> list[str]:
    """Of the fields that take a file or a recording, but for what compares two models."""
    app = build_app(lambda: None, stages=STAGES, consent=consent)
    fields = [block for block in app.blocks.values() if isinstance(block, gr.Audio | gr.UploadButton)]
    return [block.label for block in fields if getattr(block, "interactive", True) is not False]


def test_whatever_takes_a_file_or_a_recording_says_how_much():
    asked = labels("asked")
    assert OPEN_UP_TO in asked and f"up to {LONGEST_RECORDING:g} seconds and {MB} MB" in " ".join(asked)
    for label in {*asked, *labels("spoken")}:
        assert re.search(r"\d+ (seconds|minutes|MB)", label), label
        assert f"{MB} MB" in label or label.startswith("Microphone"), label
    spoken = [label for label in labels("spoken") if label.startswith("Microphone")]
    assert spoken and all(label.endswith(f"up to {MOST_SPOKEN_SECONDS:g} seconds") for label in spoken)


def test_pages_to_take_away_are_made_one_at_a_time():
    events = build_app(lambda: None).fns.values()
    [make] = [event for event in events if event.concurrency_id == PAGES["concurrency_id"]]
    assert (make.queue, make.concurrency_limit) == (True, 1)
