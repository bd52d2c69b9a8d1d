"""What the codec is trained to minimise, besides its discriminator."""

from __future__ import annotations

from torch import Tensor, nn

from soundstorm.nn.mel import mel_filters
from soundstorm.nn.stft import expand

MELS = 80


class SpectrogramLoss(nn.Module):
    """Distances between two spectrograms of compressed magnitudes [B, F, bins].

    - magnitude: mean absolute difference of the compressed magnitudes;
    - mel: mean absolute difference of log-mel spectrograms, which hears low and quiet parts better.
    """

    def __init__(self, sample_rate: int, n_fft: int) -> None:
        super().__init__()
        mel = mel_filters(n_fft, MELS, sample_rate, slaney=True)
        self.register_buffer("mel", mel.clone(), persistent=False)

    def forward(self, predicted: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """Two spectrograms [B, F, bins] -> distances of magnitudes and of log-mel."""
        magnitude = (predicted - target).abs().mean()
        mel = (self._log_mel(predicted) - self._log_mel(target)).abs().mean()
        return magnitude, mel

    def _log_mel(self, compressed: Tensor) -> Tensor:
        return (expand(compressed) @ self.mel).clamp(min=1e-5).log()
