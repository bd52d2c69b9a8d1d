"""Runtime by length of speech."""

from soundstorm.audio import read_audio
from soundstorm.evaluation.parts import speed


def test_a_prompt_is_encoded_in_less_time_than_it_lasts(pipeline, prompt_path):
    assert 0 < speed.measure_prompt(pipeline, read_audio(prompt_path, pipeline.sample_rate)) < 5


def test_every_length_is_timed_with_decoder(pipeline, prompt_path, monkeypatch):
    """The semantic tokens of a 3 s prompt are repeated for speech that is longer than it."""
    monkeypatch.setattr(speed, "LENGTHS", (1, 4))
    measured = speed.measure_lengths(pipeline, read_audio(prompt_path, pipeline.sample_rate))
    assert list(measured) == ["1", "4"]
    assert all(seconds > 0 for times in measured.values() for seconds in times.values())
    assert set(measured["4"]) == {"acoustic", "codec"}
