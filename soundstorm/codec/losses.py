"""What the codec is trained to minimise, besides its discriminators."""

from __future__ import annotations

import torch
import torchaudio
from torch import Tensor, nn

from soundstorm.nn.stft import compress


class SpectralLoss(nn.Module):
    """Distance between two waveforms over several STFT resolutions.

    - log-mel: mean absolute difference of log-mel spectrograms, as in descript-audio-codec;
    - magnitude: mean absolute difference of compressed magnitudes. Without it the codec puts the energy of a
      mel band into one line in its middle, which is as good for the other two and sounds metallic;
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

    def forward(self, predicted: Tensor, target: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Two waveforms [B, N] -> distances of log-mel, of compressed magnitudes, of complex spectra."""
        mel, magnitude, phase = 0.0, 0.0, 0.0
        both = torch.cat([predicted.float(), target.float()])
        for n_fft in self.windows:
            spectrum = torch.stft(
                both, n_fft, n_fft // 4, window=getattr(self, f"window_{n_fft}"), return_complex=True
            )  # fmt: skip
            log_mel = self._log_mel(spectrum, n_fft)
            mel = mel + _distance(log_mel)
            compressed = torch.view_as_real(compress(spectrum))
            magnitude = magnitude + _distance((compressed.square().sum(-1) + 1e-6).sqrt())
            phase = phase + _distance(compressed)
        return tuple(distance / len(self.windows) for distance in (mel, magnitude, phase))

    def _log_mel(self, spectrum: Tensor, n_fft: int) -> Tensor:
        magnitude = (spectrum.real.square() + spectrum.imag.square() + 1e-9).sqrt()
        return (magnitude.transpose(1, 2) @ getattr(self, f"mel_{n_fft}")).clamp(min=1e-5).log()


def _distance(both: Tensor) -> Tensor:
    predicted, target = both.chunk(2)
    return (predicted - target).abs().mean()
