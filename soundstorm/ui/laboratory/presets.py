"""Settings of the laboratory worth trying, named after what they teach: those of the bundled traces."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from soundstorm.acoustic import Schedule
from soundstorm.examples import EXAMPLES


@dataclass(frozen=True)
class Preset:
    """A schedule and what to look for in it; `example` is the bundled trace that was decoded with it."""

    name: str
    example: str
    lesson: str

    @property
    def schedule(self) -> Schedule:
        return EXAMPLES[self.example].schedule


PRESETS = (
    Preset(
        "paper",
        "1-paper",
        "As published: the coarsest level takes its time, because every finer one builds on it.",
    ),
    Preset(
        "greedy",
        "2-greedy",
        "One pass a level: every token is the most probable one, whatever its neighbours turn out to be.",
    ),
    Preset(
        "slow motion",
        "3-slow-motion",
        "Twice as many passes at level 1: watch single tokens settle, then listen whether it was worth it.",
    ),
    Preset(
        "too hot",
        "4-too-hot",
        "Improbable tokens are sampled more readily than the network believes in them: find out what breaks.",
    ),
    Preset(
        "linear",
        "5-linear",
        "As many tokens kept in every iteration: the first are decided before there is anything to go by.",
    ),
)


def preset_named(name: str) -> Preset:
    """The preset of that name.

    Raises:
        gr.Error: when there is none; a program can send anything.
    """
    for preset in PRESETS:
        if preset.name == name:
            return preset
    raise gr.Error(
        f"Choose one of the presets: {', '.join(preset.name for preset in PRESETS)}.", print_exception=False
    )


def preset_of(schedule: Schedule) -> Preset | None:
    """The preset with that schedule, if there is one; `schedule` has a number for every level."""
    levels = len(schedule.iterations)
    return next((preset for preset in PRESETS if preset.schedule.over(levels) == schedule), None)
