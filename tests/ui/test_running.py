"""Runs, whichever tab starts them."""

import json
import time
from types import SimpleNamespace

import gradio as gr
import pytest
from gradio.queueing import EventQueue
from starlette.requests import Request

from soundstorm.ui import build_app
from soundstorm.ui.app import place_of
from soundstorm.ui.laboratory.handlers import LaboratoryHandlers
from soundstorm.ui.line import Line
from soundstorm.ui.running import IN_LIST, UNCHANGED, after_change, put_run
from soundstorm.ui.runs import keep
from soundstorm.ui.runtime import MODELS, note
from soundstorm.ui.speak.handlers import SpeakHandlers
from soundstorm.ui.speak.takes import takes_of
from soundstorm.ui.stage import OPENED, LongText, Made, Stage
from tests.apart import run_apart


def line_of(sessions: list[str], at_work: tuple[str, ...] = (), taken: float = 0.0) -> Line:
    """A line in which visitors wait, whose run is at work, and how many seconds it took so far."""
    events = [
        SimpleNamespace(concurrency_id=MODELS["concurrency_id"], session_hash=name) for name in sessions
    ]
    jobs = [[SimpleNamespace(concurrency_id=MODELS["concurrency_id"], session_hash=name)] for name in at_work]
    begins = {"a run": {time.time() - taken}} if at_work else {}
    lines = {MODELS["concurrency_id"]: SimpleNamespace(queue=events, start_times_per_fn=begins)}
    queue = SimpleNamespace(event_queue_per_concurrency_id=lines, active_jobs=[None, *jobs])
    return Line(SimpleNamespace(_queue=queue))


@pytest.mark.parametrize("tab", [SpeakHandlers, LaboratoryHandlers])
def test_a_run_waits_unless_too_many_do(tmp_path, tab):
    wait = [tab(lambda: None, tmp_path, line=line_of(["other"] * many)).wait for many in (31, 32)]
    assert wait[0]().live["phase"] == "queue"
    with pytest.raises(gr.Error, match="try again in a minute"):
        wait[1]()


def test_the_page_is_told_of_its_own_place_by_the_name_that_it_sends(tmp_path):
    line, asked = line_of(["one", "own"]), Request({"type": "http", "headers": []})
    place = place_of(SpeakHandlers(lambda: None, tmp_path, line=line))
    asked._body = json.dumps({"session_hash": "own", "data": []}).encode()
    told = run_apart(place([], asked))
    assert (told["phase"], told["ahead"], told["answer"]) == ("queue", 1, True)


def test_what_waits_for_the_models_is_counted_by_gradio_itself(pipeline):
    app = build_app(lambda: pipeline)
    line = Line(app)
    assert (line.waiting(), line.ahead()) == (0, 0)
    event = SimpleNamespace(concurrency_id=MODELS["concurrency_id"], session_hash="other")
    app._queue.event_queue_per_concurrency_id[event.concurrency_id] = SimpleNamespace(queue=[event] * 3)
    assert (line.waiting(), line.ahead("own")) == (3, 3)


def test_a_visitor_is_told_how_many_come_first_and_about_how_long_that_takes(tmp_path):
    line = line_of(["one", "own", "two", "own"], at_work=("three",))
    assert (line.ahead("own"), line.ahead("two"), line.ahead("new")) == (2, 3, 5)
    assert line_of([], at_work=("own",)).ahead("own") == 0
    line.seconds, line.rate = 10.0, 1.0
    line.took(20.0, speech=5.0)
    assert line.seconds == pytest.approx(0.7 * 10 + 0.3 * 20)
    assert line.rate == pytest.approx(0.7 * 1 + 0.3 * 20 / 5)
    place = SpeakHandlers(lambda: None, tmp_path, line=line).place("own")
    assert (place["ahead"], place["wait"]) == (2, pytest.approx(26, abs=0.1))


def test_what_is_no_run_says_what_comes_before_it():
    assert (line_of([]).after(), line_of([]).told()) == ("", "Waiting for the models.")
    assert line_of([], at_work=("one",), taken=4).after() == "after 1 other run, in about 6 s"
    told = line_of(["one"], at_work=("two",), taken=4.5).told()
    assert told == "Waiting for the models: yours comes after 2 other runs, in about 16 s."


@pytest.mark.parametrize(("taken", "wait"), [(0, 20), (4, 16), (25, 10)])
def test_what_the_run_at_work_has_taken_already_is_not_waited_for_again(taken, wait):
    """Two runs of 10 s come first; one that takes longer than others is over at any moment."""
    line = line_of(["one", "own"], at_work=("two",), taken=taken)
    assert line.wait("own") == pytest.approx(wait, abs=0.1)
    assert line_of(["own"]).wait("own") == 0
    assert line_of(["one", "own"], at_work=("own",), taken=4).wait("own") == 10


def test_a_long_text_says_how_long_it_takes_and_tells_nothing_of_other_runs():
    line = line_of(["own"], at_work=("two",), taken=30)
    line.expect(300.0)
    assert line.wait("own") == pytest.approx(270, abs=0.5)
    line.rate = 1.0
    line.took(300.0, speech=200.0)
    assert line.seconds == 10 and line.rate == pytest.approx(0.7 * 1 + 0.3 * 1.5)


def test_gradio_says_when_a_run_began():
    assert EventQueue("models", 1).start_times_per_fn == {}


def test_decoding_again_takes_its_time_too_and_makes_no_speech():
    line = line_of([])
    line.seconds, line.rate = 10.0, 1.5
    line.took(20.0)
    assert line.seconds == pytest.approx(0.7 * 10 + 0.3 * 20) and line.rate == 1.5


def test_a_trace_that_was_opened_while_a_run_was_at_work_stays_and_the_run_is_in_the_list(spoken, tmp_path):
    asked, new = Stage.opening(), keep(spoken, tmp_path)
    opened = keep(spoken, tmp_path, opened=True)
    for place in ("alone", "a", "b"):
        stage, live, notice = put_run(asked.with_a(opened), Made(new, place, seen=asked))
        assert (stage.a, stage.b, stage.own) == (opened, None, (new, opened))
        assert live["phase"] == "closed" and "in the list" in notice


def test_a_long_text_is_in_the_list_and_leaves_the_stage_as_it_is(tmp_path):
    stage, sound = Stage.opening(), tmp_path / "soundstorm-seed-3.wav"
    sound.touch()
    text = LongText("some-name", "One one one…", "3 parts, 40 s of speech, seed 3", str(sound))
    put = put_run(stage, text)
    assert (put.stage.a, put.stage.b, put.stage.own) == (stage.a, stage.b, stage.own)
    assert put.live == put.notice == UNCHANGED
    [take] = takes_of(put.stage)
    assert (take["name"], take["words"], take["file"]["path"]) == ("some-name", "One one one…", str(sound))
    sound.unlink()  # after an hour
    assert takes_of(put.stage)[0]["file"] is None
    assert put.stage.without("some-name") == stage


def test_another_stage_takes_away_why_a_run_was_refused_and_not_what_it_brings():
    assert after_change(note(OPENED, error=True)) == after_change(None) == ""
    assert after_change(note(IN_LIST)) == UNCHANGED


def test_the_form_is_free_when_the_step_at_work_is_over_and_every_value_names_its_tab(tmp_path):
    """Gradio forgets what is started before that: a second Stop would stop nothing."""
    handlers = SpeakHandlers(lambda: None, tmp_path)
    begun, stopped, over = handlers.wait(), handlers.stop(), handlers.over()
    assert (begun.generate["interactive"], begun.stop["interactive"]) == (False, True)
    assert stopped.generate == UNCHANGED and stopped.stop["interactive"] is False
    assert (over.generate["interactive"], over.stop["interactive"]) == (True, False)
    *_, failed = handlers.run(Stage(None), "speak", None, None, False, "", None, 0, "1", 0.0, 1.0)
    assert failed.live["phase"] == "closed"
    assert {update.live["tab"] for update in (begun, stopped, over, failed)} == {"A run"}
    assert handlers.put(Stage(None), None).live == UNCHANGED


def test_a_run_that_failed_leaves_the_stage_alone(pipeline, tmp_path):
    failing = SpeakHandlers(lambda: pipeline, tmp_path).run(
        Stage.opening(), "speak", None, None, False, "", None, 0, "1", 0.0, 1.0
    )
    *_, last = failing
    assert last.made is None
    assert list(put_run(Stage.opening(), last.made)) == [UNCHANGED] * 3


def test_nothing_that_waits_for_the_models_writes_the_stage(pipeline):
    """What such an event read of the stage at its beginning may be gone when it ends."""
    app = build_app(lambda: pipeline)
    (stage,) = (block for block in app.blocks.values() if isinstance(getattr(block, "value", None), Stage))
    slow = [event for event in app.fns.values() if event.concurrency_id == MODELS["concurrency_id"]]
    assert len(slow) > 5 and any(stage in event.inputs for event in slow)
    assert not any(stage in event.outputs for event in slow)
