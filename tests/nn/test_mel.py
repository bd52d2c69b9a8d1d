import librosa
import numpy as np
import pytest
import torch

from soundstorm.nn.mel import LogMel, WhisperLogMel, mel_filters


def test_slaney_filters_are_librosa_s():
    expected = librosa.filters.mel(sr=16_000, n_fft=400, n_mels=80)
    np.testing.assert_allclose(mel_filters(400, 80, 16_000, slaney=True).T.numpy(), expected, atol=1e-6)


def test_whisper_hears_the_log_mel_of_its_paper():
    """Against librosa, step by step: power, mels, a floor 80 dB below the loudest, scale and shift."""
    waveform = np.random.default_rng(0).standard_normal(16_000).astype(np.float32) * 0.1
    waveform[:4000] = 0
    power = np.abs(librosa.stft(waveform, n_fft=400, hop_length=160, pad_mode="reflect")) ** 2
    energies = librosa.filters.mel(sr=16_000, n_fft=400, n_mels=80) @ power[:, :-1]
    energies = np.log10(np.maximum(energies, 1e-10))
    expected = (np.maximum(energies, energies.max() - 8) + 4) / 4
    heard = WhisperLogMel()(torch.from_numpy(waveform)[None])[0].T
    assert heard.shape == (80, 100)
    np.testing.assert_allclose(heard.numpy(), expected, atol=1e-4)


def test_a_gain_moves_every_log_mel_value_alike():
    """Twice the amplitude is four times the energy: 2 ln 2 more everywhere above the floor."""
    log_mel = LogMel(16_000, 512, 160, 80)
    waveform = torch.randn(1, 1600)
    moved = log_mel(2 * waveform) - log_mel(waveform)
    assert moved.shape == (1, 10, 80)
    assert moved.numpy() == pytest.approx(2 * np.log(2), abs=1e-3)
