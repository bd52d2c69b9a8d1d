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
    """One `STFTDiscriminator` a resolution; a training step uses one of them, in turn."""

    def __init__(self, windows: tuple[int, ...] = (2048, 1024, 512)) -> None:
        super().__init__()
        self.discriminators = nn.ModuleList(STFTDiscriminator(n_fft) for n_fft in windows)

    @property
    def resolutions(self) -> int:
        return len(self.discriminators)

    def forward(self, waveform: Tensor, resolution: int) -> tuple[Tensor, list[Tensor]]:
        return self.discriminators[resolution](waveform)


def discriminator_loss(discriminator: nn.Module, real: Tensor, fake: Tensor, resolution: int) -> Tensor:
    """Hinge loss: real above 1, fake below -1. Waveforms [B, N]."""
    scores, _ = discriminator(torch.cat([real, fake.detach()]), resolution)
    on_real, on_fake = scores.float().chunk(2)
    return (1 - on_real).relu().mean() + (1 + on_fake).relu().mean()


def adversarial_losses(
    discriminator: nn.Module, real: Tensor, fake: Tensor, resolution: int
) -> tuple[Tensor, Tensor]:
    """What the codec minimises: (hinge loss of its scores, relative L1 between features of real and fake)."""
    with torch.no_grad():
        _, real_features = discriminator(real, resolution)
    scores, fake_features = discriminator(fake, resolution)
    distances = [
        (on_fake - on_real).abs().mean() / on_real.abs().mean().clamp(min=1e-3)
        for on_fake, on_real in zip(fake_features, real_features, strict=True)
    ]
    return (1 - scores.float()).relu().mean(), torch.stack(distances).float().mean()
