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
    """

    prompt_frames: Tensor
    level: Tensor
    hidden: Tensor
    target: Tensor


def draw_training_mask(lengths: Tensor, levels: int, frames: int, generator: torch.Generator) -> TrainingMask:
    """Draw a mask for a batch of sequences with `lengths` [B] frames each, padded to `frames`.

    1. The prompt ends at t ~ U{0, .., length - 1}.
    2. A level q ~ U{1, .., Q}.
    3. u ~ U[0, pi/2]: after t, the tokens of q are hidden with probability cos(u), at least one of them.
    4. After t, all levels finer than q are hidden and all coarser ones are visible.
    """
    batch = len(lengths)
    prompt_frames = (torch.rand(batch, generator=generator) * lengths).long()
    level = torch.randint(1, levels + 1, (batch,), generator=generator)
    probability = torch.cos(torch.rand(batch, generator=generator) * math.pi / 2)
    position = torch.arange(frames)
    generated = (position >= prompt_frames[:, None]) & (position < lengths[:, None])
    luck = torch.rand(batch, frames, generator=generator).masked_fill(~generated, math.inf)
    # the unluckiest frame is always hidden: without it an example could carry no loss
    target = generated & ((luck < probability[:, None]) | (luck == luck.min(dim=1, keepdim=True).values))
    finer = torch.arange(1, levels + 1) > level[:, None]
    active = torch.arange(1, levels + 1) == level[:, None]
    hidden = (finer[:, :, None] & generated[:, None]) | (active[:, :, None] & target[:, None])
    return TrainingMask(prompt_frames, level, hidden, target)
