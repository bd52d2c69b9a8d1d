"""What the handlers make of a form, with and without models."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from soundstorm.errors import CheckpointError
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.ui.examples import example_voices
from soundstorm.ui.running import put_run
from soundstorm.ui.speak.handlers import SpeakHandlers, SpeakUpdate
from soundstorm.ui.speak.takes import remove_take, takes_of
from soundstorm.ui.stage import Stage

SCHEDULE = "16,1,1,1,1,1,1,1"


@pytest.fixture
def without_models(tmp_path: Path) -> SpeakHandlers:
    """Handlers that must refuse a form before they touch the pipeline."""

    def no_models() -> SoundStormPipeline:
        raise AssertionError("this form must be refused before the models are asked for")

    return SpeakHandlers(no_models, cache=tmp_path)


def sentence_of(updates: Iterator[SpeakUpdate]) -> str:
    """What the last update tells the user; checks that the form is free again."""
    *_, last = updates
    assert last.generate["interactive"] and not last.stop["interactive"]
    return last.notice


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"recording": None}, "Choose, upload or record a voice"),
        ({"permission": False}, "have the speaker&#x27;s permission"),
        ({"permission": "true"}, "have the speaker&#x27;s permission"),  # nothing but the tick
        ({"mode": "convert", "source": "words.wav", "permission": False}, "permission"),
        ({"transcript": "  "}, "empty"),
        ({"transcript": "word " * 100}, "Break up"),
        ({"transcript": "a" * 3_001}, "3,000 characters"),
        ({"transcript": "Hello 你"}, "你"),
        ({"seed": None}, "seed"),
        ({"iterations": "sixteen"}, "iterations"),
        ({"mode": "convert"}, "speech to convert"),
        ({"guidance": 9.0}, "guidance"),
        ({"pace": None}, "pace"),
    ],
)
def test_every_mistake_in_the_form_is_one_sentence(without_models, change, words):
    form = dict(
        stage=Stage(None), mode="speak", chosen=None, recording="voice.wav", permission=True,
        transcript="Hello there.", source=None, seed=0, iterations=SCHEDULE, guidance=0.0, pace=1.0,
    )  # fmt: skip
    notice = sentence_of(without_models.run(**{**form, **change}))
    assert words in notice
    assert 'role="alert"' in notice


def test_what_a_user_typed_cannot_become_markup(without_models):
    form = (Stage(None), "speak", None, "voice.wav", True, "<b>你</b>", None, 0, SCHEDULE, 0.0, 1.0)
    assert "<b>" not in sentence_of(without_models.run(*form))


def test_a_run_ends_on_the_stage_with_the_sound_of_every_level(pipeline, prompt_path, tmp_path):
    handlers = SpeakHandlers(lambda: pipeline, tmp_path)
    form = ("speak", None, str(prompt_path), True, "Hello there.", None, 5, "3,1,1,1,1,1,1,1", 0.0, 1.2)
    *updates, made, last = handlers.run(Stage.opening(), *form)
    phases = [update.live["phase"] for update in updates if "phase" in update.live]
    assert phases[0] == "text" and phases[-1] == "done"
    assert last.live["phase"] == "ready"
    for name, ending in {"WAV": ".wav", "MP3": ".mp3", "Opus": ".opus", "Page": ".html"}.items():
        path = Path(last.live["files"][name]["path"])
        assert path.is_file() and path.suffix == ending
    stage = put_run(Stage.opening(), made.made).stage
    assert stage.a.differs == "a voice of yours, seed 5, iterations 3,1,1,1,1,1,1,1, pace 1.2"
    [take] = takes_of(stage)
    assert take["isShown"] and Path(take["file"]["path"]).suffix == ".wav"
    asked = SimpleNamespace(_data={"name": stage.a.name})
    gone, none = remove_take(stage, asked)
    assert gone.own == () and gone.a == Stage.opening().a
    assert (
        none == remove_take(Stage.opening(), asked)[1] == []
    )  # the list goes with a stage that was forgotten
    trace = stage.a.load()
    assert (trace.transcript, trace.seed) == ("Hello there.", 5)
    assert {str(level) for level in range(1, 9)} <= set(trace.audio)
    assert trace.candidates == 5
    assert last.generate["interactive"]

    *_, made, _ = handlers.run(stage, *form[:6], 6, *form[7:], beside=True)
    compared = put_run(stage, made.made).stage
    assert compared.a == stage.a
    assert compared.b.load().seed == 6


def test_a_bundled_voice_is_encoded_once_and_a_recording_every_time(pipeline, tmp_path, monkeypatch):
    """By the same tokens as the first time; what was not encoded again is not counted as time."""
    encode, encoded = pipeline.encode_prompt, []
    monkeypatch.setattr(
        pipeline, "encode_prompt", lambda path, *most: encoded.append(path) or encode(path, *most)
    )
    handlers, voice = SpeakHandlers(lambda: pipeline, tmp_path), example_voices()[0]
    form = (None, True, "Hello.", None, 5, "1,1,1,1,1,1,1,1", 0.0, 1.0)
    runs = []
    for _ in range(2):
        *_, made, last = handlers.run(Stage.opening(), "speak", voice.name, *form)
        runs.append((made.made.run.load().codes, last.live["facts"]))
    assert encoded == [str(voice.path)]
    (first, worked), (second, facts) = runs
    assert (first == second).all()
    assert "prompt 0.00 s" in facts and "prompt 0.00 s" not in worked
    for _ in range(2):
        [*_] = handlers.run(Stage.opening(), "speak", None, str(voice.path), *form[1:])
    assert encoded == [str(voice.path)] * 3


def test_models_that_cannot_be_loaded_are_one_sentence_beside_the_form(tmp_path):
    def models() -> SoundStormPipeline:
        raise CheckpointError("There is no checkpoint here: choose another folder.")

    form = ("speak", None, "voice.wav", True, "Hello there.", None, 0, SCHEDULE, 0.0, 1.0)
    assert "no checkpoint here" in sentence_of(SpeakHandlers(models, tmp_path).run(Stage(None), *form))
