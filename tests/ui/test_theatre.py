"""What the server answers when a page asks for another decoding."""

from types import SimpleNamespace

import pytest

from soundstorm.ui import build_app
from soundstorm.ui.running import UNCHANGED
from soundstorm.ui.runs import keep
from soundstorm.ui.stage import Stage, choose_a, upload
from soundstorm.ui.theatre import PAGES, choose_from_page, tried


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


def test_pages_to_take_away_are_made_one_at_a_time():
    events = build_app(lambda: None).fns.values()
    [make] = [event for event in events if event.concurrency_id == PAGES["concurrency_id"]]
    assert (make.queue, make.concurrency_limit) == (True, 1)
