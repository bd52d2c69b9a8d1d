"""SoundStorm's decoding (section 3.3), after MaskGIT (Chang et al. 2022): parallel, confident tokens first.

The loop takes a callable for logits and yields every iteration. It knows no model.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from soundstorm.errors import UserError

# (codes [B, Q, T], level 1..Q, masked bool [B, T]) -> logits [number of True in masked, codebook_size]
Predict = Callable[[Tensor, int, Tensor], Tensor]


@dataclass(frozen=True)
class Schedule:
    """How a decoding is spread over iterations."""

    iterations: tuple[int, ...] = (16, 1, 1, 1, 1, 1, 1, 1)  # at every level, coarse to fine
    temperature: float = 1.0  # of the sampled tokens; the last iteration of a level takes the most probable
    noise: float = 1.0  # Gumbel noise on the confidence; falls to zero over a level's iterations

    def __post_init__(self) -> None:
        if not self.iterations or any(not 1 <= count <= 1000 for count in self.iterations):
            raise UserError("Give every level between 1 and 1000 iterations, for example 16,1,1,1,1,1,1,1.")
        if not (0 < self.temperature < math.inf and 0 <= self.noise < math.inf):
            raise UserError("The temperature must be above zero and the noise at least zero.")

    @classmethod
    def parse(cls, text: str, **settings: float) -> Schedule:
        """Read "16,1,1,1,1,1,1,1".

        Raises:
            UserError: when that is not a list of whole numbers.
        """
        try:
            iterations = tuple(int(count) for count in text.split(","))
        except ValueError as error:
            raise UserError(
                f"Write the iterations as whole numbers between commas, like 16,1,1,1,1,1,1,1, not {text!r}."
            ) from error
        return cls(iterations, **settings)

    def still_masked(self, level: int, frames: int) -> list[int]:
        """How many of `frames` tokens of a level stay hidden after each of its iterations.

        MaskGIT's cosine schedule, section 3.2: floor(frames * cos(pi/2 * r)), r the share of iterations done.
        Every iteration keeps at least one token more, so fewer frames than iterations end the level early:
        the list then is shorter than `iterations`. It always ends with 0.
        """
        total = self.iterations[level - 1]
        counts, left = [], frames
        for iteration in range(1, total + 1):
            planned = math.floor(frames * math.cos(math.pi / 2 * iteration / total))
            left = 0 if iteration == total else max(0, min(planned, left - 1))
            counts.append(left)
            if left == 0:
                break
        return counts


@dataclass(frozen=True)
class DecodingStep:
    """The state after one iteration.

    level: 1..Q, 1 the coarsest (index level - 1 in codes).
    iteration: 1..iterations.
    iterations: planned at this level.
    prompt_frames: leading frames that were given.
    codes: int64 [B, Q, T], `mask_id` where still hidden.
    mask: bool [B, Q, T], True where still hidden.
    confidence: float [B, T], the probability the network gave to the latest sample of every token of this
        level, kept or hidden again; 1 in the prompt.
    candidates: ids int64 and probabilities float [B, T, k] of the most probable tokens of this level at the
        positions that were open in this iteration (-1 and 0 elsewhere); None unless asked for.
    """

    level: int
    iteration: int
    iterations: int
    prompt_frames: int
    codes: Tensor
    mask: Tensor
    confidence: Tensor
    candidates: tuple[Tensor, Tensor] | None = None

    @property
    def level_done(self) -> bool:
        """Whether this was the last iteration of its level."""
        return self.iteration == self.iterations


def decode(
    predict: Predict,
    codes: Tensor,
    prompt_frames: int,
    mask_id: int,
    schedule: Schedule,
    seed: int = 0,
    candidates: int = 0,
) -> Iterator[DecodingStep]:
    """Fill in the masked frames of `codes`, coarse to fine.

    In every iteration all hidden tokens of the level are sampled at once and ranked by confidence; the best
    stay, so that the number still hidden follows the schedule over the frames to generate, and the rest are
    hidden again. A kept token is never touched again. Finer levels stay hidden throughout.

    Args:
        predict: logits of the hidden tokens of a level, see `Predict`.
        codes: int64 [B, Q, T]; everything from `prompt_frames` on is generated anew.
        prompt_frames: leading frames to leave alone.
        mask_id: stands for a hidden token in `codes`.
        schedule: one number of iterations a level.
        seed: of the samples and the noise; the caller's random state is not used.
        candidates: how many most probable tokens to report.
    """
    batch, levels, frames = codes.shape
    if len(schedule.iterations) != levels:
        raise UserError(
            f"The schedule has iterations for {len(schedule.iterations)} levels, but this model has "
            f"{levels}: write {levels} numbers."
        )
    if not 0 <= prompt_frames < frames:
        raise ValueError(f"a prompt of {prompt_frames} frames leaves nothing to generate in {frames}")
    generator = torch.Generator(codes.device).manual_seed(seed)
    mask = torch.zeros(codes.shape, dtype=torch.bool, device=codes.device)
    mask[:, :, prompt_frames:] = True
    codes = codes.masked_fill(mask, mask_id)

    for level in range(1, levels + 1):
        counts = schedule.still_masked(level, frames - prompt_frames)
        confidence = torch.ones(batch, frames, device=codes.device)
        for iteration, still_masked in enumerate(counts, start=1):
            open_now = mask[:, level - 1].clone()
            last = iteration == len(counts)
            # every row has the same number of open tokens, M: [B, M, codebook_size]
            logits = predict(codes, level, open_now).unflatten(0, (batch, -1))
            probabilities = logits.softmax(dim=2)
            sampled = logits.argmax(dim=2) if last else _sample(logits / schedule.temperature, generator)
            sampled_probability = probabilities.gather(2, sampled[:, :, None])[:, :, 0]
            noise = schedule.noise * (1 - iteration / len(counts)) * _gumbel(sampled.shape, generator)
            hidden_again = _lowest(sampled_probability.log() + noise, still_masked)

            codes[:, level - 1][open_now] = sampled.masked_fill(hidden_again, mask_id).flatten()
            mask[:, level - 1][open_now] = hidden_again.flatten()
            confidence[open_now] = sampled_probability.flatten()
            yield DecodingStep(
                level=level,
                iteration=iteration,
                iterations=len(counts),
                prompt_frames=prompt_frames,
                codes=codes.clone(),
                mask=mask.clone(),
                confidence=confidence.clone(),
                candidates=_candidates(probabilities, open_now, candidates) if candidates else None,
            )


def _sample(logits: Tensor, generator: torch.Generator) -> Tensor:
    """One token int64 [B, M] from every distribution of [B, M, C]: the argmax under Gumbel noise."""
    return (logits + _gumbel(logits.shape, generator)).argmax(dim=2)


def _gumbel(shape: torch.Size, generator: torch.Generator) -> Tensor:
    uniform = torch.rand(shape, generator=generator, device=generator.device)
    return -(-uniform.clamp(min=1e-20).log()).clamp(min=1e-20).log()


def _lowest(scores: Tensor, count: int) -> Tensor:
    """bool [B, M], True at the `count` lowest scores of every row."""
    chosen = torch.zeros(scores.shape, dtype=torch.bool, device=scores.device)
    return chosen.scatter(1, scores.topk(count, dim=1, largest=False).indices, True)


def _candidates(probabilities: Tensor, open_now: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """The `count` most probable of [B, M, C], laid out over the frames of `open_now` [B, T]."""
    top = probabilities.topk(count, dim=2)
    ids = torch.full((*open_now.shape, count), -1, device=open_now.device)
    spread = torch.zeros(*open_now.shape, count, device=open_now.device)
    ids[open_now], spread[open_now] = top.indices.flatten(0, 1), top.values.flatten(0, 1)
    return ids, spread
