import pytest
import torch

from soundstorm.codec.losses import SpectrogramLoss
from soundstorm.nn.stft import FramedSTFT, compress


def spectrogram(waveform):
    return compress(FramedSTFT(640, 160)(waveform).abs())


def test_equal_spectrograms_have_no_distance():
    one = spectrogram(torch.randn(2, 3200) * 0.1)
    for distance in SpectrogramLoss(16_000, 640)(one, one):
        assert distance.item() == pytest.approx(0.0, abs=1e-6)


def test_mel_distance_of_a_gain_is_its_logarithm():
    """Twice the amplitude is log 2 more in every log-mel value."""
    waveform = torch.randn(1, 16_000)
    _, mel = SpectrogramLoss(16_000, 640)(spectrogram(2 * waveform), spectrogram(waveform))
    assert mel.item() == pytest.approx(0.6931, abs=1e-3)


def test_magnitude_distance_of_a_gain_is_its_compression():
    """A gain g makes every compressed magnitude g^0.3 times as large: distances grow with g^0.3 - 1."""
    waveform, loss = torch.randn(1, 16_000), SpectrogramLoss(16_000, 640)
    twice, _ = loss(spectrogram(2 * waveform), spectrogram(waveform))
    eightfold, _ = loss(spectrogram(8 * waveform), spectrogram(waveform))
    assert (eightfold / twice).item() == pytest.approx((8**0.3 - 1) / (2**0.3 - 1), rel=1e-2)


def test_a_prediction_below_zero_is_silence_that_still_learns():
    predicted = torch.full((1, 4, 321), -0.5, requires_grad=True)
    magnitude, mel = SpectrogramLoss(16_000, 640)(predicted, torch.ones(1, 4, 321))
    assert magnitude.item() == 1.5
    (magnitude + mel).backward()
    assert (predicted.grad < 0).all()
