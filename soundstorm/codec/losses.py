"""What the codec is trained to minimise, besides its discriminator."""

from __future__ import annotations

import torchaudio
from torch import Tensor, nn

from soundstorm.nn.stft import expand

MELS = 80


class SpectrogramLoss(nn.Module):
    """Distances between two spectrograms of compressed magnitudes [B, F, bins].

    - magnitude: mean absolute difference of the compressed magnitudes;
    - mel: mean absolute difference of log-mel spectrograms, which hears low and quiet parts better.
    """

    def __init__(self, sample_rate: int, n_fft: int) -> None:
        super().__init__()
        mel = torchaudio.functional.melscale_fbanks(
            n_fft // 2 + 1,
            0.0,
            sample_rate / 2,
            MELS,
            sample_rate,
            norm="slaney",
            mel_scale="slaney",
        )
        self.register_buffer("mel", mel, persistent=False)

    def forward(self, predicted: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """Two spectrograms [B, F, bins] -> distances of magnitudes and of log-mel."""
        magnitude = (predicted - target).abs().mean()
        mel = (self._log_mel(predicted) - self._log_mel(target)).abs().mean()
        return magnitude, mel

    def _log_mel(self, compressed: Tensor) -> Tensor:
        return (expand(compressed) @ self.mel).clamp(min=1e-5).log()
