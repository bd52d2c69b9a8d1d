"""Whether two sounds of one phoneme are nearer to each other than to another's: ABX (Schatz et al. 2013).

Of three stretches A and X are one phoneme and B is another; it is an error when X is nearer to B. Within
speakers all three are one person's, across speakers X is another's: what a representation holds of the voice
then counts against it. AudioLM's table I compares its tokens so, with triphones; here, with less speech, it
is phonemes in any neighbourhood.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import torch
from torch import Tensor

TRIPLES = 20  # of every pair of phonemes and (two) speakers, at most


@dataclass(frozen=True)
class Segment:
    """Where one phoneme is spoken. features: float [F, D], F > 0."""

    phoneme: int
    speaker: str
    features: Tensor


def dtw_distance(one: Tensor, other: Tensor) -> float:
    """Mean Euclidean distance of features [F, D] and [G, D] along their best warping path."""
    costs = torch.cdist(one, other).tolist()
    best: list[list[tuple[float, int]]] = []  # total and length of the best path to every pair of frames
    for row, line in enumerate(costs):
        best.append([])
        for column, cost in enumerate(line):
            before = [
                best[at][beside]
                for at, beside in ((row - 1, column - 1), (row - 1, column), (row, column - 1))
                if at >= 0 and beside >= 0
            ]
            total, length = min(before, default=(0.0, 0))
            best[row].append((total + cost, length + 1))
    total, length = best[-1][-1]
    return total / length


def abx_error(segments: Sequence[Segment], across: bool, triples: int = TRIPLES, seed: int = 0) -> float:
    """The share of triples in which X is nearer to B, a mean over all pairs of phonemes and speakers.

    A tie is half an error. NaN when there is no triple.

    Args:
        across: whether X is another speaker's than A and B.
        triples: drawn of every pair of phonemes and of speakers, at most.
    """
    found: dict[str, dict[int, list[Tensor]]] = defaultdict(lambda: defaultdict(list))
    for segment in segments:
        found[segment.speaker][segment.phoneme].append(segment.features)
    rng = np.random.default_rng(seed)
    pairs = permutations(found, 2) if across else ((speaker, speaker) for speaker in found)
    errors: dict[tuple[int, int], list[float]] = defaultdict(list)
    for mine, other in pairs:
        for phoneme, wrong in permutations(found[mine], 2):
            own, same = found[mine][phoneme], found[other].get(phoneme, [])
            if not same or (not across and len(own) < 2):
                continue
            possible = len(own) * len(found[mine][wrong]) * (len(same) - (not across))
            drawn = [
                _error(*_draw(rng, own, found[mine][wrong], same)) for _ in range(min(triples, possible))
            ]
            errors[phoneme, wrong].append(float(np.mean(drawn)))
    return float(np.mean([np.mean(values) for values in errors.values()])) if errors else float("nan")


def _draw(
    rng: np.random.Generator, own: Sequence[Tensor], wrong: Sequence[Tensor], same: Sequence[Tensor]
) -> tuple[Tensor, Tensor, Tensor]:
    """A of `own`, B of `wrong` and X of `same`, which is `own` itself within a speaker."""
    other = wrong[rng.integers(len(wrong))]
    if same is own:
        first, last = rng.choice(len(own), 2, replace=False)
        return own[first], other, own[last]
    return own[rng.integers(len(own))], other, same[rng.integers(len(same))]


def _error(a: Tensor, b: Tensor, x: Tensor) -> float:
    right, wrong = dtw_distance(a, x), dtw_distance(b, x)
    return 0.5 if right == wrong else float(right > wrong)
