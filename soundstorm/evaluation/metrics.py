"""Figures of merit of audio and of tokens. PESQ and STOI come from their reference packages."""

from __future__ import annotations

import importlib
import warnings
from functools import cache
from types import ModuleType

import torch
from torch import Tensor

from soundstorm.errors import UserError

SAMPLE_RATE = 16000
PESQ_FLOOR = 1.0  # what PESQ cannot score because it holds no speech is as bad as the scale goes


def require(module: str) -> ModuleType:
    """Imports a package that only evaluation needs; UserError where it is not installed."""
    try:
        with warnings.catch_warnings():  # old names they use of scipy and setuptools: for their authors
            warnings.simplefilter("ignore")
            return importlib.import_module(module)
    except ImportError as error:
        raise UserError(
            f"Evaluation needs {module}, which is not installed here: "
            "run `pip install -r requirements-test.txt -r requirements-evaluation.txt` first."
        ) from error


def pesq_wb(reference: Tensor, degraded: Tensor) -> float:
    """Wide-band PESQ (ITU-T P.862.2), about 1.0 to 4.6, of two waveforms [N] at 16 kHz."""
    pesq = require("pesq")
    if not degraded.any():  # its level alignment divides by the power
        return PESQ_FLOOR
    try:
        return float(pesq.pesq(SAMPLE_RATE, reference.numpy(), degraded.numpy(), "wb"))
    except pesq.NoUtterancesError:
        return PESQ_FLOOR


def stoi(reference: Tensor, degraded: Tensor) -> float:
    """Short-time objective intelligibility (Taal et al. 2011), 0 to 1, of two waveforms [N] at 16 kHz."""
    pystoi = require("pystoi")
    with warnings.catch_warnings():  # it warns about clips with too little speech, and scores them 0
        warnings.simplefilter("ignore", RuntimeWarning)
        return float(pystoi.stoi(reference.numpy(), degraded.numpy(), SAMPLE_RATE))


@cache
def mel_filters(bands: int, n_fft: int) -> Tensor:
    """Slaney's mel filters over 0 to 8 kHz, [n_fft // 2 + 1, bands]."""
    import torchaudio

    return torchaudio.functional.melscale_fbanks(
        n_fft // 2 + 1, 0.0, SAMPLE_RATE / 2, bands, SAMPLE_RATE, norm="slaney", mel_scale="slaney"
    )


def mel_power(waveform: Tensor, bands: int = 80, n_fft: int = 1024, hop: int = 256) -> Tensor:
    """Mel power spectrogram [frames, bands] of a waveform [N] at 16 kHz."""
    spectrum = torch.stft(
        waveform, n_fft, hop, window=torch.hann_window(n_fft), pad_mode="constant", return_complex=True
    )
    return spectrum.abs().square().T @ mel_filters(bands, n_fft)


def log_mel(waveform: Tensor) -> Tensor:
    """Natural logarithm of the mel power [frames, 80], floored 1e-6, of a waveform [N] at 16 kHz."""
    return mel_power(waveform).clamp_min(1e-6).log()


def mel_distance(reference: Tensor, degraded: Tensor) -> float:
    """Mean absolute difference of the log-mel spectrograms of two waveforms [N] at 16 kHz."""
    return float((log_mel(reference) - log_mel(degraded)).abs().mean())


def codebook_usage(ids: Tensor, codebook_size: int) -> float:
    """Share of the codebook's entries that occur in ids [any shape]."""
    return len(torch.unique(ids)) / codebook_size


def codebook_entropy(ids: Tensor, codebook_size: int) -> float:
    """Entropy in bits of the distribution of ids [any shape]; at most log2(codebook_size)."""
    shares = torch.bincount(ids.flatten(), minlength=codebook_size).double() / ids.numel()
    return float(-(shares * shares.clamp_min(1e-12).log2()).sum())
