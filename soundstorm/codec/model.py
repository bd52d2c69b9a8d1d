"""SoundStream (Zeghidour et al. 2021) on spectrograms, with its heavy part at frame rate.

waveform -> STFT magnitudes -> ConvNeXt blocks -> vector quantizers -> ConvNeXt blocks -> STFT magnitudes ->
Griffin-Lim -> waveform

The tokens hold no phase (Langman et al. 2024, Spectral Codecs). A codec that hears the phase spends its bits
on it: half a millisecond later the same speech has other tokens, which no model can predict from its words.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from soundstorm.codec.protocol import Codec
from soundstorm.codec.quantizer import Quantized, ResidualVectorQuantizer
from soundstorm.nn.convnext import ConvNeXtBlock
from soundstorm.nn.griffin_lim import griffin_lim
from soundstorm.nn.stft import FramedSTFT, compress, expand


@dataclass(frozen=True)
class SoundStreamConfig:
    sample_rate: int = 16_000  # Hz
    hop: int = 320  # samples a frame: 50 frames/s
    n_fft: int = 640  # samples of an STFT window
    phase_iterations: int = 32  # of Griffin-Lim
    subframes: int = 2  # STFT frames a token frame
    levels: int = 8  # codebooks in series
    codebook_size: int = 1024  # entries a codebook: 10 bits
    latent_dim: int = 64
    width: int = 384
    encoder_blocks: int = 6
    decoder_blocks: int = 8
    expansion: int = 3  # width of a block's feed-forward network over its own


class SoundStream(nn.Module, Codec):
    """The codec: what `Codec` promises for use, `forward` for training."""

    config_class = SoundStreamConfig

    def __init__(self, config: SoundStreamConfig = SoundStreamConfig()) -> None:
        super().__init__()
        self.config = config
        features = config.subframes * (config.n_fft // 2 + 1)
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
    def sample_rate(self) -> int:
        return self.config.sample_rate

    @property
    def hop(self) -> int:
        return self.config.hop

    @property
    def levels(self) -> int:
        return self.config.levels

    @property
    def codebook_size(self) -> int:
        return self.config.codebook_size

    @property
    def context_frames(self) -> int:
        """How far around a token to decode for it to sound in place: the reach of the decoder's convolutions.

        Griffin-Lim reaches further, but only shifts the phase there.
        """
        reach = self.config.decoder_blocks * (ConvNeXtBlock.KERNEL // 2)
        return reach + math.ceil(self.config.n_fft / self.config.hop)

    @torch.inference_mode()
    def encode(self, waveform: Tensor) -> Tensor:
        """Waveform float [B, N] at `sample_rate` -> codes int64 [B, Q, T], T = ceil(N / hop)."""
        if waveform.ndim != 2 or waveform.shape[1] == 0:
            raise ValueError(f"encode takes a waveform [B, N], not {tuple(waveform.shape)}")
        return self.quantizer.encode(self.latents(self._pad(waveform)).float())

    @torch.inference_mode()
    def decode(self, codes: Tensor, prompt_frames: int = 0) -> Tensor:
        """Codes int64 [B, q, T] of the first q <= Q levels -> waveform float [B, (T - prompt_frames) * hop].

        The end of the prompt is decoded with the rest, as its context, and then cut off.
        """
        if codes.ndim != 3 or not 1 <= codes.shape[1] <= self.levels:
            raise ValueError(f"decode takes codes [B, 1..{self.levels}, T], not {tuple(codes.shape)}")
        if not 0 <= prompt_frames < codes.shape[2]:
            raise ValueError(f"a prompt of {prompt_frames} frames leaves nothing of {codes.shape[2]} to hear")
        context = min(prompt_frames, self.context_frames)
        latents = self.quantizer.decode(codes[:, :, prompt_frames - context :])
        return self.synthesise(latents)[:, context * self.hop :].clamp(-1, 1)

    @torch.inference_mode()
    def decode_levels(self, codes: Tensor, levels: Collection[int]) -> Tensor:
        """Codes int64 [B, Q, T] -> waveform float [B, T * hop] of some levels alone (1..Q, at least one).

        The quantizer adds the codewords of its levels, so any of them can be left out; the decoder has only
        ever heard the first q levels together, which is what other choices let one hear.
        """
        if not levels or not all(1 <= level <= codes.shape[1] for level in levels):
            raise ValueError(f"levels are 1 to {codes.shape[1]}, at least one of them, not {sorted(levels)}")
        books = self.quantizer.codebooks
        latents = sum(books[level - 1].codewords[codes[:, level - 1]] for level in sorted(set(levels)))
        return self.synthesise(latents).clamp(-1, 1)

    @torch.inference_mode()
    def left_over(self, waveform: Tensor, codes: Tensor) -> list[float]:
        """For the first 1, 2, .., Q levels of codes [B, Q, T] the share of the latents' energy they leave."""
        latents = self.latents(self._pad(waveform)).float()
        energy = latents.square().mean()
        return [
            float((latents - self.quantizer.decode(codes[:, :level])).square().mean() / energy)
            for level in range(1, self.levels + 1)
        ]

    def forward(self, waveform: Tensor, levels: Tensor | None) -> tuple[Tensor, Quantized | None]:
        """Waveform [B, N], N a multiple of hop, and levels [B] to use -> its `spectrogram` as decoded.

        `levels=None` bypasses the quantizer: the first steps of training, before k-means.
        """
        latents = self.latents(waveform)
        if levels is None:
            return self.decoded_spectrogram(latents), None
        quantized = self.quantizer(latents, levels)
        return self.decoded_spectrogram(quantized.latents), quantized

    def spectrogram(self, waveform: Tensor) -> Tensor:
        """Waveform [B, N], N a multiple of hop -> compressed magnitudes [B, subframes * N / hop, bins]."""
        return compress(self.stft(waveform).abs())

    def latents(self, waveform: Tensor) -> Tensor:
        """Waveform [B, N], N a multiple of hop -> latents before quantization [B, N / hop, D]."""
        return self.encoder(self.spectrogram(waveform).unflatten(1, (-1, self.config.subframes)).flatten(2))

    def decoded_spectrogram(self, latents: Tensor) -> Tensor:
        """Latents [B, T, D] -> compressed magnitudes [B, subframes * T, bins]."""
        return self.decoder(latents).float().unflatten(2, (self.config.subframes, -1)).flatten(1, 2)

    def synthesise(self, latents: Tensor) -> Tensor:
        """Latents [B, T, D] -> waveform [B, T * hop]."""
        magnitudes = expand(self.decoded_spectrogram(latents))
        # a magnitude twice that of a full-scale sine under this window can only be an outburst
        magnitudes = magnitudes.clamp(max=self.config.n_fft / 2)
        return griffin_lim(self.stft, magnitudes, self.config.phase_iterations)

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
