"""Ablations: one setting at a time, on the same clips with the same seeds."""

import pytest
import torch

from soundstorm.acoustic import Schedule, SoundStorm, SoundStormConfig
from soundstorm.acoustic.engine import has_int8
from soundstorm.evaluation.instruments.recogniser import Recogniser
from soundstorm.evaluation.parts import ablations
from soundstorm.evaluation.parts import study as studies
from soundstorm.evaluation.parts.ablations import (
    Setting,
    change_of,
    figures_of,
    measure_ablations,
    precisions,
    settings_of,
    sweeps,
)
from soundstorm.evaluation.parts.study import Study


def test_one_setting_at_a_time_differs_from_the_default():
    default = settings_of(Setting())
    for setting in {setting for sweep in sweeps(8, "int8", "float32").values() for setting in sweep.values()}:
        changed = [name for name, value in settings_of(setting).items() if value != default[name]]
        assert len(changed) == (setting != Setting())


def test_every_sweep_holds_the_default_and_has_keys_without_dots():
    for sweep in sweeps(8, "int8", "float32").values():
        assert Setting() in sweep.values()
        assert not any("." in key for key in sweep)


def test_settings_are_those_of_the_paper_and_around():
    found = sweeps(8, "int8", "float32")
    assert list(found["first_level"]) == ["1", "2", "4", "16"]
    assert found["first_level"]["4"].schedule.iterations == (4, *Schedule().iterations[1:])
    assert found["temperature"]["0_7"].schedule.temperature == 0.7
    assert found["shape"]["linear"].schedule.shape == "linear"
    assert list(found["true_levels"]) == ["0", "1", "2", "4"]
    assert found["precision"] == {"int8": Setting(), "float32": Setting(precision="float32")}
    assert list(sweeps(4, "float32")["true_levels"]) == [
        "0",
        "1",
        "2",
    ]  # of four true levels nothing is left to be made


def test_a_setting_is_summed_up_over_its_clips():
    """3 errors in 10 words and 1 in 30: 4 in 40."""
    rows = [
        {"speaker": speaker, "prompt_speaker": speaker, "settings": None, "words": words, "errors": errors}
        | {"characters": 50, "character_errors": 5, "quality": 3.0, "signal": 3.0, "background": 4.0}
        | {"voice": 0.5, "nearest": 1.0, "consistency": 0.9, "mel_distance": far, "seconds": 2 * far}
        for speaker, words, errors, far in (("anna", 10, 3, 0.5), ("bo", 30, 1, 1.5))
    ]
    found = figures_of([*rows, rows[0] | {"settings": {"noise": 4.0}}], None)
    assert found["error_rate"].value == pytest.approx(0.1)
    assert found["character_error_rate"].value == pytest.approx(0.1)
    assert (found["voice"].value, found["mel_distance"].value, found["seconds"]) == (0.5, 1.0, 2.0)


@pytest.fixture
def storm():
    return SoundStorm(SoundStormConfig(levels=2, width=32, heads=2, blocks=1, feedforward=64)).eval()


@pytest.mark.skipif(not has_int8(), reason="int8 needs an x86 processor")
def test_the_weights_are_the_same_in_every_precision(storm):
    found = precisions(storm.compute_in("int8"))
    assert list(found)[:2] == ["int8", "float32"] and found["int8"] is storm
    assert {name: one.engine.precision for name, one in found.items()} == {name: name for name in found}
    for name, weight in storm.state_dict().items():
        assert torch.equal(found["float32"].state_dict()[name], weight)


def test_a_change_is_that_of_the_same_clips():
    """Anna's words: 3 and 2 of 10 wrong, Bo's 9 and 8: a tenth more in both, however different they are."""
    fast, exact = {"noise": 4.0}, {"noise": 1.0}
    rows = [
        {
            "speaker": who,
            "prompt_speaker": who,
            "settings": settings,
            "words": 10,
            "errors": errors,
            "voice": near,
        }
        for settings, each in ((fast, ((3, 0.6), (9, 0.4))), (exact, ((2, 0.7), (8, 0.5))))
        for who, (errors, near) in zip(("anna", "bo"), each, strict=True)
    ]
    found = change_of(rows, fast, exact)
    for name, change in (("error_rate", 0.1), ("voice", -0.1)):
        own = found[name]
        assert (own.value, own.low, own.high) == pytest.approx((change, change, change)) and own.speakers == 2
    silent = [{key: value for key, value in row.items() if key != "words"} for row in rows]
    assert set(change_of(silent, fast, exact)) == {"voice"}


@pytest.mark.compiled_metrics
@pytest.mark.skipif(not has_int8(), reason="int8 needs an x86 processor")
def test_every_precision_speaks_the_same_takes(talkers, prompt_clips, whisper_folder, monkeypatch):
    both = {"int8": Setting(precision="int8"), "float32": Setting(precision="float32")}
    monkeypatch.setattr(ablations, "sweeps", lambda levels, *precisions: {"precision": both})
    monkeypatch.setattr(studies, "LENGTHS", {"short": (5.0, 10.0)})
    used = []
    speak = ablations.speak
    monkeypatch.setattr(
        ablations, "speak", lambda storm, *given: used.append(storm.engine.precision) or speak(storm, *given)
    )
    part = measure_ablations(Study(talkers, prompt_clips, Recogniser(whisper_folder), 1))
    assert used == ["int8", "float32"]
    assert [row["settings"]["precision"] for row in part.rows[1:]] == used
    assert set(part.figures["precision"]["int8"]["change"]) == {"error_rate", "voice"}
    assert "change" not in part.figures["precision"]["float32"]


@pytest.mark.compiled_metrics
def test_clips_are_measured_after_their_prompt_beside_the_codec(
    pipeline, prompt_clips, whisper_folder, monkeypatch
):
    quick = {str(count): Setting(Schedule((count, *Schedule().iterations[1:]))) for count in (2, 1)}
    monkeypatch.setattr(
        ablations, "sweeps", lambda levels, *precisions: {"first_level": quick, "precision": {}}
    )
    monkeypatch.setattr(studies, "LENGTHS", {"short": (5.0, 10.0)})
    part = measure_ablations(Study(pipeline, prompt_clips, Recogniser(whisper_folder), 1))
    codec, *decoded = part.rows
    assert [row["settings"] for row in part.rows] == [None, *map(settings_of, quick.values())]
    assert codec["mel_distance"] == 0 and codec["seconds"] == 0
    for row, figures in zip(decoded, part.figures["first_level"].values(), strict=True):
        assert row["text"] == codec["text"]
        assert figures["seconds"] == row["seconds"] > 0
        assert figures["mel_distance"].value == row["mel_distance"] > 0
        assert -1 <= figures["voice"].value <= 1
