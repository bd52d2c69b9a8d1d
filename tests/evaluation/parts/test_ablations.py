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
    beside_float32,
    figures_of,
    measure_ablations,
    precisions,
    settings_of,
    sweeps,
)
from soundstorm.evaluation.parts.study import Study
from soundstorm.evaluation.report.statistics import Estimate


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
    assert list(found["first_level"]) == ["1", "4", "16"]
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


def test_a_precision_measures_the_same_where_its_intervals_meet_those_of_float32():
    """Words 0.20 to 0.30 and 0.30 to 0.40 meet at 0.30; voices 0.70 to 0.80 and 0.60 to 0.69 do not."""
    reference = {"error_rate": Estimate(0.25, 0.2, 0.3, 4, 4), "voice": Estimate(0.75, 0.7, 0.8, 4, 4)}
    other = {"error_rate": Estimate(0.35, 0.3, 0.4, 4, 4), "voice": Estimate(0.65, 0.6, 0.69, 4, 4)}
    found = beside_float32({"int8": other | {"seconds": 1.0}, "float32": reference})
    assert found["int8"]["as_float32"] == {"error_rate": True, "voice": False}
    assert found["float32"] == reference
    assert found["int8"]["seconds"] == 1.0 and found["int8"]["voice"] == other["voice"]
    assert beside_float32({"bfloat16": other}) == {"bfloat16": other}  # nothing to compare with


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
    assert set(part.figures["precision"]["int8"]["as_float32"]) == {"error_rate", "voice"}


@pytest.mark.compiled_metrics
def test_clips_are_measured_after_their_prompt_beside_the_codec(
    pipeline, prompt_clips, whisper_folder, monkeypatch
):
    quick = {str(count): Setting(Schedule((count, *Schedule().iterations[1:]))) for count in (1, 2)}
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
