"""What the codec makes of a sound, level by level: tokens, prefixes, differences, any choice of levels."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import torch
from torch import Tensor

from soundstorm.codec import SoundStream
from soundstorm.codec.model import SoundStreamConfig


@dataclass(frozen=True)
class Analysis:
    """A sound as tokens.

    codes: int64 [Q, T].
    left_over: for the first 1, 2, .., Q levels the share of the latents' energy that they leave unquantized.
    """

    codes: Tensor
    left_over: list[float]


@torch.inference_mode()
def analyse(codec: SoundStream, waveform: Tensor) -> Analysis:
    """Tokens of a waveform float32 [N] and how well each prefix of the levels describes its latents."""
    device = next(codec.parameters()).device
    padded = torch.nn.functional.pad(waveform, (0, -len(waveform) % codec.config.hop)).to(device)
    latents = codec.latents(padded[None]).float()
    codes = codec.quantizer.encode(latents)
    energy = latents.square().mean()
    prefixes = range(1, codec.config.levels + 1)
    left = [(latents - codec.quantizer.decode(codes[:, :q])).square().mean() / energy for q in prefixes]
    return Analysis(codes[0].cpu(), [float(share) for share in left])


@torch.inference_mode()
def decode_levels(codec: SoundStream, codes: Tensor, levels: Collection[int]) -> Tensor:
    """Codes int64 [Q, T] -> waveform float32 [T * hop] of some levels alone (1..Q, at least one).

    The quantizer adds the codewords of its levels, so any of them can be left out; the decoder has only ever
    heard the first q levels together, which is what other choices let one hear.
    """
    if not levels or not all(1 <= level <= len(codes) for level in levels):
        raise ValueError(f"levels are 1 to {len(codes)}, at least one of them, not {sorted(levels)}")
    codes = codes.to(next(codec.parameters()).device)
    books = codec.quantizer.codebooks
    latents = sum(books[level - 1].codewords[codes[level - 1]] for level in sorted(set(levels)))
    return codec.synthesise(latents[None])[0].clamp(-1, 1).cpu()


def kilobits_per_second(config: SoundStreamConfig, levels: int) -> float:
    """What the tokens of so many levels cost."""
    return levels * math.log2(config.codebook_size) * config.sample_rate / config.hop / 1000
