"""Ablations: one setting at a time, on the same clips with the same seeds."""

import pytest

from soundstorm.acoustic.decoding import Schedule
from soundstorm.evaluation import ablations
from soundstorm.evaluation.ablations import measure_ablations, settings_of, summary, sweeps
from soundstorm.training.data import Clip

SAID = "there are five hundred dollars on that table take them and let them pave your way to a better life"


def test_one_setting_at_a_time_differs_from_the_default():
    default = settings_of(Schedule())
    for schedule in {schedule for sweep in sweeps(8).values() for schedule in sweep.values()}:
        changed = [name for name, value in settings_of(schedule).items() if value != default[name]]
        assert len(changed) == (schedule != Schedule())


def test_every_sweep_holds_the_default_and_has_keys_without_dots():
    for sweep in sweeps(8).values():
        assert Schedule() in sweep.values()
        assert not any("." in key for key in sweep)


def test_settings_are_those_of_the_paper_and_around():
    found = sweeps(4)
    assert list(found["first_level"]) == ["1", "2", "4", "8", "16", "32"]
    assert found["first_level"]["32"].iterations == (32, 1, 1, 1)
    assert found["finer_levels"]["4"].iterations == (16, 4, 4, 4)
    assert found["temperature"]["0_6"].temperature == 0.6
    assert found["shape"]["linear"].shape == "linear"


def test_a_setting_is_summed_up_over_its_clips():
    """3 phoneme errors in 10 and 1 in 30: 4 in 40."""
    rows = [
        {"speaker": speaker, "phonemes": phonemes, "phoneme_errors": errors}
        | {"words": 10, "errors": 2 * errors, "characters": 50, "character_errors": 5}
        | {"voice": 0.5, "mel_distance": distance, "seconds": 2 * distance}
        for speaker, phonemes, errors, distance in (("anna", 10, 3, 0.5), ("bo", 30, 1, 1.5))
    ]
    found = summary(rows)
    assert found["phoneme_error_rate"].value == pytest.approx(0.1)
    assert found["error_rate"].value == pytest.approx(8 / 20)
    assert found["character_error_rate"].value == pytest.approx(0.1)
    assert (found["voice"].value, found["mel_distance"].value, found["seconds"]) == (0.5, 1.0, 2.0)


@pytest.mark.compiled_metrics
def test_clips_are_measured_after_their_prompt_beside_the_codec(pipeline, prompt_path, monkeypatch):
    """The clip has 5.5 s, of which 3 s and the rest of a word are the prompt."""
    quick = {str(count): Schedule((count,) + (1,) * 7) for count in (1, 2)}
    monkeypatch.setattr(ablations, "sweeps", lambda levels: {"first_level": quick})
    monkeypatch.setattr(ablations, "CLIP_SECONDS", (5.0, 9.0))
    clip = Clip(prompt_path, "ours", "man", "m", 5.5, SAID, "CC0", "valid")
    part = measure_ablations(pipeline, [clip], 1)
    codec, *decoded = part.rows
    assert [row["settings"] for row in part.rows] == [None, *map(settings_of, quick.values())]
    assert SAID.endswith(" " + codec["text"])
    assert codec["mel_distance"] == 0 and codec["seconds"] == 0
    for row, figures in zip(decoded, part.figures["first_level"].values(), strict=True):
        assert row["words"] == len(codec["text"].split())
        assert figures["seconds"] == row["seconds"] > 0
        assert figures["mel_distance"].value == row["mel_distance"] > 0
        assert -1 <= figures["voice"].value <= 1
    assert part.figures["codec"]["mel_distance"].value == 0
