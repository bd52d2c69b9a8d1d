"""SoundStorm's decoding (section 3.3), after MaskGIT (Chang et al. 2022): parallel, confident tokens first.

The loop takes a callable for logits and yields every iteration. It knows no model.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from soundstorm.acoustic.schedule import Schedule

# (codes [B, Q, T], level 1..Q, masked bool [B, T]) -> logits [number of True in masked, codebook_size]
Predict = Callable[[Tensor, int, Tensor], Tensor]


@dataclass(frozen=True)
class DecodingStep:
    """The state after one iteration, and what happened in it.

    Where it was guided, "the network's distribution" is the guided one, from which it sampled.

    level: 1..Q, 1 the coarsest (index level - 1 in codes).
    iteration: 1..iterations.
    iterations: planned at this level.
    prompt_frames: leading frames that were given as a prompt.
    codes: int64 [B, Q, T], `mask_id` where still hidden.
    mask: bool [B, Q, T], True where still hidden.
    confidence: float [B, T], the probability the network gave to the latest sample of every token of this
        level, kept or hidden again; 1 where the token was given.
    open: bool [B, T], True where this iteration sampled.
    sampled: int64 [B, T], the samples, kept or hidden again; `mask_id` where nothing was sampled.
    score: float [B, T], log confidence plus noise, by which the samples are ranked; 0 where none.
    threshold: float [B], the lowest score that was kept.
    entropy: float [B, T], of the network's distribution, in nats; 0 where nothing was sampled.
    candidates: ids int64 and probabilities float [B, T, k] of the most probable tokens at the open
        positions (-1 and 0 elsewhere); None unless asked for.
    written: float [B, T], seconds after the decoding's start when each token was written, where tokens are
        written one by one and not all of a step at its end; None otherwise.
    """

    level: int
    iteration: int
    iterations: int
    prompt_frames: int
    codes: Tensor
    mask: Tensor
    confidence: Tensor
    open: Tensor
    sampled: Tensor
    score: Tensor
    threshold: Tensor
    entropy: Tensor
    candidates: tuple[Tensor, Tensor] | None = None
    written: Tensor | None = None

    @property
    def level_done(self) -> bool:
        """Whether this was the last iteration of its level."""
        return self.iteration == self.iterations


def decode(
    predict: Predict,
    codes: Tensor,
    mask: Tensor,
    mask_id: int,
    schedule: Schedule,
    seed: int = 0,
    candidates: int = 0,
    prompt_frames: int = 0,
    hidden: Tensor | None = None,
    start: tuple[int, int] = (1, 1),
) -> Iterator[DecodingStep]:
    """Fill in the masked tokens of `codes`, coarse to fine.

    In every iteration all hidden tokens of the level are sampled at once and ranked by confidence; the best
    stay, so that the number still hidden follows the schedule over the tokens to generate, and the rest are
    hidden again. A kept token is never touched again. Finer levels stay hidden throughout; levels without
    hidden tokens are passed over.

    Args:
        predict: logits of the hidden tokens of a level, see `Predict`.
        codes: int64 [B, Q, T], what is known.
        mask: bool [B, Q, T], True where to generate anew; at every level as many in every row.
        mask_id: stands for a hidden token in `codes`.
        schedule: iterations a level, temperature and noise.
        seed: of the samples and the noise, which depend on seed, level, iteration, frame, the numbers of
            frames and rows and the kind of device alone: there, two decodings of one length with the same
            seed differ only by what they were given. The caller's random state is not used.
        candidates: how many most probable tokens to report, at most all.
        prompt_frames: leading frames that are a prompt: the network sees all their levels, as in training,
            whereas after them it never sees a finer one than it decodes.
        hidden: bool [B, Q, T], what of `mask` is still hidden when a decoding goes on in its middle; None for
            all of it.
        start: (level, iteration) to begin with.
    """
    batch, levels, frames = codes.shape
    schedule = schedule.over(levels)
    if not bool(mask.any()):
        raise ValueError("nothing is masked, so there is nothing to generate")
    if not 0 <= candidates <= mask_id:
        raise ValueError(f"{candidates} candidates of {mask_id} tokens")
    generator = torch.Generator(codes.device)
    hidden = (mask if hidden is None else hidden).clone()
    if bool((hidden.sum(dim=2) != hidden[:1].sum(dim=2)).any()):
        raise ValueError("the rows of a batch have different numbers of hidden tokens")
    codes = codes.masked_fill(hidden, mask_id)

    for level in range(start[0], levels + 1):
        first = start[1] if level == start[0] else 1
        open_at_first = int(hidden[0, level - 1].sum())
        counts = _counts_from(schedule, level, int(mask[0, level - 1].sum()), first, open_at_first)
        iterations = first - 1 + len(counts)
        confidence = torch.ones(batch, frames, device=codes.device)
        for iteration, still_masked in enumerate(counts, start=first):
            open_now = hidden[:, level - 1].clone()
            # every row has the same number of open tokens, M: [B, M, codebook_size]
            logits = predict(_seen(codes, level, prompt_frames, mask_id), level, open_now)
            logits = logits.unflatten(0, (batch, -1))
            if iteration == iterations:  # the most probable tokens, all of which stay
                sampled, noise = logits.argmax(dim=2), 0.0
            else:
                generator.manual_seed(_seed_of(seed, level, iteration))
                noise = _noise((batch, frames), generator, open_now)
                perturbation = _noise((batch, frames, logits.shape[2]), generator, open_now)
                sampled = (logits / schedule.temperature + perturbation).argmax(dim=2)
            probabilities = logits.softmax(dim=2)
            sampled_probability = probabilities.gather(2, sampled[:, :, None])[:, :, 0]
            score = sampled_probability.log() + schedule.noise * (1 - iteration / iterations) * noise
            hidden_again = _lowest(score, still_masked)

            codes[:, level - 1][open_now] = sampled.masked_fill(hidden_again, mask_id).flatten()
            hidden[:, level - 1][open_now] = hidden_again.flatten()
            confidence[open_now] = sampled_probability.flatten()
            yield DecodingStep(
                level=level,
                iteration=iteration,
                iterations=iterations,
                prompt_frames=prompt_frames,
                codes=codes.clone(),
                mask=hidden.clone(),
                confidence=confidence.clone(),
                open=open_now,
                sampled=_spread(sampled, open_now, mask_id),
                score=_spread(score, open_now, 0.0),
                threshold=score.masked_fill(hidden_again, math.inf).amin(dim=1),
                entropy=_spread(_entropy(logits, probabilities), open_now, 0.0),
                candidates=_candidates(probabilities, open_now, candidates) if candidates else None,
            )


def _entropy(logits: Tensor, probabilities: Tensor) -> Tensor:
    """Nats, float [B, M], of the softmax of `logits` [B, M, codebook_size].

    It is log sum exp(logits) less the mean logit, and the most probable token tells the former: without a
    logarithm for every token, of which there are a thousand for every one that is sampled.
    """
    normaliser = logits.amax(dim=2) - probabilities.amax(dim=2).log()
    return (normaliser - torch.linalg.vecdot(probabilities, logits)).clamp(min=0.0)


def _seen(codes: Tensor, level: int, prompt_frames: int, mask_id: int) -> Tensor:
    """What the network sees: after the prompt no finer level, as in training, also where it is known."""
    codes = codes.clone()
    codes[:, level:, prompt_frames:] = mask_id
    return codes


def _counts_from(schedule: Schedule, level: int, total: int, first: int, open_now: int) -> list[int]:
    """The rest of a level's schedule over `total` tokens, from iteration `first` with `open_now` hidden."""
    counts: list[int] = []
    for planned in schedule.still_masked(level, total)[first - 1 :]:
        if open_now == 0:
            break
        open_now = min(planned, open_now - 1)
        counts.append(open_now)
    return counts


def _seed_of(seed: int, level: int, iteration: int) -> int:
    """One seed an iteration: at most MOST_ITERATIONS a level keep them apart."""
    return (seed * 1_000_003 + level * 1_009 + iteration) % 2**63


def _noise(shape: tuple[int, ...], generator: torch.Generator, open_now: Tensor) -> Tensor:
    """Gumbel noise for every frame [B, T, ...], of which the open ones are taken: [B, M, ...]."""
    uniform = torch.rand(shape, generator=generator, device=generator.device)[open_now]
    gumbel = -(-uniform.clamp(min=1e-20).log()).clamp(min=1e-20).log()
    return gumbel.unflatten(0, (shape[0], -1))


def _lowest(scores: Tensor, count: int) -> Tensor:
    """bool [B, M], True at the `count` lowest scores of every row."""
    chosen = torch.zeros(scores.shape, dtype=torch.bool, device=scores.device)
    return chosen.scatter(1, scores.topk(count, dim=1, largest=False).indices, True)


def _spread(values: Tensor, open_now: Tensor, elsewhere: float) -> Tensor:
    """Values [B, M, ...] laid out over the frames of `open_now` [B, T]."""
    frames = torch.full(
        (*open_now.shape, *values.shape[2:]), elsewhere, dtype=values.dtype, device=values.device
    )
    frames[open_now] = values.flatten(0, 1)
    return frames


def _candidates(probabilities: Tensor, open_now: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """The `count` most probable of [B, M, C], laid out over the frames."""
    top = probabilities.topk(count, dim=2)
    return _spread(top.indices, open_now, -1), _spread(top.values, open_now, 0.0)
