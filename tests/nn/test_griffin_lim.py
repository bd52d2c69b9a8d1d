import librosa
import numpy as np
import pytest
import torch

from soundstorm.nn.griffin_lim import griffin_lim
from soundstorm.nn.stft import FramedSTFT

STFT = FramedSTFT(640, 160)


def spectral_convergence(magnitudes, waveform):
    """How far the magnitudes of a waveform are from those asked for, relative to these (Perraudin 2013)."""
    return float((STFT(waveform).abs() - magnitudes).norm() / magnitudes.norm())


@pytest.fixture(scope="module")
def magnitudes():
    time = torch.arange(16_000) / 16_000
    chirp = torch.sin(2 * torch.pi * (200 + 400 * time) * time) + 0.5 * torch.sin(2 * torch.pi * 1500 * time)
    return STFT(0.3 * chirp[None]).abs()


def test_more_iterations_come_closer(magnitudes):
    errors = [spectral_convergence(magnitudes, griffin_lim(STFT, magnitudes, count)) for count in (0, 4, 32)]
    assert errors[0] > errors[1] > errors[2] and errors[2] < 0.1


def test_as_close_as_librosas(magnitudes):
    theirs = librosa.griffinlim(
        magnitudes[0].T.numpy(),
        n_iter=32,
        hop_length=160,
        win_length=640,
        random_state=0,
        center=False,
    )
    error = np.linalg.norm(
        np.abs(librosa.stft(theirs, n_fft=640, hop_length=160, center=False)) - magnitudes[0].T.numpy()
    ) / np.linalg.norm(magnitudes[0].numpy())
    ours = spectral_convergence(magnitudes, griffin_lim(STFT, magnitudes, 32))
    assert ours == pytest.approx(error, abs=0.05)


def test_the_same_every_time_and_for_every_row(magnitudes):
    first = griffin_lim(STFT, magnitudes.expand(2, -1, -1), 8)
    torch.manual_seed(5)
    assert torch.equal(first, griffin_lim(STFT, magnitudes.expand(2, -1, -1), 8))
    torch.testing.assert_close(first[0], first[1])  # a processor may round rows otherwise


def test_silence_stays_silence():
    assert (griffin_lim(STFT, torch.zeros(1, 10, 321), 4) == 0).all()
