"""Schedules as the controls say them, and what each of them will do before it is run."""

from __future__ import annotations

from html import escape
from typing import Any

from soundstorm.acoustic import Schedule
from soundstorm.errors import UserError
from soundstorm.ui.laboratory.presets import preset_named, preset_of
from soundstorm.ui.limits import affordable
from soundstorm.ui.runtime import note, term
from soundstorm.ui.stage import Stage

CHART_HEIGHT = 64
OWN_SETTINGS = "Settings of your own: choose a preset to go back to it."


def schedule_of(
    shape: str, temperature: float | None, noise: float | None, *iterations: float | None
) -> Schedule:
    """The schedule that the controls say.

    Raises:
        UserError: when a control is empty or out of its range.
    """
    if any(value is None for value in (temperature, noise, *iterations)):
        raise UserError("Fill in every number, or choose a preset.")
    if not all(float(count).is_integer() for count in iterations):
        raise UserError("Give every level a whole number of iterations.")
    counts = tuple(int(count) for count in iterations)
    return affordable(Schedule(counts, temperature=float(temperature), noise=float(noise), shape=shape))


def preset_values(levels: int, name: str) -> list[Any]:
    """Values of all controls but the seed, for so many levels, and what the preset teaches."""
    preset = preset_named(name)
    schedule = preset.schedule.over(levels)
    return [
        schedule.shape,
        schedule.temperature,
        schedule.noise,
        *schedule.iterations,
        note(preset.lesson),
    ]


def matching_preset(*settings: Any) -> tuple[str | None, str]:
    """Name and lesson of the preset that the controls still say, so that none is named that was changed."""
    try:
        preset = preset_of(schedule_of(*settings))
    except UserError:
        preset = None
    return (preset.name, note(preset.lesson)) if preset else (None, note(OWN_SETTINGS))


def describe_schedule(stage: Stage, *settings: Any) -> str:
    """What will happen, as HTML: forward passes, and the tokens still masked after each of them."""
    try:
        run = stage.required()
        schedule = schedule_of(*settings).over(run.levels)
    except UserError as error:
        return note(str(error), error=True)
    counts = {level: schedule.still_masked(level, run.frames) for level in range(1, run.levels + 1)}
    guided = run.schedule.guidance > 0
    passes = sum(map(len, counts.values())) * (1 + guided)
    twice = ", two an iteration because it is guided," if guided else ""
    rows = "".join(
        f'<tr data-level="{level}"><th scope="row">{level}</th><td>{len(left)}</td>'
        f"<td>{' '.join(map(str, left))}</td></tr>"
        for level, left in counts.items()
    )
    return (
        f'<div class="plan" data-passes="{passes}"><p><b>{passes} forward passes</b>{twice} for '
        f"{len(counts)} levels of {run.frames} tokens: {escape(run.title)}</p>{_chart(counts, run.frames)}"
        f"<table><caption>Tokens still {term('masked', 'masked')}</caption>"
        '<thead><tr><th scope="col">level</th><th scope="col">passes</th>'
        '<th scope="col">still masked after each of them</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def name_of(schedule: Schedule) -> str:
    """A schedule in a few words, with whatever is not as published."""
    published = Schedule()
    values = {name: getattr(schedule, name) for name in ("temperature", "noise", "guidance")}
    changed = [f", {name} {value:g}" for name, value in values.items() if value != getattr(published, name)]
    return f"{schedule.shape} {','.join(map(str, schedule.iterations))}{''.join(changed)}"


def _chart(counts: dict[int, list[int]], frames: int) -> str:
    """A bar a pass: before and after it; every level begins with all of its tokens masked."""
    bars, x = [], 0.0
    for left in counts.values():
        for before, after in zip([frames, *left], left, strict=False):
            for name, masked in (("before", before), ("after", after)):
                height = CHART_HEIGHT * masked / frames
                place = f'x="{x:.1f}" y="{CHART_HEIGHT - height:.1f}" width="0.84" height="{height:.1f}"'
                bars.append(f'<rect class="{name}" {place}/>')
            x += 1
        x += 0.6
    return (
        f'<svg viewBox="0 0 {x:.1f} {CHART_HEIGHT}" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(bars)}</svg>"
    )
