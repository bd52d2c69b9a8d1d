"""Distances of mel spectrograms by arithmetic."""

import numpy as np
import pytest
import torch

from soundstorm.evaluation.instruments.spectrum import mel_distance


def test_half_the_amplitude_is_log_four_everywhere():
    torch.manual_seed(0)
    noise = 0.1 * torch.randn(16_000)
    assert mel_distance(noise, noise / 2) == pytest.approx(np.log(4), abs=1e-4)


def test_noise_takes_a_spectrum_away(vowels):
    torch.manual_seed(0)
    little, much = (vowels + level * torch.randn(len(vowels)) for level in (0.003, 0.1))
    assert mel_distance(vowels, vowels) == 0
    assert mel_distance(vowels, little) < mel_distance(vowels, much)
