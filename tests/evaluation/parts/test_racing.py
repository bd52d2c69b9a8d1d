"""Consistency of races: what is compared with what, by arithmetic on a waveform that counts its samples."""

from types import SimpleNamespace

import pytest
import torch

from soundstorm.evaluation.instruments.consistency import Drift
from soundstorm.evaluation.parts import racing
from soundstorm.evaluation.parts.racing import drift_rows


@pytest.fixture
def compared(monkeypatch) -> list[tuple[int, int, int]]:
    """Samples before, the first one after, and samples after of every comparison."""
    found = []

    def measure(model, prompt, waveform) -> Drift:
        found.append((len(prompt), int(waveform[0]), len(waveform)))
        return Drift((0.5, 1.5), (0.9, 0.8))

    monkeypatch.setattr(racing, "hear", lambda pipeline, codes: torch.arange(320.0 * codes.shape[2]))
    monkeypatch.setattr(racing, "measure_drift", measure)
    return found


def race(frames: int, prompt_frames: int) -> SimpleNamespace:
    """Two decodings of frames of 20 ms."""
    trace = SimpleNamespace(
        codes=torch.zeros(1, 8, frames), prompt_frames=prompt_frames, hop=320, sample_rate=16_000
    )
    return SimpleNamespace(storm=trace, audiolm=trace)


def test_speech_is_compared_with_its_prompt(compared):
    rows = drift_rows(None, [race(frames=250, prompt_frames=100)])
    assert rows == [
        {"source": system, "drift": [[0.5, 0.9], [1.5, 0.8]]} for system in ("soundstorm", "audiolm")
    ]
    assert compared == [(32_000, 32_000, 48_000)] * 2  # 2 s, then 3 s


def test_without_a_prompt_it_is_compared_with_its_first_three_seconds(compared):
    assert len(drift_rows(None, [race(frames=200, prompt_frames=0), race(150, 0)])) == 2
    assert compared == [(48_000, 48_000, 16_000)] * 2  # nothing of the second race is left
