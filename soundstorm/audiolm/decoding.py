"""AudioLM's tokens as a decoding that can be watched, recorded and replayed like SoundStorm's."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

import torch
from torch import Tensor

from soundstorm.acoustic.decoding import DecodingStep
from soundstorm.acoustic.schedule import Schedule
from soundstorm.audiolm.stages import COARSE_LEVELS, TEMPERATURES, NewToken

# What a trace says of it: every token once, none hidden again. The fine levels' temperature is lower.
SCHEDULE = Schedule(iterations=(1,), temperature=TEMPERATURES["coarse"], noise=0.0)
PRECISION = "float32"  # likewise


def decode_one_by_one(
    tokens: Iterable[NewToken], codes: Tensor, mask_id: int
) -> Iterator[DecodingStep | None]:
    """The tokens as decoding steps, a level each, yielded when the last token of the level is written.

    After every other token there is None.

    The levels of a stage are complete almost together, since they are written frame by frame; when a token
    was written is in `DecodingStep.written`, in seconds of this decoding's own work.

    Args:
        tokens: of all levels and frames after the prompt.
        codes: int64 [Q, T], the prompt's tokens and `mask_id` after them.
    """
    started = time.perf_counter()
    codes = codes.clone()
    prompt_frames = int((codes[0] != mask_id).sum())
    frames = codes.shape[1]
    confidence, entropy, written = torch.ones_like(codes, dtype=torch.float), *torch.zeros(2, *codes.shape)
    for token in tokens:
        place = token.level - 1, prompt_frames + token.frame
        codes[place], confidence[place], entropy[place] = token.token, token.confidence, token.entropy
        written[place] = time.perf_counter() - started
        step = None
        if token.frame == frames - prompt_frames - 1:
            step = _step(token.level - 1, prompt_frames, codes, mask_id, confidence, entropy, written)
        paused = time.perf_counter()
        yield step
        started += time.perf_counter() - paused  # whoever watches does not slow the clock


def _step(
    index: int,
    prompt_frames: int,
    codes: Tensor,
    mask_id: int,
    confidence: Tensor,
    entropy: Tensor,
    written: Tensor,
) -> DecodingStep:
    """One finished level, all of whose tokens stay; levels that are not finished are hidden still."""
    finer = torch.arange(len(codes))[:, None] > index
    shown = torch.where(finer & (torch.arange(codes.shape[1]) >= prompt_frames), mask_id, codes)
    opened = torch.arange(codes.shape[1]) >= prompt_frames
    score = torch.where(opened, confidence[index].clamp_min(1e-30).log(), 0.0)
    return DecodingStep(
        level=index + 1,
        iteration=1,
        iterations=1,
        prompt_frames=prompt_frames,
        codes=shown[None],
        mask=(shown == mask_id)[None],
        confidence=confidence[index][None].clone(),
        open=opened[None],
        sampled=torch.where(opened, codes[index], mask_id)[None],
        score=score[None],
        threshold=score[opened].min()[None],
        entropy=entropy[index][None].clone(),
        written=written[index][None].clone(),
    )


def stage_seconds(written: Tensor) -> dict[str, float]:
    """How long the coarse and the fine stage took: written [Q, F], seconds of every token."""
    coarse = float(written[:COARSE_LEVELS].max())
    return {"coarse": coarse, "fine": float(written.max()) - coarse}
