"""The stretch of a recording that has the most speech."""

from __future__ import annotations

import torch
from torch import Tensor

from soundstorm.audio.level import ACTIVE_RANGE_DB, FRAME_SECONDS

PAUSE = round(0.3 / FRAME_SECONDS)  # frames: vowels further apart belong to two phrases
LEAST_PHRASE = round(0.1 / FRAME_SECONDS)  # frames with vowels
PAUSE_COST = 0.25  # a pause pays where it leads to more vowels than a quarter of its length
NEARLY_BEST = 0.9  # of several stretches about as good, the first is taken
CONSONANTS = round(0.5 / FRAME_SECONDS)  # frames that may come before the first vowel or after the last one
CLOSURE = round(0.1 / FRAME_SECONDS)  # frames of silence inside a consonant
MARGIN = round(0.1 / FRAME_SECONDS)
SECOND = round(1.0 / FRAME_SECONDS)
ABOVE_NOISE_DB = 6.0
TOO_LOUD_DB = 10.0  # above the vowels: a bump; with it inside, the speech could not be brought to its level


def stretch_with_most(vowels: Tensor, power: Tensor, longest: int) -> tuple[int, int]:
    """First and last 20 ms frame + 1 of the stretch with the most vowels, with its consonants and a margin.

    Args:
        vowels: bool [F], the frames that hold speech for sure.
        power: [F], the frames' mean squares.
        longest: frames within which the vowels of a stretch lie.

    Returns:
        (0, 0) where there is no speech.
    """
    if not vowels.any():
        return 0, 0
    loud = power[vowels].quantile(0.95)  # not the maximum: a bump that passed for a vowel would set it
    faintest = loud / _ratio(ACTIVE_RANGE_DB)
    vowels = vowels & (power >= faintest)
    bumps = (power > loud * _ratio(TOO_LOUD_DB)) & ~vowels
    phrases = _phrases(vowels, bumps)
    if not phrases:
        return 0, 0
    stretches = [_from_phrase(phrases[index:], vowels, bumps, longest) for index in range(len(phrases))]
    enough = NEARLY_BEST * max(most for most, _, _ in stretches)
    first, last = next((first, last) for most, first, last in stretches if most >= enough)
    return (
        first - _beside(power[:first].flip(0), bumps[:first].flip(0), faintest),
        last + _beside(power[last:], bumps[last:], faintest),
    )


def _ratio(decibels: float) -> float:
    return 10.0 ** (decibels / 10.0)


def _phrases(vowels: Tensor, bumps: Tensor) -> list[tuple[int, int]]:
    """First and last frame + 1 of the vowels between two pauses or bumps."""
    frames = vowels.nonzero()[:, 0]
    bumped = bumps.cumsum(0)[frames].diff() > 0
    ends = ((frames.diff() > PAUSE) | bumped).nonzero()[:, 0] + 1
    phrases = [phrase for phrase in frames.tensor_split(ends) if phrase.numel() >= LEAST_PHRASE]
    return [(int(phrase[0]), int(phrase[-1]) + 1) for phrase in phrases]


def _from_phrase(
    phrases: list[tuple[int, int]], vowels: Tensor, bumps: Tensor, longest: int
) -> tuple[float, int, int]:
    """How much the best stretch that begins with the first phrase has, less its pauses; where it lies."""
    start = before = phrases[0][0]
    stretches, paused = [], 0
    for first, last in phrases:
        if first - start >= longest or bumps[before:first].any():
            break
        paused += first - before
        last = min(last, start + longest)
        stretches.append((vowels[start:last].sum().item() - PAUSE_COST * paused, start, last))
        before = last
    return max(stretches)


def _beside(power: Tensor, bumps: Tensor, faintest: Tensor) -> int:
    """How many of the frames [F] beside a vowel, the nearest first, belong to it: consonants and a margin."""
    if bumps.any():
        power = power[: int(bumps.nonzero()[0])]
    if not power.numel():
        return 0
    second = power[:SECOND]
    noise = second.kthvalue(max(1, second.numel() // 10)).values
    heard = (power[:CONSONANTS] >= torch.maximum(faintest, noise * _ratio(ABOVE_NOISE_DB))).nonzero()[:, 0]
    together = (heard.diff(prepend=heard.new_tensor([-1])) <= CLOSURE + 1).cumprod(0).bool()
    consonants = int(heard[together][-1]) + 1 if together.any() else 0
    return min(consonants + MARGIN, power.numel())
