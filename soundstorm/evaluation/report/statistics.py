"""Which clips are measured, and how sure a figure is: round robin and a bootstrap over speakers."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np


class HasSpeaker(Protocol):
    """A clip, or an utterance made of clips."""

    @property
    def speaker(self) -> str: ...

    @property
    def path(self) -> Path: ...


Spoken = TypeVar("Spoken", bound=HasSpeaker)


@dataclass(frozen=True)
class Estimate:
    """A measured figure with the 95 % confidence interval of a bootstrap over speakers."""

    value: float
    low: float
    high: float
    clips: int
    speakers: int


def round_robin(
    clips: Sequence[Spoken],
    count: int | None = None,
    order: Callable[[Spoken], Any] = lambda clip: str(clip.path),
) -> list[Spoken]:
    """The first `count` clips (all of them without it) when every speaker gives one in turn.

    The order of the speakers is shuffled once and for all, so that a small count is not one corpus; `order`
    sorts the clips of each of them.
    """
    by_speaker = defaultdict(list)
    for clip in sorted(clips, key=order):
        by_speaker[clip.speaker].append(clip)
    speakers = sorted(by_speaker)
    random.Random(0).shuffle(speakers)
    turns = max((len(own) for own in by_speaker.values()), default=0)
    in_turn = [
        by_speaker[name][turn] for turn in range(turns) for name in speakers if turn < len(by_speaker[name])
    ]
    return in_turn if count is None else in_turn[:count]


def bootstrap_ratio(
    numerators: Sequence[float],
    denominators: Sequence[float],
    speakers: Sequence[str],
    draws: int = 1000,
    seed: int = 0,
) -> Estimate:
    """sum(numerators) / sum(denominators) with a 95 % interval from speakers drawn with replacement.

    Whole speakers are drawn, because the clips of one speaker succeed or fail together: drawing clips
    would promise a certainty about new speakers that nobody has.
    """
    value, ratios = _drawn_ratios(numerators, denominators, speakers, draws, seed)
    return _estimate(value, ratios, speakers)


def bootstrap_mean(values: Sequence[float], speakers: Sequence[str]) -> Estimate:
    """The mean over clips with a 95 % interval over speakers."""
    return bootstrap_ratio(values, [1.0] * len(values), speakers)


Counts = tuple[Sequence[float], Sequence[float], Sequence[str]]  # numerators, denominators, speakers


def bootstrap_quotient(first: Counts, second: Counts, draws: int = 1000) -> Estimate:
    """The ratio of `first` over that of `second`, each of other clips.

    Speakers of both are drawn independently of each other.
    """
    return _compared(np.divide, first, second, draws)


def bootstrap_difference(first: Counts, second: Counts, draws: int = 1000) -> Estimate:
    """The ratio of `first` less that of `second`, likewise."""
    return _compared(np.subtract, first, second, draws)


def _compared(operation: np.ufunc, first: Counts, second: Counts, draws: int) -> Estimate:
    one, ones = _drawn_ratios(*first, draws, seed=0)
    other, others = _drawn_ratios(*second, draws, seed=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return _estimate(operation(one, other), operation(ones, others), [*first[2], *second[2]])


def _drawn_ratios(
    numerators: Sequence[float],
    denominators: Sequence[float],
    speakers: Sequence[str],
    draws: int,
    seed: int,
) -> tuple[float, np.ndarray]:
    """The ratio of the sums, and that of every draw of speakers [draws]."""
    if not len(numerators) == len(denominators) == len(speakers) or not speakers:
        raise ValueError("a bootstrap needs one numerator, denominator and speaker for every clip.")
    names, owner = np.unique(np.asarray(speakers), return_inverse=True)
    tops = np.bincount(owner, weights=np.asarray(numerators, dtype=float))
    bottoms = np.bincount(owner, weights=np.asarray(denominators, dtype=float))
    drawn = np.random.default_rng(seed).integers(len(names), size=(draws, len(names)))
    with np.errstate(divide="ignore", invalid="ignore"):
        return tops.sum() / bottoms.sum(), tops[drawn].sum(1) / bottoms[drawn].sum(1)


def _estimate(value: float, drawn: np.ndarray, speakers: Sequence[str]) -> Estimate:
    drawn = drawn[np.isfinite(drawn)]
    low, high = np.quantile(drawn, [0.025, 0.975]) if len(drawn) else (np.nan, np.nan)
    return Estimate(float(value), float(low), float(high), len(speakers), len(set(speakers)))
