"""What the handlers make of a form, with and without models."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import pytest
import torch

from soundstorm.errors import CheckpointError, UserError
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.ui import build_app
from soundstorm.ui.handlers import (
    LARGEST_SEED,
    UNCHANGED,
    Handlers,
    Update,
    choose_schedule,
    choose_seed,
    follow,
    put_run,
)
from soundstorm.ui.laboratory import Laboratory
from soundstorm.ui.live import Live
from soundstorm.ui.runs import keep
from soundstorm.ui.runtime import MODELS, waiting_for_models
from soundstorm.ui.stage import Made, Stage
from soundstorm.whatif import decode_again

SCHEDULE = "16,1,1,1,1,1,1,1"


def test_the_given_seed_is_used_and_a_random_one_is_fresh():
    assert choose_seed(7, random_seed=False) == 7
    assert choose_seed(7.0, random_seed=False) == 7
    assert len({choose_seed(7, random_seed=True) for _ in range(5)}) > 1


@pytest.mark.parametrize("seed", [None, -1, 2.5, LARGEST_SEED + 1, float("inf"), float("nan"), "abc", [1]])
def test_a_seed_that_is_no_seed_is_refused_with_the_range(seed):
    with pytest.raises(UserError, match=str(LARGEST_SEED)):
        choose_seed(seed, random_seed=False)


def test_a_schedule_that_would_occupy_the_models_for_minutes_is_refused():
    assert choose_schedule(SCHEDULE).iterations[0] == 16
    with pytest.raises(UserError, match="at most"):
        choose_schedule("1000,1,1,1,1,1,1,1")
    with pytest.raises(UserError, match="as text"):
        choose_schedule([16, 1, 1, 1, 1, 1, 1, 1])


@pytest.mark.parametrize("tab", [Handlers, Laboratory])
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


@pytest.fixture
def without_models(tmp_path: Path) -> Handlers:
    """Handlers that must refuse a form before they touch the pipeline."""

    def no_models() -> SoundStormPipeline:
        raise AssertionError("this form must be refused before the models are asked for")

    return Handlers(no_models, cache=tmp_path)


def sentence_of(updates: Iterator[Update]) -> str:
    """What the last update tells the user; checks that the form is free again."""
    *_, last = updates
    assert last.generate["interactive"] and not last.stop["interactive"]
    return last.notice


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"prompt": None}, "Choose, upload or record a voice"),
        ({"transcript": "  "}, "empty"),
        ({"transcript": "word " * 100}, "20 seconds"),
        ({"transcript": "Hello 你"}, "你"),
        ({"seed": None}, "seed"),
        ({"iterations": "sixteen"}, "iterations"),
        ({"mode": "convert"}, "speech to convert"),
    ],
)
def test_every_mistake_in_the_form_is_one_sentence(without_models, change, words):
    form = dict(
        stage=Stage(None), mode="speak", prompt="voice.wav", transcript="Hello there.", source=None, seed=0,
        random_seed=False, iterations=SCHEDULE,
    )  # fmt: skip
    notice = sentence_of(without_models.run(**{**form, **change}))
    assert words in notice
    assert 'role="alert"' in notice


def test_what_a_user_typed_cannot_become_markup(without_models):
    form = (Stage(None), "speak", "voice.wav", "<b>你</b>", None, 0, False, SCHEDULE)
    assert "<b>" not in sentence_of(without_models.run(*form))


def test_a_run_ends_on_the_stage_with_the_sound_of_every_level(pipeline, prompt_path, tmp_path):
    handlers = Handlers(lambda: pipeline, tmp_path)
    form = ("speak", str(prompt_path), "Hello there.", None, 5, False, "2,1,1,1,1,1,1,1")
    *updates, last = handlers.run(Stage.opening(), *form)
    phases = [update.live["phase"] for update in updates if "phase" in update.live]
    assert phases[0] == "text" and phases[-1] == "done"
    stage = put_run(Stage.opening(), last.made).stage
    trace = stage.a.load()
    assert (trace.transcript, trace.seed) == ("Hello there.", 5)
    assert {str(level) for level in range(1, 9)} <= set(trace.audio)
    assert trace.candidates == 5
    assert last.generate["interactive"]

    *_, last = handlers.run(stage, *form[:4], 6, *form[5:], beside=True)
    compared = put_run(stage, last.made).stage
    assert compared.a == stage.a
    assert compared.b.load().seed == 6


def test_the_live_view_hears_every_level_with_the_prompt_as_its_context(pipeline, spoken, tmp_path):
    live = Live(spoken.schedule, tmp_path, frames_per_second=50)
    for _ in follow(pipeline, decode_again(pipeline, spoken), live):
        pass
    for level in range(1, 9):
        expected = pipeline.codec.decode(spoken.codes[:, :level], spoken.prompt_frames)[0]
        assert torch.equal(live.waveforms[level], expected)


def test_a_trace_that_was_opened_while_a_run_was_at_work_stays_and_the_run_is_in_the_list(spoken, tmp_path):
    asked, opened, new = Stage.opening(), keep(spoken, tmp_path), keep(spoken, tmp_path)
    for place in ("alone", "a", "b"):
        stage, live, notice = put_run(asked.with_a(opened), Made(new, place, seen=asked))
        assert (stage.a, stage.b, stage.own) == (opened, None, (new, opened))
        assert live["phase"] == "closed" and "in the list" in notice


def test_a_run_that_failed_leaves_the_stage_alone(pipeline, tmp_path):
    failing = Handlers(lambda: pipeline, tmp_path).run(
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


def test_models_that_cannot_be_loaded_are_one_sentence_beside_the_form(tmp_path):
    def models() -> SoundStormPipeline:
        raise CheckpointError("There is no checkpoint here: choose another folder.")

    form = ("speak", "voice.wav", "Hello there.", None, 0, False, SCHEDULE)
    assert "no checkpoint here" in sentence_of(Handlers(models, tmp_path).run(Stage(None), *form))
