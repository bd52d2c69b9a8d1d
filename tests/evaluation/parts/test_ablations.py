"""Ablations: one setting at a time, on the same clips with the same seeds."""

import pytest

from soundstorm.acoustic.decoding import Schedule
from soundstorm.evaluation.instruments.recogniser import Recogniser
from soundstorm.evaluation.parts import ablations
from soundstorm.evaluation.parts import study as studies
from soundstorm.evaluation.parts.ablations import Setting, figures_of, measure_ablations, settings_of, sweeps
from soundstorm.evaluation.parts.study import Study


def test_one_setting_at_a_time_differs_from_the_default():
    default = settings_of(Setting())
    for setting in {setting for sweep in sweeps(8).values() for setting in sweep.values()}:
        changed = [name for name, value in settings_of(setting).items() if value != default[name]]
        assert len(changed) == (setting != Setting())


def test_every_sweep_holds_the_default_and_has_keys_without_dots():
    for sweep in sweeps(8).values():
        assert Setting() in sweep.values()
        assert not any("." in key for key in sweep)


def test_settings_are_those_of_the_paper_and_around():
    found = sweeps(8)
    assert list(found["first_level"]) == ["1", "4", "16"]
    assert found["first_level"]["4"].schedule.iterations == (4, *Schedule().iterations[1:])
    assert found["temperature"]["0_7"].schedule.temperature == 0.7
    assert found["shape"]["linear"].schedule.shape == "linear"
    assert list(found["true_levels"]) == ["0", "1", "2", "4"]
    assert list(sweeps(4)["true_levels"]) == ["0", "1", "2"]  # of four true levels nothing is left to be made


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


@pytest.mark.compiled_metrics
def test_clips_are_measured_after_their_prompt_beside_the_codec(
    pipeline, prompt_clips, whisper_folder, monkeypatch
):
    quick = {str(count): Setting(Schedule((count, *Schedule().iterations[1:]))) for count in (1, 2)}
    monkeypatch.setattr(ablations, "sweeps", lambda levels: {"first_level": quick})
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
