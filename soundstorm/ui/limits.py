"""What a visitor may ask for: seeds and schedules."""

from __future__ import annotations

import secrets
from dataclasses import replace

from soundstorm.acoustic.decoding import Schedule
from soundstorm.errors import UserError
from soundstorm.text.model import PACES

LARGEST_SEED = 2**31 - 1
MOST_GUIDANCE = 3.0
MOST_ITERATIONS = 256  # a public page: one visitor must not keep the models for minutes


def choose_seed(seed: float | None, random_seed: bool = False) -> int:
    """The seed of a run: a fresh one, or the user's if it is a whole number in range."""
    if random_seed:
        return secrets.randbelow(LARGEST_SEED)
    if not isinstance(seed, int | float) or not float(seed).is_integer() or not 0 <= seed <= LARGEST_SEED:
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
    if not isinstance(guidance, int | float) or not 0 <= guidance <= MOST_GUIDANCE:
        raise UserError(f"Choose a guidance from 0 to {MOST_GUIDANCE:g}.")
    return replace(schedule, guidance=float(guidance))


def choose_pace(pace: float | None) -> float:
    """A pace of speaking within PACES."""
    if not isinstance(pace, int | float) or not PACES[0] <= pace <= PACES[1]:
        raise UserError(f"Choose a pace from {PACES[0]} to {PACES[1]}.")
    return float(pace)
