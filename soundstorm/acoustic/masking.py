"""What SoundStorm sees and what it must guess in training (section 3.2)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

UNPROMPTED_SHARE = 0.1  # of the examples, which the paper's draw of t leaves at 1 / T
SPOKEN_LEVELS = 4  # from these alone the words of a recording are understood
LONGEST_PROMPT = 0.5  # of an example: of the paper's frames half are a prompt and carry no loss


@dataclass(frozen=True)
class TrainingMask:
    """One draw for a batch.

    prompt_frames: int64 [B], frames before it are never masked and carry no loss.
    level: int64 [B], 1..Q, the level whose tokens are partly hidden.
    hidden: bool [B, Q, T], True where the network sees the mask token.
    target: bool [B, Q, T], True where the token is to be guessed.
    """

    prompt_frames: Tensor
    level: Tensor
    hidden: Tensor
    target: Tensor


def draw_paper_mask(
    batch: int,
    levels: int,
    frames: int,
    generator: torch.Generator,
    known_prompts: Tensor | None = None,
    odds: Tensor | None = None,
) -> TrainingMask:
    """Draw a mask for `batch` sequences of `frames` frames, as the paper does.

    But for one thing: the paper's draw may hide no token at all, and an example then carries no loss.

    1. The prompt ends at t ~ U{0, .., frames - 1}.
    2. The level is q ~ U{1, .., Q}.
    3. u ~ U[0, pi/2]: after t, the tokens of q are hidden with probability cos(u), at least one of them.
    4. After t, all levels finer than q are hidden and all coarser ones are visible.
    5. To be guessed are the hidden tokens of q alone.

    Args:
        known_prompts: int64 [B], t where it is not to be drawn; -1 where it is.
        odds: float [Q], of the levels, where they are not even.
    """
    prompt_frames = (torch.rand(batch, generator=generator) * frames).long()
    if known_prompts is not None:
        prompt_frames = torch.where(known_prompts < 0, prompt_frames, known_prompts)
    odds = torch.ones(levels) if odds is None else odds
    level = 1 + torch.multinomial(odds, batch, replacement=True, generator=generator)
    probability = torch.cos(torch.rand(batch, generator=generator) * math.pi / 2)
    generated = torch.arange(frames) >= prompt_frames[:, None]
    luck = torch.rand(batch, frames, generator=generator).masked_fill(~generated, math.inf)
    # the unluckiest frame is always hidden: without it an example could carry no loss
    drawn = generated & ((luck < probability[:, None]) | (luck == luck.min(dim=1, keepdim=True).values))
    numbers = torch.arange(1, levels + 1)
    active, finer = (numbers == level[:, None])[:, :, None], (numbers > level[:, None])[:, :, None]
    target = active & drawn[:, None]
    return TrainingMask(prompt_frames, level, target | (finer & generated[:, None]), target)


def draw_mask(
    batch: int, levels: int, frames: int, generator: torch.Generator, known_prompts: Tensor | None = None
) -> TrainingMask:
    """Draw a mask as the paper does, but for four things that a short training gains from.

    A prompt is at most half of an example, t ~ U{0, .., frames / 2 - 1}, and one example in ten has none. The
    odds of level q are 1 / sqrt(q) for the four levels that decide what is said, 1 / q for finer ones. And
    where the token of q stays visible, that of level q + 1 is to be guessed too: the network stands there as
    it does in decoding, and the paper leaves those frames without a loss. It costs only the head.
    """
    drawn = (torch.rand(batch, generator=generator) * LONGEST_PROMPT * frames).long()
    drawn = drawn.masked_fill(torch.rand(batch, generator=generator) < UNPROMPTED_SHARE, 0)
    if known_prompts is not None:
        drawn = torch.where(known_prompts < 0, drawn, known_prompts)
    numbers = torch.arange(1, levels + 1)
    odds = torch.where(numbers <= SPOKEN_LEVELS, numbers**-0.5, 1 / numbers)
    mask = draw_paper_mask(batch, levels, frames, generator, drawn, odds)
    following = (numbers == mask.level[:, None] + 1)[:, :, None]
    generated = (torch.arange(frames) >= mask.prompt_frames[:, None])[:, None]
    seen = ~mask.target.any(dim=1, keepdim=True)
    target = mask.target | (following & generated & seen)
    return TrainingMask(mask.prompt_frames, mask.level, mask.hidden, target)


RECIPES = {"paper": draw_paper_mask, "workshop": draw_mask}
