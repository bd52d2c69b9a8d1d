"""Waveform <-> complex STFT frames on a fixed grid: N samples give exactly N / hop frames."""

from __future__ import annotations

import torch
from torch import Tensor, nn

POWER = 0.3  # of compressed magnitudes


def compress(magnitude: Tensor) -> Tensor:
    """Magnitudes to the power 0.3: they weigh quiet and loud parts as hearing does."""
    return magnitude.clamp(min=1e-5).pow(POWER)


def expand(compressed: Tensor) -> Tensor:
    """The inverse of `compress`; what is below zero counts as zero."""
    return compressed.relu().pow(1 / POWER)


class FramedSTFT(nn.Module):
    """STFT and its inverse with "same" padding: frame i is centred on the samples i*hop .. (i+1)*hop."""

    def __init__(self, n_fft: int, hop: int) -> None:
        super().__init__()
        self.n_fft, self.hop = n_fft, hop
        self.register_buffer("window", torch.hann_window(n_fft), persistent=False)

    def forward(self, waveform: Tensor) -> Tensor:
        """float [B, N], N a multiple of hop -> complex [B, N / hop, n_fft / 2 + 1]."""
        margin = (self.n_fft - self.hop) // 2
        padded = nn.functional.pad(waveform, (margin, margin))
        frames = padded.unfold(1, self.n_fft, self.hop) * self.window
        return torch.fft.rfft(frames)

    def inverse(self, spectrum: Tensor) -> Tensor:
        """complex [B, F, n_fft / 2 + 1] -> float [B, F * hop] by windowed overlap-add."""
        frames = torch.fft.irfft(spectrum, n=self.n_fft) * self.window
        envelope = self.window.square().expand(1, frames.shape[1], -1)
        margin = (self.n_fft - self.hop) // 2
        samples, weight = self._overlap_add(frames), self._overlap_add(envelope)
        # the outermost hops lie under few windows: the floor keeps them finite
        return (samples / weight.clamp(min=1e-3))[:, margin : samples.shape[1] - margin]

    def _overlap_add(self, frames: Tensor) -> Tensor:
        """float [B, F, n_fft] -> [B, (F - 1) * hop + n_fft]: every hop of the frames to its place."""
        count, rest = frames.shape[1], -self.n_fft % self.hop
        parts = nn.functional.pad(frames, (0, rest)).unflatten(2, (-1, self.hop)).unbind(2)
        hops = frames.new_zeros(len(frames), count + len(parts) - 1, self.hop)
        for place, part in enumerate(parts):
            hops[:, place : place + count] += part
        return hops.flatten(1)[:, : hops.shape[1] * self.hop - rest]
