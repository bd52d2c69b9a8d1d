"""The tune of speech at every token: pitch relative to the speaker's own, voicing, energy.

Tokens taught by recognition alone lose it: a question then sounds like a statement. CosyVoice 3 (Du et al.
2025) teaches its tokenizer more than words for that reason.
"""

from __future__ import annotations

import torch
from torch import Tensor

LOWEST_HERTZ, HIGHEST_HERTZ = 60.0, 500.0
WINDOW_SECONDS = 0.064
VOICED_CORRELATION = 0.5
QUIET_DB = 35.0  # below the loudest frame nothing counts as voiced
OCTAVE_COST = 0.02  # prefers the higher of two pitches an octave apart that fit as well
FLOOR_DB = -60.0  # of the energy, relative to the loudest frame


def tune_of(waveform: Tensor, sample_rate: int, samples_per_token: int) -> Tensor:
    """Waveform float [N], N a multiple of samples_per_token -> float [S, 3], a row a token.

    Column 0: pitch in octaves above the median of the recording's voiced tokens; 0 where unvoiced.
    Column 1: 1 where voiced, else 0.
    Column 2: energy in units of 20 dB relative to the recording's loudest token.

    The pitch is the best lag of the window's autocorrelation divided by the window's own (Boersma 1993).
    """
    window = torch.hann_window(round(WINDOW_SECONDS * sample_rate), dtype=torch.float32)
    margin = (len(window) - samples_per_token) // 2
    frames = torch.nn.functional.pad(waveform, (margin, margin)).unfold(0, len(window), samples_per_token)
    frames = (frames - frames.mean(dim=1, keepdim=True)) * window
    first, last = int(sample_rate / HIGHEST_HERTZ), int(sample_rate / LOWEST_HERTZ)
    correlation = _autocorrelation(frames)[:, : last + 1] / _autocorrelation(window[None])[:, : last + 1]
    energy = correlation[:, 0]
    lags = torch.arange(first, last + 1)
    normalised = correlation[:, first:] / energy[:, None].clamp(min=1e-12)
    best = (normalised - OCTAVE_COST * (lags / first).log2()).argmax(dim=1)
    decibels = 10 * (energy / energy.max().clamp(min=1e-12)).clamp(min=1e-12).log10()
    strength = normalised.gather(1, best[:, None])[:, 0]
    voiced = (strength > VOICED_CORRELATION) & (decibels > -QUIET_DB)
    octaves = (sample_rate / lags[best]).log2()
    median = octaves[voiced].median() if voiced.any() else torch.zeros(())
    relative = torch.where(voiced, octaves - median, torch.zeros(()))
    return torch.stack([relative, voiced.float(), decibels.clamp(min=FLOOR_DB) / 20], dim=1)


def _autocorrelation(frames: Tensor) -> Tensor:
    """[F, n] -> [F, n], by the power spectrum of the frames padded to twice their length."""
    power = torch.fft.rfft(frames, n=2 * frames.shape[1]).abs().square()
    return torch.fft.irfft(power)[:, : frames.shape[1]]
