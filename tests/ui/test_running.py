"""Runs, whichever tab starts them."""

from types import SimpleNamespace

import gradio as gr
import pytest

from soundstorm.ui import build_app
from soundstorm.ui.laboratory.handlers import LaboratoryHandlers
from soundstorm.ui.running import UNCHANGED, put_run
from soundstorm.ui.runs import keep
from soundstorm.ui.runtime import MODELS, waiting_for_models
from soundstorm.ui.speak.handlers import SpeakHandlers
from soundstorm.ui.stage import Made, Stage


@pytest.mark.parametrize("tab", [SpeakHandlers, LaboratoryHandlers])
def test_a_run_waits_unless_too_many_do(tmp_path, tab):
    wait = [tab(lambda: None, tmp_path, waiting=lambda line=line: line).wait for line in (23, 24)]
    assert "Waiting" in wait[0]().notice
    with pytest.raises(gr.Error, match="try again in a minute"):
        wait[1]()


def test_what_waits_for_the_models_is_counted_by_gradio_itself(pipeline):
    app = build_app(lambda: pipeline)
    assert waiting_for_models(app) == 0
    event = SimpleNamespace(concurrency_id=MODELS["concurrency_id"])
    app._queue.event_queue_per_concurrency_id[event.concurrency_id] = SimpleNamespace(queue=[event] * 3)
    assert waiting_for_models(app) == 3


def test_a_trace_that_was_opened_while_a_run_was_at_work_stays_and_the_run_is_in_the_list(spoken, tmp_path):
    asked, opened, new = Stage.opening(), keep(spoken, tmp_path), keep(spoken, tmp_path)
    for place in ("alone", "a", "b"):
        stage, live, notice = put_run(asked.with_a(opened), Made(new, place, seen=asked))
        assert (stage.a, stage.b, stage.own) == (opened, None, (new, opened))
        assert live["phase"] == "closed" and "in the list" in notice


def test_a_run_that_failed_leaves_the_stage_alone(pipeline, tmp_path):
    failing = SpeakHandlers(lambda: pipeline, tmp_path).run(
        Stage.opening(), "speak", None, "", None, 0, False, "1"
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
