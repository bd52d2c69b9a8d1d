"""What SoundStorm sees and what it must guess in training (section 3.2)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class TrainingMask:
    """One draw for a batch.

    prompt_frames: int64 [B], frames before it are never masked and carry no loss.
    level: int64 [B], 1..Q, the level that is guessed.
    hidden: bool [B, Q, T], True where the network sees the mask token.
    target: bool [B, T], True where the token of `level` is to be guessed.
    next_target: bool [B, T], True where that of `level` is visible and the one of level + 1 can be guessed.
    """

    prompt_frames: Tensor
    level: Tensor
    hidden: Tensor
    target: Tensor
    next_target: Tensor


UNPROMPTED_SHARE = 0.1  # of the examples, which the paper's draw of t leaves at 1 / T


def draw_training_mask(batch: int, levels: int, frames: int, generator: torch.Generator) -> TrainingMask:
    """Draw a mask for `batch` sequences of `frames` frames.

    1. The prompt ends at t ~ U{0, .., frames - 1}; one example in ten has none.
    2. A level q: 1 / q are its odds. The paper draws evenly; a short training gains more from the coarse
       levels, which decide what is said.
    3. u ~ U[0, pi/2]: after t, the tokens of q are hidden with probability cos(u), at least one of them.
    4. After t, all levels finer than q are hidden and all coarser ones are visible.

    Where a token of q stays visible, the network stands before level q + 1 as it does in decoding. The paper
    leaves those frames without a loss; to guess there, too, costs no more than the head.
    """
    prompt_frames = (torch.rand(batch, generator=generator) * frames).long()
    prompt_frames[torch.rand(batch, generator=generator) < UNPROMPTED_SHARE] = 0
    numbers = torch.arange(1, levels + 1)
    level = 1 + torch.multinomial(1 / numbers, batch, replacement=True, generator=generator)
    probability = torch.cos(torch.rand(batch, generator=generator) * math.pi / 2)
    generated = torch.arange(frames) >= prompt_frames[:, None]
    luck = torch.rand(batch, frames, generator=generator).masked_fill(~generated, math.inf)
    # the unluckiest frame is always hidden: without it an example could carry no loss
    target = generated & ((luck < probability[:, None]) | (luck == luck.min(dim=1, keepdim=True).values))
    finer = numbers > level[:, None]
    active = numbers == level[:, None]
    hidden = (finer[:, :, None] & generated[:, None]) | (active[:, :, None] & target[:, None])
    next_target = generated & ~target & (level < levels)[:, None]
    return TrainingMask(prompt_frames, level, hidden, target, next_target)
