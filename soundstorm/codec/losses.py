"""What the codec is trained to minimise, besides its discriminators."""

from __future__ import annotations

import torch
import torchaudio
from torch import Tensor, nn

from soundstorm.nn.stft import compress


class SpectralLoss(nn.Module):
    """Distance between two waveforms over several STFT resolutions.

    - log-mel: mean absolute difference of log-mel spectrograms, as in descript-audio-codec;
    - phase: mean absolute difference of complex spectra with compressed magnitudes, which also supervises the
      phase and so teaches the inverse-STFT head at once.
    """

    def __init__(self, sample_rate: int, windows: tuple[int, ...] = (320, 640, 1280)) -> None:
        super().__init__()
        self.windows = windows
        for n_fft in windows:
            self.register_buffer(f"window_{n_fft}", torch.hann_window(n_fft), persistent=False)
            mel = torchaudio.functional.melscale_fbanks(
                n_fft // 2 + 1,
                0.0,
                sample_rate / 2,
                min(80, n_fft // 16),
                sample_rate,
                norm="slaney",
                mel_scale="slaney",
            )
            self.register_buffer(f"mel_{n_fft}", mel, persistent=False)

    def forward(self, predicted: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """Two waveforms [B, N] -> (log-mel distance, compressed complex distance), scalars."""
        mel, phase = 0.0, 0.0
        both = torch.cat([predicted.float(), target.float()])
        for n_fft in self.windows:
            spectrum = torch.stft(
                both, n_fft, n_fft // 4, window=getattr(self, f"window_{n_fft}"), return_complex=True
            )  # fmt: skip
            log_mel = self._log_mel(spectrum, n_fft)
            mel = mel + _distance(log_mel)
            phase = phase + _distance(torch.view_as_real(compress(spectrum)))
        return mel / len(self.windows), phase / len(self.windows)

    def _log_mel(self, spectrum: Tensor, n_fft: int) -> Tensor:
        magnitude = (spectrum.real.square() + spectrum.imag.square() + 1e-9).sqrt()
        return (magnitude.transpose(1, 2) @ getattr(self, f"mel_{n_fft}")).clamp(min=1e-5).log()


def _distance(both: Tensor) -> Tensor:
    predicted, target = both.chunk(2)
    return (predicted - target).abs().mean()
