"""What a visitor may ask for: words, seeds, schedules, and how long a run may take."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from soundstorm.acoustic.schedule import Schedule
from soundstorm.audio.prompt import MAX_PROMPT_SECONDS
from soundstorm.audio.source import MAX_SOURCE_SECONDS
from soundstorm.errors import TextError, UserError
from soundstorm.text.model import PACES
from soundstorm.trace import Trace

LARGEST_SEED = 2**31 - 1
MOST_GUIDANCE = 3.0
MOST_ITERATIONS = 256  # a public page: one visitor must not keep the models for minutes
MOST_SECONDS = 180.0  # of a run
MOST_READING_SECONDS = 600.0  # of all parts of a long text
SECONDS_UNTIL_STOPPED = 0.2  # of a run that tells nothing while it is at work
LONGEST_TRACE = MAX_PROMPT_SECONDS + MAX_SOURCE_SECONDS  # seconds, of a conversion and its voice

Step = TypeVar("Step")


@dataclass(frozen=True)
class Deadline:
    """When a run must be over, so many seconds after it began, by `time.monotonic`."""

    seconds: float = MOST_SECONDS
    began: float = field(default_factory=time.monotonic)

    def check(self) -> None:
        """To be asked wherever a run can end.

        Raises:
            UserError: when it is not over in time.
        """
        if time.monotonic() > self.began + self.seconds:
            raise UserError(
                f"This run was stopped after {self.seconds:.0f} seconds: say less, or ask for fewer "
                "iterations."
            )

    def over(self, steps: Iterable[Step]) -> Iterator[Step]:
        """The steps of a run; each must be over in time."""
        for step in steps:
            self.check()
            yield step

    def pulses(self, steps: Iterable[Any]) -> Iterator[None]:
        """Run the steps to their end, likewise; yields from time to time, where gradio can end it."""
        last = time.monotonic()
        for _ in self.over(steps):
            if time.monotonic() - last >= SECONDS_UNTIL_STOPPED:
                yield
                last = time.monotonic()


def choose_seed(seed: float | None, random_seed: bool = False) -> int:
    """The seed of a run: a fresh one, or the user's if it is a whole number in range."""
    if random_seed:
        return secrets.randbelow(LARGEST_SEED)
    if not _is_number(seed) or not 0 <= seed <= LARGEST_SEED or seed != int(seed):
        raise UserError(f"Give a whole number from 0 to {LARGEST_SEED} as the seed.")
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


def short_enough(trace: Trace) -> Trace:
    """A trace, if it is no longer than what the page itself makes, so that it may be decoded again."""
    seconds = trace.frames * trace.hop / trace.sample_rate
    if seconds > LONGEST_TRACE:
        raise UserError(
            f"Choose a shorter run: with its voice this one lasts {seconds:.0f} seconds, and at most "
            f"{LONGEST_TRACE:.0f} are decoded again here."
        )
    return trace


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


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
