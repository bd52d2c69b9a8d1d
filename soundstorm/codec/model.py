"""SoundStream (Zeghidour et al. 2021) with its heavy part at frame rate, as in Vocos (Siuzdak 2023).

waveform -> STFT -> ConvNeXt blocks -> vector quantizers -> ConvNeXt blocks -> inverse STFT -> waveform
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from soundstorm.codec.quantizer import Quantized, ResidualVectorQuantizer
from soundstorm.nn.convnext import ConvNeXtBlock
from soundstorm.nn.stft import FramedSTFT, compress


@dataclass(frozen=True)
class SoundStreamConfig:
    sample_rate: int = 16_000  # Hz
    hop: int = 320  # samples a frame: 50 frames/s
    n_fft: int = 640  # samples of an STFT window
    subframes: int = 2  # STFT frames a token frame
    levels: int = 8  # codebooks in series
    codebook_size: int = 1024  # entries a codebook: 10 bits
    latent_dim: int = 64
    width: int = 384
    encoder_blocks: int = 6
    decoder_blocks: int = 8
    expansion: int = 3  # width of a block's feed-forward network over its own


class SoundStream(nn.Module):
    """The codec: `encode` and `decode` for use, `forward` for training."""

    config_class = SoundStreamConfig

    def __init__(self, config: SoundStreamConfig = SoundStreamConfig()) -> None:
        super().__init__()
        self.config = config
        features = 2 * config.subframes * (config.n_fft // 2 + 1)
        self.stft = FramedSTFT(config.n_fft, config.hop // config.subframes)
        self.encoder = nn.Sequential(
            nn.Linear(features, config.width),
            nn.LayerNorm(config.width),
            Backbone(config.width, config.encoder_blocks, config.expansion),
            nn.Linear(config.width, config.latent_dim),
        )
        self.quantizer = ResidualVectorQuantizer(config.levels, config.codebook_size, config.latent_dim)
        self.decoder = nn.Sequential(
            nn.Linear(config.latent_dim, config.width),
            nn.LayerNorm(config.width),
            Backbone(config.width, config.decoder_blocks, config.expansion),
            nn.Linear(config.width, features),
        )

    @property
    def context_frames(self) -> int:
        """How far a token is heard, in frames: the reach of the decoder's convolutions and its STFT."""
        reach = self.config.decoder_blocks * (ConvNeXtBlock.KERNEL // 2)
        return reach + math.ceil(self.config.n_fft / self.config.hop)

    @torch.inference_mode()
    def encode(self, waveform: Tensor) -> Tensor:
        """Waveform float [B, N] at `sample_rate` -> codes int64 [B, Q, T], T = ceil(N / hop)."""
        if waveform.ndim != 2 or waveform.shape[1] == 0:
            raise ValueError(f"encode takes a waveform [B, N], not {tuple(waveform.shape)}")
        return self.quantizer.encode(self.latents(self._pad(waveform)).float())

    @torch.inference_mode()
    def decode(self, codes: Tensor) -> Tensor:
        """Codes int64 [B, q, T] of the first q <= Q levels -> waveform float [B, T * hop]."""
        if codes.ndim != 3 or not 1 <= codes.shape[1] <= self.config.levels:
            raise ValueError(f"decode takes codes [B, 1..{self.config.levels}, T], not {tuple(codes.shape)}")
        return self.synthesise(self.quantizer.decode(codes)).clamp(-1, 1)

    def forward(self, waveform: Tensor, levels: Tensor | None) -> tuple[Tensor, Quantized | None]:
        """Waveform [B, N], N a multiple of hop, and levels [B] to use -> reconstruction [B, N].

        `levels=None` bypasses the quantizer: the first steps of training, before k-means.
        """
        latents = self.latents(waveform)
        if levels is None:
            return self.synthesise(latents), None
        quantized = self.quantizer(latents, levels)
        return self.synthesise(quantized.latents), quantized

    def latents(self, waveform: Tensor) -> Tensor:
        """Waveform [B, N], N a multiple of hop -> latents before quantization [B, N / hop, D]."""
        spectrum = torch.view_as_real(compress(self.stft(waveform)))
        return self.encoder(spectrum.flatten(2).unflatten(1, (-1, self.config.subframes)).flatten(2))

    def synthesise(self, latents: Tensor) -> Tensor:
        """Latents [B, T, D] -> waveform [B, T * hop]: log-magnitude and phase of every STFT frame."""
        frames = self.decoder(latents).float().unflatten(2, (self.config.subframes, -1)).flatten(1, 2)
        log_magnitude, phase = frames.chunk(2, dim=2)
        # a magnitude above that of a full-scale sine under this window can only be an outburst
        magnitude = log_magnitude.exp().clamp(max=self.config.n_fft / 2)
        return self.stft.inverse(torch.polar(magnitude, phase))

    def _pad(self, waveform: Tensor) -> Tensor:
        return nn.functional.pad(waveform, (0, -waveform.shape[1] % self.config.hop))


class Backbone(nn.Module):
    """ConvNeXt blocks at frame rate: [B, T, width] -> [B, T, width]."""

    def __init__(self, width: int, blocks: int, expansion: int) -> None:
        super().__init__()
        self.blocks = nn.Sequential(
            *(ConvNeXtBlock(width, expansion, scale=1 / blocks) for _ in range(blocks))
        )
        self.norm = nn.LayerNorm(width)

    def forward(self, frames: Tensor) -> Tensor:
        return self.norm(self.blocks(frames))
