"""Discriminators over complex STFTs of several resolutions (SoundStream, III-D; EnCodec, section 3.4)."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import weight_norm

from soundstorm.nn.stft import compress


class STFTDiscriminator(nn.Module):
    """2-D convolutions over the real and imaginary part of one STFT.

    Waveform [B, N] -> (scores [B, 1, F, bins], features of every layer).
    """

    def __init__(self, n_fft: int, channels: int = 24) -> None:
        super().__init__()
        self.n_fft = n_fft
        self.register_buffer("window", torch.hann_window(n_fft), persistent=False)
        widths = [2, channels, channels, 2 * channels, 2 * channels]
        self.layers = nn.ModuleList(
            weight_norm(nn.Conv2d(before, after, (3, 9), stride=(1, 3 if before == 2 else 2), padding=(1, 4)))
            for before, after in pairwise(widths)
        )
        self.head = weight_norm(nn.Conv2d(widths[-1], 1, (3, 3), padding=1))

    def forward(self, waveform: Tensor) -> tuple[Tensor, list[Tensor]]:
        spectrum = torch.stft(
            waveform.float(), self.n_fft, self.n_fft // 4, window=self.window, return_complex=True
        )  # fmt: skip
        hidden = torch.view_as_real(compress(spectrum)).permute(0, 3, 2, 1)
        features = []
        for layer in self.layers:
            hidden = nn.functional.leaky_relu(layer(hidden), 0.2)
            features.append(hidden)
        return self.head(hidden), features


class MultiResolutionDiscriminator(nn.Module):
    """One `STFTDiscriminator` a resolution: waveform [B, N] -> their outputs, in a list."""

    def __init__(self, windows: tuple[int, ...] = (2048, 1024, 512)) -> None:
        super().__init__()
        self.discriminators = nn.ModuleList(STFTDiscriminator(n_fft) for n_fft in windows)

    def forward(self, waveform: Tensor) -> list[tuple[Tensor, list[Tensor]]]:
        return [discriminator(waveform) for discriminator in self.discriminators]


def discriminator_loss(discriminator: nn.Module, real: Tensor, fake: Tensor) -> Tensor:
    """Hinge loss, mean over resolutions: real above 1, fake below -1. Waveforms [B, N]."""
    losses = []
    for scores, _ in discriminator(torch.cat([real, fake.detach()])):
        on_real, on_fake = scores.float().chunk(2)
        losses.append((1 - on_real).relu().mean() + (1 + on_fake).relu().mean())
    return torch.stack(losses).mean()


def adversarial_losses(discriminator: nn.Module, real: Tensor, fake: Tensor) -> tuple[Tensor, Tensor]:
    """What the codec minimises: (hinge loss of its scores, relative L1 between features of real and fake).

    Both are means over resolutions, the second over layers too.
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
