"""Gaps between turns: tones with silence between them, measured by their level."""

import pytest
import torch

from soundstorm.evaluation.instruments.gaps import gap_seconds

RATE = 16_000


def tones(*parts: tuple[float, float]) -> torch.Tensor:
    """A tone of 200 Hz that is so many seconds so loud, then so many more so loud: whole periods each."""
    return torch.cat(
        [
            level * torch.sin(2 * torch.pi * 200 * torch.arange(round(seconds * RATE)) / RATE)
            for seconds, level in parts
        ]
    )


@pytest.mark.parametrize("change", [0.95, 1.0, 1.2, 1.3])
def test_a_gap_is_as_long_as_it_is_quiet_wherever_in_it_the_turn_is_said_to_change(change):
    """A second of speech, 0.2 s that are 40 dB quieter, a second of speech."""
    assert gap_seconds(tones((1, 0.5), (0.2, 0.005), (1, 0.5)), RATE, change) == pytest.approx(0.2)


def test_what_is_heard_is_no_gap():
    """30 dB quieter is speech still, and so is a voice that begins where the other ends."""
    assert gap_seconds(tones((1, 0.5), (0.2, 0.0158), (1, 0.5)), RATE, 1.1) == 0
    assert gap_seconds(tones((1, 0.5), (1, 0.3)), RATE, 1.0) == 0


def test_a_pause_inside_a_turn_is_no_gap():
    """It is over 0.3 s before the turns change; of two near the change the longer one counts."""
    paused = tones((1, 0.5), (0.4, 0), (0.3, 0.5), (1, 0.5))
    assert gap_seconds(paused, RATE, 1.7) == 0
    both = tones((1, 0.5), (0.06, 0), (0.06, 0.5), (0.1, 0), (1, 0.5))
    assert gap_seconds(both, RATE, 1.08) == pytest.approx(0.1)


def test_silence_has_no_gap():
    assert gap_seconds(torch.zeros(RATE), RATE, 0.5) == 0
