"""Commands that train and measure models."""

from __future__ import annotations

import importlib
import inspect
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from soundstorm.bundled import WORKSHOP
from soundstorm.cli.common import Checkpoint, Json, app, bundled_prompt, load, show
from soundstorm.errors import UserError


class Recipe(StrEnum):
    """What `train` trains."""

    CODEC = "codec"
    SEMANTIC = "semantic"
    TEXT = "text"
    ACOUSTIC = "acoustic"
    AUDIOLM = "audiolm"
    CONSISTENCY = "consistency"
    CLASSIFIER = "classifier"


class Masks(StrEnum):
    """Which tokens SoundStorm's training hides and guesses."""

    PAPER = "paper"
    WORKSHOP = "workshop"


class Stage(StrEnum):
    """A stage of AudioLM."""

    SEMANTIC = "semantic"
    COARSE = "coarse"
    FINE = "fine"


class Part(StrEnum):
    """A part of the evaluation."""

    CODEC = "codec"
    SEMANTIC = "semantic"
    ACOUSTIC = "acoustic"
    TEXT = "text"
    DIALOGUE = "dialogue"
    AUDIOLM = "audiolm"
    CLASSIFIER = "classifier"
    ABLATIONS = "ablations"
    SPEED = "speed"


@app.command()
def train(
    recipe: Annotated[Recipe, typer.Argument(help="The model to train.")],
    data: Annotated[Path, typer.Option(help="Folder with manifest.tsv and its clips.")],
    out: Annotated[Path, typer.Option(help="Folder of the run: weights, state to resume from, metrics.")],
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run in --out.")] = False,
    steps: Annotated[
        int | None, typer.Option(help="Steps to train for.", min=1, show_default="the recipe's")
    ] = None,
    learning_rate: Annotated[
        float | None,
        typer.Option(
            help="How fast it learns; a training that diverges needs less.", show_default="the recipe's"
        ),
    ] = None,
    codec: Annotated[Path | None, typer.Option(help="Trained codec, for acoustic and audiolm.")] = None,
    semantic: Annotated[
        Path | None, typer.Option(help="Trained tokenizer, for acoustic, text and audiolm.")
    ] = None,
    start: Annotated[
        Path | None,
        typer.Option(help="Weights to begin with, for acoustic, text and audiolm.", show_default="new ones"),
    ] = None,
    encoder: Annotated[
        str | None,
        typer.Option(
            help="Folder or Hub id of the Whisper to hear with, for semantic.",
            show_default="openai/whisper-base",
        ),
    ] = None,
    heard: Annotated[
        Path | None,
        typer.Option(help="What `transcribe` wrote, for text.", show_default="the manifest's transcripts"),
    ] = None,
    stage: Annotated[Stage | None, typer.Option(help="Which stage, for audiolm.")] = None,
    masks: Annotated[
        Masks | None,
        typer.Option("--recipe", help="Ours or the paper's way, for acoustic.", show_default="workshop"),
    ] = None,
    checkpoint: Annotated[
        str | None,
        typer.Option(help="Models whose speech to tell, for classifier.", show_default="the bundled ones"),
    ] = None,
) -> None:
    """Train one of the models."""
    options = {
        "steps": steps,
        "learning_rate": learning_rate,
        "codec": codec,
        "semantic": semantic,
        "start": start,
        "encoder": encoder,
        "heard": heard,
        "stage": stage,
        "recipe": masks,
    }
    from soundstorm.training.folder import check_run

    given = {name: value for name, value in options.items() if value is not None}
    try:
        module = importlib.import_module(f"soundstorm.training.{recipe}")
    except ModuleNotFoundError as missing:
        raise UserError(f"Training needs {missing.name}: pip install 'soundstorm[train]'.") from missing
    accepted = inspect.signature(module.train).parameters
    for name in ("codec", "semantic", "start", "encoder", "heard", "stage", "recipe"):
        if name in given and name not in accepted:
            raise UserError(f"Training {recipe} takes no --{name}: leave it out.")
    for name in ("codec", "semantic"):
        if name in accepted and name not in given:
            raise UserError(f"Training {recipe} needs a trained {name} model: add --{name} FOLDER.")
    if recipe is Recipe.CLASSIFIER:
        from soundstorm.imitation import heard_imitations, imitations_of

        # before what takes long
        check_run(out, {"options": {"heard": imitations_of(data, checkpoint or WORKSHOP)}}, resume)
        data = heard_imitations(data, out.parent / "prepared", checkpoint or WORKSHOP)
    elif checkpoint:
        raise UserError(f"Training {recipe} takes no --checkpoint: leave it out.")
    folder = module.train(data, out, resume=resume, **given)
    typer.echo(f"The trained model is in {folder}.")


@app.command()
def transcribe(
    data: Annotated[Path, typer.Option(help="Folder with manifest.tsv and its clips.")],
    out: Annotated[Path, typer.Option(help="File for what is heard; what is in it already is kept.")],
    recogniser: Annotated[
        str, typer.Option(help="Whisper for faster-whisper: a folder or a Hub id.")
    ] = "Systran/faster-whisper-tiny.en",
    as_json: Json = False,
) -> None:
    """Hear the clips without a transcript or without punctuation, for training text."""
    from soundstorm.evaluation.instruments.packages import SAMPLE_RATE
    from soundstorm.evaluation.instruments.recogniser import Recogniser
    from soundstorm.training.heard import hear

    clips = hear(data, out, Recogniser(recogniser).hear, SAMPLE_RATE)
    show({"out": str(out), "clips": clips}, f"{out}: {clips} clips heard.", as_json)


@app.command()
def evaluate(
    data: Annotated[Path, typer.Option(help="Folder with manifest.tsv and its clips.")],
    out: Annotated[Path, typer.Option(help="Folder for report.json and report.html.")],
    split: Annotated[str, typer.Option(help="Split of the manifest: valid or train.")] = "valid",
    part: Annotated[
        list[Part] | None,
        typer.Option(help="Part to measure; repeat it.", show_default="all possible"),
    ] = None,
    clips: Annotated[
        int | None,
        typer.Option(
            help="Clips, texts or dialogues a part, of long ones fewer.", min=2, show_default="a part's own"
        ),
    ] = None,
    recogniser: Annotated[
        str, typer.Option(help="Whisper for faster-whisper that counts the words: a folder or a Hub id.")
    ] = "Systran/faster-whisper-tiny.en",
    checkpoint: Checkpoint = None,
    as_json: Json = False,
) -> None:
    """Measure a checkpoint beside its targets: over an hour on two cores, less by part or with few clips."""
    from soundstorm.evaluation.report.html import write_report
    from soundstorm.evaluation.run import evaluate as measure
    from soundstorm.evaluation.run import possible_parts

    if out.is_file():  # before an hour of measuring
        raise UserError(f"{out} is a file: choose a folder for the report.")
    pipeline = load(checkpoint)
    parts = [str(name) for name in part] if part else possible_parts(pipeline)
    report = measure(pipeline, data, split, parts, clips, checkpoint or "bundled", recogniser)
    written, page = write_report(report, out)
    lines = [
        f"{'met   ' if row['met'] else 'missed'} {row['label']}: "
        f"{row['value']:.3g} ({row['relation']} {row['target']:g})"
        for row in report["targets"]
    ]
    refused = report["setup"]["refused"]
    lines += [f"not measured: {name}. {why}" for name, why in refused.items()]
    facts = {"report": str(written), "page": str(page), "targets": report["targets"], "refused": refused}
    show(facts, "\n".join([*lines, str(page)]), as_json)
    if refused and part:  # what was asked for by name is not there
        raise typer.Exit(1)


@app.command()
def bench(
    prompt: Annotated[Path | None, typer.Option(help="Voice prompt.", show_default="a bundled one")] = None,
    runs: Annotated[int, typer.Option(help="Runs to take the median of.", min=1)] = 3,
    paper: Annotated[
        bool,
        typer.Option("--paper", help="Also the paper's size, 316 M random weights: minutes on a CPU."),
    ] = False,
    checkpoint: Checkpoint = None,
    as_json: Json = False,
) -> None:
    """Measure decoding time, real-time factor and what a pass costs on this machine."""
    from time import perf_counter

    from soundstorm.audio import read_audio
    from soundstorm.evaluation.parts.passes import (
        in_fresh_process,
        measure_paper_sized,
        measure_passes,
        passes_line,
    )
    from soundstorm.evaluation.parts.speed import measure_speed

    start = perf_counter()
    pipeline = load(checkpoint)
    loading = perf_counter() - start
    waveform = read_audio(prompt or bundled_prompt(), pipeline.sample_rate)
    facts = {"loading": loading} | measure_speed(pipeline, waveform, runs)
    facts["passes"] = {"SoundStorm": measure_passes(pipeline.storm)}  # beside all bundled models in memory
    if paper:
        alone = in_fresh_process(measure_paper_sized, str(pipeline.device))
        facts["passes"]["SoundStorm in the paper's size"] = alone
    lines = (
        f"5 s of prompt encoded: {facts['prompt_5_s']:.2f} s",
        f"SoundStorm, 10 s of speech, {facts['iterations']} iterations: {facts['acoustic_10_s']:.2f} s",
        f"click to final audio, 10 s of speech: {facts['click_to_audio_10_s']:.2f} s",
        f"click to first grid: {facts['first_grid']:.2f} s",
        f"click to first sound, level 1: {facts['first_sound']:.2f} s",
        f"real-time factor: {facts['real_time_factor']:.2f}",
        f"loading the models: {loading:.1f} s",
        *(passes_line(name, one) for name, one in facts["passes"].items()),
    )
    show(facts, "\n".join(lines), as_json)
