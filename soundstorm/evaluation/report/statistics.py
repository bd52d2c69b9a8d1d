"""How sure a figure is: a bootstrap over speakers. And how well two kinds are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Estimate:
    """A measured figure with the 95 % confidence interval of a bootstrap over speakers."""

    value: float
    low: float
    high: float
    clips: int
    speakers: int


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


def bootstrap_change(first: Counts, second: Counts, draws: int = 1000) -> Estimate:
    """The ratio of `first` less that of `second`, of the same clips in the same order.

    A speaker who is drawn counts in both: what makes one harder than another falls out of the difference.
    """
    if list(first[2]) != list(second[2]):
        raise ValueError("a change is measured on the same clips.")
    one, ones = _drawn_ratios(*first, draws, seed=0)
    other, others = _drawn_ratios(*second, draws, seed=0)
    return _estimate(one - other, ones - others, first[2])


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


def roc(generated: Sequence[float], recorded: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """False and true alarms, as shares, as the threshold falls: both from 0 to 1."""
    thresholds = np.unique([*generated, *recorded, np.inf])[::-1]
    shares = (np.asarray(values)[None] >= thresholds[:, None] for values in (recorded, generated))
    return tuple(share.mean(axis=1) for share in shares)
