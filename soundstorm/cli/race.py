"""The command that lets SoundStorm and AudioLM decode the same words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soundstorm.cli.common import Checkpoint, Json, app, check_folder, load, show
from soundstorm.cli.speech import Seed
from soundstorm.errors import UserError
from soundstorm.files import whole_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from soundstorm.pipeline import SoundStormPipeline
    from soundstorm.race import Race


@app.command()
def race(
    seconds: Annotated[int, typer.Option(help="The longest speech; measured every 5 s.", min=1, max=60)] = 30,
    figure: Annotated[
        Path | None,
        typer.Option(
            help="PNG file for the times of all stages, and how long the voice stays the same: four races of "
            "the longest.",
            dir_okay=False,
        ),
    ] = None,
    traces: Annotated[
        Path | None, typer.Option(help="Folder for the two traces of the longest.", file_okay=False)
    ] = None,
    prompt: Annotated[
        Path | None, typer.Option(help="Voice to go on from.", show_default="none: out of nothing")
    ] = None,
    seed: Seed = 0,
    checkpoint: Checkpoint = None,
    as_json: Json = False,
) -> None:
    """Time SoundStorm and AudioLM on the same semantic tokens; draw figures 3 and 2 of the paper."""
    if figure is not None and figure.suffix.lower() != ".png":
        raise UserError(f"The figure is written as PNG: let --figure end in .png instead of {figure.name}.")
    for place in (figure, traces):
        check_folder(place)
    from soundstorm.evaluation.report.figures_soundstorm import QUARTILES
    from soundstorm.race import PAIR, measure_lengths, times_faster

    pipeline = load(checkpoint)
    # figure 2 has quartiles wherever as many races are as long
    lengths = [*range(5, seconds, 5), *[seconds] * (QUARTILES if figure else 1)]
    races = []
    for one in measure_lengths(pipeline, str(prompt) if prompt else None, lengths, seed):
        races.append(one)
        typer.echo(_line(one.facts()), err=True)
    if traces is not None:
        traces.mkdir(exist_ok=True)
        for name, trace in zip(PAIR, (races[-1].storm, races[-1].audiolm), strict=True):
            pipeline.add_sound(trace).save(traces / name)
    if figure is not None:
        _draw(pipeline, races, figure)
    facts = {
        "lengths": [one.facts() for one in races],
        "figure": str(figure) if figure else None,
        "traces": [str(traces / name) for name in PAIR] if traces else None,
    }
    show(facts, f"SoundStorm was {times_faster(races):.1f} times as fast for {seconds} s.", as_json)


def _draw(pipeline: SoundStormPipeline, races: Sequence[Race], path: Path) -> None:
    """Figure 3 above figure 2: time, and consistency over time of what the races decoded."""
    from matplotlib.figure import Figure

    from soundstorm.evaluation.parts.racing import drift_rows
    from soundstorm.evaluation.report.figures_soundstorm import draw_drift
    from soundstorm.race.figure import draw_race

    figure = Figure(figsize=(8, 8.4), layout="constrained")
    above, below = figure.subplots(2, height_ratios=(5, 3))
    draw_race(above, races)
    draw_drift(below, drift_rows(pipeline, races))
    below.set_title("median and quartiles of the races", loc="left", fontsize=11)
    if not races[0].storm.prompt_frames:
        below.set_xlabel("seconds after the first 3, without a prompt")
    if below.lines:
        below.legend(frameon=False)
    with whole_file(path) as unfinished:
        figure.savefig(unfinished, format="png", dpi=150)


def _line(facts: dict[str, float]) -> str:
    parts = ", ".join(
        f"{name} {facts[name]:.2f} s" for name in ("semantic", "coarse", "fine", "soundstorm", "codec")
    )
    return f"{facts['seconds']:.0f} s of speech: {parts}"
