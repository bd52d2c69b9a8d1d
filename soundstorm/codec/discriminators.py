"""A discriminator of spectrograms (SoundStream, III-D; as multi-band in descript-audio-codec)."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import weight_norm


class SpectrogramDiscriminator(nn.Module):
    """2-D convolutions over bands of a spectrogram, each with its own weights: no filter fits all bands.

    Compressed magnitudes [B, F, bins] -> for every band (scores [B, 1, F, bins'], features of every layer).
    """

    def __init__(self, bands: tuple[float, ...] = (0.0, 0.1, 0.25, 0.5, 1.0), channels: int = 16) -> None:
        super().__init__()
        self.edges = list(pairwise(bands))  # as shares of the bins
        self.bands = nn.ModuleList(BandDiscriminator(channels) for _ in self.edges)

    def forward(self, spectrogram: Tensor) -> list[tuple[Tensor, list[Tensor]]]:
        bins = spectrogram.shape[2]
        return [
            band(spectrogram[:, None, :, round(low * bins) : round(high * bins)])
            for band, (low, high) in zip(self.bands, self.edges, strict=True)
        ]


class BandDiscriminator(nn.Module):
    """One band [B, 1, F, bins] -> (scores, features of every layer)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        widths = [1, channels, 2 * channels, 2 * channels]
        self.layers = nn.ModuleList(
            weight_norm(nn.Conv2d(before, after, (3, 7), stride=(1, 2), padding=(1, 3)))
            for before, after in pairwise(widths)
        )
        self.head = weight_norm(nn.Conv2d(widths[-1], 1, (3, 3), padding=1))

    def forward(self, band: Tensor) -> tuple[Tensor, list[Tensor]]:
        features = []
        for layer in self.layers:
            band = nn.functional.leaky_relu(layer(band), 0.2)
            features.append(band)
        return self.head(band), features


def discriminator_loss(discriminator: nn.Module, real: Tensor, fake: Tensor) -> Tensor:
    """Hinge loss, mean over bands: real above 1, fake below -1. Spectrograms [B, F, bins]."""
    losses = []
    for scores, _ in discriminator(torch.cat([real, fake.detach()])):
        on_real, on_fake = scores.float().chunk(2)
        losses.append((1 - on_real).relu().mean() + (1 + on_fake).relu().mean())
    return torch.stack(losses).mean()


def adversarial_losses(discriminator: nn.Module, real: Tensor, fake: Tensor) -> tuple[Tensor, Tensor]:
    """What the codec minimises: (hinge loss of its scores, relative L1 between features of real and fake).

    Both are means over bands, the second over layers too.
    """
    with torch.no_grad():
        on_real = discriminator(real)
    hinge, distances = [], []
    for (scores, fake_features), (_, real_features) in zip(discriminator(fake), on_real, strict=True):
        hinge.append((1 - scores.float()).relu().mean())
        distances += [
            ((one - other).abs().mean() / other.abs().mean().clamp(min=1e-3)).float()
            for one, other in zip(fake_features, real_features, strict=True)
        ]
    return torch.stack(hinge).mean(), torch.stack(distances).mean()
