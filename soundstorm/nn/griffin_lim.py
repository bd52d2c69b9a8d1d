"""Waveform from magnitudes: the phase that fits them best (Griffin and Lim 1984; Perraudin et al. 2013)."""

from __future__ import annotations

import torch
from torch import Tensor

from soundstorm.nn.stft import FramedSTFT

MOMENTUM = 0.99  # of the fast variant


def griffin_lim(stft: FramedSTFT, magnitudes: Tensor, iterations: int) -> Tensor:
    """Fast Griffin-Lim: magnitudes float [B, F, bins] -> waveform float [B, F * hop].

    The first phase is random, but the same every time and in every frame of the same number.
    """
    generator = torch.Generator().manual_seed(0)
    angles = torch.rand(magnitudes.shape[1:], generator=generator) * 2 * torch.pi
    spectrum = torch.polar(magnitudes, angles.to(magnitudes.device).expand_as(magnitudes))
    before = torch.zeros_like(spectrum)
    for _ in range(iterations):
        projected = stft(stft.inverse(spectrum))
        ahead = projected + MOMENTUM * (projected - before)
        before = projected
        spectrum = magnitudes * ahead.sgn()
    return stft.inverse(spectrum)
