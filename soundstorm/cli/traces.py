"""Commands around traces: replay one, make the bundled ones."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from soundstorm.bundled import ASSETS
from soundstorm.cli.common import Checkpoint, Json, app, check_folder, check_wav, load, show

if TYPE_CHECKING:
    from soundstorm.trace import Iteration, Trace


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="Trace to replay, a .sstrace file.")],
    audio: Annotated[
        Path | None, typer.Option(help="Also write what its last level sounds like.", dir_okay=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Show a recorded decoding, iteration by iteration, without a model."""
    if audio is not None:
        check_wav(audio, "--audio")
    from soundstorm.trace import Trace

    trace = Trace.load(file)
    if audio is not None:
        from soundstorm.audio import write_audio
        from soundstorm.trace.sound import listen

        sound = listen(trace, str(trace.levels))
        write_audio(audio, sound, trace.sample_rate, trace.origin.tags(trace.seed))
    steps = [step_facts(done) for done in trace.iterations]
    facts = {
        "title": trace.title,
        "transcript": trace.transcript,
        "seconds": trace.seconds,
        "levels": trace.levels,
        "seed": trace.seed,
        "edit": trace.edit,
        "timings": trace.timings,
        "steps": steps,
        "audio": str(audio) if audio else None,
    }
    show(facts, "\n".join([headline(trace), *map(step_line, steps)]), as_json)


@app.command()
def traces(
    out: Annotated[Path, typer.Option(help="Folder for the traces.", file_okay=False)] = ASSETS / "traces",
    dialogues: Annotated[
        Path, typer.Option(help="Folder for the traces of the dialogues.", file_okay=False)
    ] = ASSETS / "dialogues",
    clips: Annotated[
        Path, typer.Option(help="Folder for the clips of the model's card.", file_okay=False)
    ] = ASSETS / "examples",
    checkpoint: Checkpoint = None,
) -> None:
    """Write the bundled runs with sound, of what these models can: traces, also of dialogues, and clips."""
    for folder in (out, dialogues, clips):
        check_folder(folder)
    from soundstorm.examples import (
        write_clips,
        write_dialogue_traces,
        write_example_traces,
        write_race_traces,
        write_sentence_traces,
    )

    pipeline = load(checkpoint)
    written = [write_example_traces(pipeline, out), write_sentence_traces(pipeline, out)]
    if pipeline.audiolm and pipeline.audiolm.speaks:
        written.append(write_race_traces(pipeline, out))
    if pipeline.storm.config.speakers > 1:
        written.append(write_dialogue_traces(pipeline, dialogues))
    written.append(write_clips(pipeline, clips))
    for path in chain(*written):
        typer.echo(f"{path}: {path.stat().st_size / 1000:.0f} kB")


def step_facts(done: Iteration) -> dict[str, Any]:
    """What one iteration did, in numbers."""
    return {
        "level": done.level,
        "iteration": done.iteration,
        "iterations": done.iterations,
        "kept": int(done.kept.sum()),
        "hidden": done.hidden_after,
        "planned": done.planned,
        "confidence": float(done.confidence.float().mean()),
        "seconds": done.seconds,
    }


def step_line(step: dict[str, Any]) -> str:
    """One iteration on one line."""
    return (
        f"level {step['level']:>2}, iteration {step['iteration']:>2} of {step['iterations']:>2}: "
        f"kept {step['kept']:>4}, hidden {step['hidden']:>4} of {step['planned']:>4} planned, "
        f"mean confidence {step['confidence']:.2f}"
    )


def headline(trace: Trace) -> str:
    """What was decoded."""
    words = f"“{trace.transcript}”" if trace.transcript else "A conversion"
    title = f"{trace.title}: " if trace.title else ""
    return f"{title}{words}, {trace.seconds:.1f} s, {trace.levels} levels, seed {trace.seed}"
