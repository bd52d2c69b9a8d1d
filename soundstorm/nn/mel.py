"""Mel filter banks and log-mel spectrograms."""

from __future__ import annotations

from functools import lru_cache

import torch
import torchaudio
from torch import Tensor, nn

from soundstorm.nn.stft import FramedSTFT


@lru_cache(maxsize=16)
def mel_filters(
    n_fft: int,
    mels: int,
    sample_rate: int,
    lowest: float = 0.0,
    highest: float | None = None,
    slaney: bool = False,
) -> Tensor:
    """Triangular filters float [n_fft / 2 + 1, mels] from `lowest` to `highest` Hz (half the sample rate).

    All callers share one tensor: it must not be changed.

    slaney: the mel scale and the equal areas of Slaney's toolbox, as librosa has them; otherwise HTK's scale
        with equal peaks.
    """
    kind = {"norm": "slaney", "mel_scale": "slaney"} if slaney else {}
    highest = sample_rate / 2 if highest is None else highest
    with torch.device("cpu"):  # they are looked at, also where a model is built without memory
        return torchaudio.functional.melscale_fbanks(
            n_fft // 2 + 1, lowest, highest, mels, sample_rate, **kind
        )


class WhisperLogMel(nn.Module):
    """Waveform float [B, N] at 16 kHz, N a multiple of 160 -> log-mel [B, N / 160, 80] (Radford et al. 2022).

    Energies further than 80 dB below the loudest of a recording are lifted to there.
    """

    SAMPLE_RATE, N_FFT, HOP, MELS = 16_000, 400, 160, 80

    def __init__(self) -> None:
        super().__init__()
        filters = mel_filters(self.N_FFT, self.MELS, self.SAMPLE_RATE, slaney=True)
        self.register_buffer("filters", filters.clone(), persistent=False)
        self.register_buffer("window", torch.hann_window(self.N_FFT), persistent=False)

    def forward(self, waveform: Tensor) -> Tensor:
        with torch.autocast(waveform.device.type, enabled=False):
            spectrum = torch.stft(
                waveform.float(), self.N_FFT, self.HOP, window=self.window, return_complex=True
            )
            power = spectrum[:, :, :-1].abs().square().transpose(1, 2)
            energies = (power @ self.filters).clamp(min=1e-10).log10()
            loudest = energies.amax(dim=(1, 2), keepdim=True)
            return (energies.maximum(loudest - 8.0) + 4.0) / 4.0


class LogMel(nn.Module):
    """Waveform float [B, N], N a multiple of hop -> log-mel energies [B, N / hop, mels] above 20 Hz."""

    def __init__(self, sample_rate: int, n_fft: int, hop: int, mels: int) -> None:
        super().__init__()
        self.stft = FramedSTFT(n_fft, hop)
        filters = mel_filters(n_fft, mels, sample_rate, lowest=20.0)
        self.register_buffer("filters", filters.clone(), persistent=False)

    def forward(self, waveform: Tensor) -> Tensor:
        with torch.autocast(waveform.device.type, enabled=False):
            energies = self.stft(waveform.float()).abs().square() @ self.filters
            return energies.clamp(min=1e-6).log()
