import pytest
import torch

from soundstorm.codec.losses import SpectralLoss


def test_equal_waveforms_have_no_distance():
    waveform = torch.randn(2, 3200) * 0.1
    mel, phase = SpectralLoss(16_000)(waveform, waveform)
    assert mel.item() == pytest.approx(0.0, abs=1e-6)
    assert phase.item() == pytest.approx(0.0, abs=1e-6)


def test_only_the_complex_distance_hears_the_phase():
    """Turned upside down a waveform has the same magnitudes: no mel distance."""
    waveform = torch.randn(2, 3200) * 0.1
    mel, phase = SpectralLoss(16_000)(-waveform, waveform)
    assert mel.item() == pytest.approx(0.0, abs=1e-6) and phase.item() > 0.1


def test_mel_distance_of_a_gain_is_its_logarithm():
    """Twice the amplitude is log 2 more in every log-mel value."""
    waveform = torch.randn(1, 16_000)
    mel, _ = SpectralLoss(16_000)(2 * waveform, waveform)
    assert mel.item() == pytest.approx(0.6931, abs=1e-3)
