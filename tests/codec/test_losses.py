import pytest
import torch

from soundstorm.codec.losses import SpectralLoss


def test_equal_waveforms_have_no_distance():
    waveform = torch.randn(2, 3200) * 0.1
    for distance in SpectralLoss(16_000)(waveform, waveform):
        assert distance.item() == pytest.approx(0.0, abs=1e-6)


def test_only_the_complex_distance_hears_the_phase():
    """Turned upside down a waveform has the same magnitudes."""
    waveform = torch.randn(2, 3200) * 0.1
    mel, magnitude, phase = SpectralLoss(16_000)(-waveform, waveform)
    assert mel.item() == pytest.approx(0.0, abs=1e-6) and magnitude.item() == pytest.approx(0.0, abs=1e-6)
    assert phase.item() > 0.1


def test_mel_distance_of_a_gain_is_its_logarithm():
    """Twice the amplitude is log 2 more in every log-mel value."""
    waveform = torch.randn(1, 16_000)
    mel, _, _ = SpectralLoss(16_000)(2 * waveform, waveform)
    assert mel.item() == pytest.approx(0.6931, abs=1e-3)


def test_magnitude_distance_of_a_gain_is_its_compression():
    """A gain g makes every compressed magnitude g^0.3 times as large: distances grow with g^0.3 - 1."""
    waveform, loss = torch.randn(1, 16_000), SpectralLoss(16_000)
    _, twice, _ = loss(2 * waveform, waveform)
    _, eightfold, _ = loss(8 * waveform, waveform)
    assert (eightfold / twice).item() == pytest.approx((8**0.3 - 1) / (2**0.3 - 1), rel=1e-2)
