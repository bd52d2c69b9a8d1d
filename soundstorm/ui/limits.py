"""What a visitor may ask for: words, seeds, schedules, and how long a run may take."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from soundstorm.acoustic.decoding import DecodingStep, Schedule
from soundstorm.errors import TextError, UserError
from soundstorm.text.model import PACES
from soundstorm.utterance import Decoding

LARGEST_SEED = 2**31 - 1
MOST_GUIDANCE = 3.0
MOST_ITERATIONS = 256  # a public page: one visitor must not keep the models for minutes
MOST_SECONDS = 180.0  # of a decoding
MOST_READING_SECONDS = 600.0  # of all parts of a long text


def choose_seed(seed: float | None, random_seed: bool = False) -> int:
    """The seed of a run: a fresh one, or the user's if it is a whole number in range."""
    if random_seed:
        return secrets.randbelow(LARGEST_SEED)
    if not _is_number(seed) or not 0 <= seed <= LARGEST_SEED or seed != int(seed):
        raise UserError(f"Give a whole number from 0 to {LARGEST_SEED} as the seed, or choose random.")
    return int(seed)


def choose_schedule(iterations: str) -> Schedule:
    """The decoding schedule of a run, at most MOST_ITERATIONS in all."""
    if not isinstance(iterations, str):  # a program can send anything
        raise UserError("Write the iterations as text, like 16,1,1,1.")
    return affordable(Schedule.parse(iterations))


def affordable(schedule: Schedule) -> Schedule:
    """The schedule, if one visitor may have it."""
    if sum(schedule.iterations) > MOST_ITERATIONS:
        raise UserError(f"Ask for at most {MOST_ITERATIONS} iterations in all levels together.")
    return schedule


def choose_guidance(schedule: Schedule, guidance: float | None) -> Schedule:
    """The schedule with a guidance of 0 to MOST_GUIDANCE."""
    if not _is_number(guidance) or not 0 <= guidance <= MOST_GUIDANCE:
        raise UserError(f"Choose a guidance from 0 to {MOST_GUIDANCE:g}.")
    return replace(schedule, guidance=float(guidance))


def choose_pace(pace: float | None) -> float:
    """A pace of speaking within PACES."""
    if not _is_number(pace) or not PACES[0] <= pace <= PACES[1]:
        raise UserError(f"Choose a pace from {PACES[0]} to {PACES[1]}.")
    return float(pace)


def choose_words(words: Any) -> str:
    """What is to be spoken, as it was written; a program can send anything."""
    if words is not None and not isinstance(words, str):
        raise TextError("Write what is to be spoken as text.")
    return words or ""


def in_time(
    decoding: Decoding, seconds: float = MOST_SECONDS, began: float | None = None
) -> Iterator[DecodingStep]:
    """The steps of a decoding, which must be over in time.

    began: when the time began to count, by `time.monotonic`; now if it is not said.

    Raises:
        UserError: when it is not.
    """
    end = (time.monotonic() if began is None else began) + seconds
    for step in decoding:
        if time.monotonic() > end:
            raise UserError(
                f"This run was stopped after {seconds:.0f} seconds: say less, or ask for fewer iterations."
            )
        yield step


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
