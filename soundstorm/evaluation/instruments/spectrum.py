"""Mel spectrograms, and how far two of them are apart."""

from __future__ import annotations

import torch
from torch import Tensor

from soundstorm.evaluation.instruments.packages import SAMPLE_RATE
from soundstorm.nn.mel import mel_filters


def mel_power(waveform: Tensor, bands: int = 80, n_fft: int = 1024, hop: int = 256) -> Tensor:
    """Mel power spectrogram [frames, bands] of a waveform [N] at 16 kHz."""
    spectrum = torch.stft(
        waveform, n_fft, hop, window=torch.hann_window(n_fft), pad_mode="constant", return_complex=True
    )
    return spectrum.abs().square().T @ mel_filters(n_fft, bands, SAMPLE_RATE, slaney=True)


def log_mel(waveform: Tensor) -> Tensor:
    """Natural logarithm of the mel power [frames, 80], floored 1e-6, of a waveform [N] at 16 kHz."""
    return mel_power(waveform).clamp_min(1e-6).log()


def mel_distance(reference: Tensor, degraded: Tensor) -> float:
    """Mean absolute difference of the log-mel spectrograms of two waveforms [N] at 16 kHz."""
    return float((log_mel(reference) - log_mel(degraded)).abs().mean())
