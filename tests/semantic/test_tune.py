"""Pitches are known where the waveform is a sum of sines."""

import math

import pytest
import torch

from soundstorm.semantic.tune import tune_of

RATE, TOKEN = 16_000, 640


def voice(hertz: torch.Tensor) -> torch.Tensor:
    """Seven harmonics of a pitch given at every sample."""
    phase = 2 * math.pi * hertz.cumsum(0) / RATE
    return 0.1 * sum(torch.sin(number * phase) / number for number in range(1, 8))


def test_an_octave_is_one():
    hertz = torch.full((2 * RATE,), 120.0)
    hertz[RATE:] = 240.0
    tune = tune_of(voice(hertz), RATE, TOKEN)
    assert tune.shape == (50, 3)
    rise = tune[27:48, 0].mean() - tune[2:23, 0].mean()
    assert float(rise) == pytest.approx(1.0, abs=0.02)


def test_the_tune_of_a_voice_is_that_of_another_an_octave_higher():
    """A rise of half an octave in a low and in a high voice."""
    rise = 2 ** torch.linspace(0, 0.5, 2 * RATE)
    low, high = (tune_of(voice(base * rise), RATE, TOKEN)[3:-3] for base in (90.0, 180.0))
    torch.testing.assert_close(low[:, 0], high[:, 0], atol=0.03, rtol=0)
    assert low[-1, 0] - low[0, 0] > 0.4


def test_noise_and_silence_have_no_pitch():
    generator = torch.Generator().manual_seed(0)
    noise = 0.1 * torch.randn(RATE, generator=generator)
    assert tune_of(noise, RATE, TOKEN)[:, 1].mean() < 0.1
    silent = tune_of(torch.zeros(RATE), RATE, TOKEN)
    assert not silent[:, :2].any() and silent.isfinite().all()


def test_half_the_amplitude_is_six_decibels_less():
    waveform = voice(torch.full((2 * RATE,), 150.0))
    waveform[RATE:] /= 2
    energy = tune_of(waveform, RATE, TOKEN)[:, 2]
    assert float(energy[5:20].mean() - energy[30:45].mean()) * 20 == pytest.approx(6.02, abs=0.1)
