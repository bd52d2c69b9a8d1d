"""The same jobs from a terminal: `python -m soundstorm --help`.

Models and their libraries are imported inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import importlib
import inspect
import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from soundstorm.errors import UserError

if TYPE_CHECKING:
    from soundstorm.pipeline import Decoding, SoundStormPipeline

ASSETS = Path(__file__).resolve().parent.parent / "assets"
TIMED = ("prompt", "text", "acoustic", "codec", "total")


class OneSentence(TyperGroup):
    """Shows what a user can put right as one sentence on stderr with exit code 1, not as a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except UserError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error


app = typer.Typer(
    cls=OneSentence,
    help="Clone a voice with SoundStorm, level by level.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Checkpoint = Annotated[
    str | None, typer.Option(help="Folder or Hub id of a checkpoint.", show_default="the bundled one")
]
Out = Annotated[Path, typer.Option(help="WAV file to write.", dir_okay=False)]
Prompt = Annotated[Path, typer.Option(help="Recording of the voice to speak with, best 3 s or more.")]
Seed = Annotated[int, typer.Option(help="Same seed, same speech.", min=0)]
Iterations = Annotated[
    str | None,
    typer.Option(help="Decoding iterations of every level, coarse to fine.", show_default="16,1,1,1,1,1,1,1"),
]
TraceFile = Annotated[Path | None, typer.Option(help="Also write a trace to this .npz file.", dir_okay=False)]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on the last line.")]


class Recipe(StrEnum):
    """What `train` trains."""

    CODEC = "codec"
    SEMANTIC = "semantic"
    TEXT = "text"
    ACOUSTIC = "acoustic"


class Part(StrEnum):
    """A part of the evaluation."""

    CODEC = "codec"
    SEMANTIC = "semantic"
    ACOUSTIC = "acoustic"
    TEXT = "text"
    SPEED = "speed"


@app.command()
def synthesize(
    prompt: Prompt,
    text: Annotated[str, typer.Option(help="English sentence to speak.")],
    out: Out,
    seed: Seed = 0,
    iterations: Iterations = None,
    trace: TraceFile = None,
    checkpoint: Checkpoint = None,
    as_json: Json = False,
) -> None:
    """Speak a text in the voice of a recording."""
    check_wav(out)
    check_folder(trace)
    schedule = parse_schedule(iterations)
    decoding = load(checkpoint).stream(text, prompt=prompt, seed=seed, schedule=schedule)
    facts = finish(decoding, out, trace) | {"seed": seed, "text": text, "phonemes": list(decoding.phonemes)}
    show(facts, speech_line(facts), as_json)


@app.command()
def convert(
    source: Annotated[Path, typer.Option(help="Recording of the words.")],
    prompt: Prompt,
    out: Out,
    seed: Seed = 0,
    iterations: Iterations = None,
    trace: TraceFile = None,
    checkpoint: Checkpoint = None,
    as_json: Json = False,
) -> None:
    """Say the words of one recording in the voice of another."""
    check_wav(out)
    check_folder(trace)
    schedule = parse_schedule(iterations)
    decoding = load(checkpoint).convert(source, prompt=prompt, seed=seed, schedule=schedule)
    facts = finish(decoding, out, trace) | {"seed": seed}
    show(facts, speech_line(facts), as_json)


@app.command()
def reconstruct(
    audio: Annotated[Path, typer.Option(help="Recording to pass through the codec.")],
    levels: Annotated[int, typer.Option(help="How many levels to keep, from the coarsest.", min=1)],
    out: Out,
    checkpoint: Checkpoint = None,
    as_json: Json = False,
) -> None:
    """Pass a recording through the codec alone, keeping its first levels."""
    check_wav(out)
    from soundstorm.audio import read_audio, write_audio
    from soundstorm.evaluation.codec import bitrate
    from soundstorm.evaluation.codec import reconstruct as through_codec

    pipeline = load(checkpoint)
    if levels > pipeline.levels:
        raise UserError(
            f"This codec has {pipeline.levels} levels: choose --levels from 1 to {pipeline.levels}."
        )
    waveform = through_codec(pipeline.codec, read_audio(audio, pipeline.sample_rate), levels)
    write_audio(out, waveform, pipeline.sample_rate)
    seconds = len(waveform) / pipeline.sample_rate
    facts = {
        "out": str(out),
        "seconds": seconds,
        "levels": levels,
        "bitrate": bitrate(pipeline.codec, levels),
    }
    show(facts, f"{out}: {seconds:.1f} s at {facts['bitrate'] / 1000:g} kbit/s", as_json)


@app.command()
def train(
    recipe: Annotated[Recipe, typer.Argument(help="The model to train.")],
    data: Annotated[Path, typer.Option(help="Folder with manifest.tsv and its clips.")],
    out: Annotated[Path, typer.Option(help="Folder of the run: weights, state to resume from, metrics.")],
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run in --out.")] = False,
    steps: Annotated[
        int | None, typer.Option(help="Steps to train for.", min=1, show_default="the recipe's")
    ] = None,
    codec: Annotated[Path | None, typer.Option(help="Trained codec, for acoustic.")] = None,
    semantic: Annotated[Path | None, typer.Option(help="Trained tokenizer, for acoustic and text.")] = None,
) -> None:
    """Train one of the models."""
    options = {"steps": steps, "codec": codec, "semantic": semantic}
    given = {name: value for name, value in options.items() if value is not None}
    module = importlib.import_module(f"soundstorm.training.{recipe}")
    accepted = inspect.signature(module.train).parameters
    for name in ("codec", "semantic"):
        if name in given and name not in accepted:
            raise UserError(f"Training {recipe} takes no --{name}: leave it out.")
        if name in accepted and name not in given:
            raise UserError(f"Training {recipe} needs a trained {name} model: add --{name} FOLDER.")
    folder = module.train(data, out, resume=resume, **given)
    typer.echo(f"The trained model is in {folder}.")


@app.command()
def evaluate(
    data: Annotated[Path, typer.Option(help="Folder with manifest.tsv and its clips.")],
    out: Annotated[Path, typer.Option(help="Folder for report.json and report.html.")],
    split: Annotated[str, typer.Option(help="Split of the manifest: valid or train.")] = "valid",
    part: Annotated[
        list[Part] | None, typer.Option(help="Part to measure; repeat it.", show_default="all")
    ] = None,
    clips: Annotated[
        int | None, typer.Option(help="Clips, pairs or sentences a part.", min=2, show_default="a part's own")
    ] = None,
    checkpoint: Checkpoint = None,
    as_json: Json = False,
) -> None:
    """Measure a checkpoint beside its targets: some minutes on two cores."""
    from soundstorm.evaluation.report import write_report
    from soundstorm.evaluation.run import evaluate as measure

    parts = [str(name) for name in part or Part]
    report = measure(load(checkpoint), data, split, parts, clips, checkpoint or "bundled")
    written, page = write_report(report, out)
    lines = [
        f"{'met   ' if row['met'] else 'missed'} {row['label']}: "
        f"{row['value']:.3g} ({row['relation']} {row['target']:g})"
        for row in report["targets"]
    ]
    facts = {"report": str(written), "page": str(page), "targets": report["targets"]}
    show(facts, "\n".join([*lines, str(page)]), as_json)


@app.command()
def bench(
    prompt: Annotated[Path | None, typer.Option(help="Voice prompt.", show_default="a bundled one")] = None,
    runs: Annotated[int, typer.Option(help="Runs to take the median of.", min=1)] = 3,
    checkpoint: Checkpoint = None,
    as_json: Json = False,
) -> None:
    """Measure decoding time and real-time factor on this machine."""
    from time import perf_counter

    from soundstorm.audio import read_audio
    from soundstorm.evaluation.speed import measure_speed

    start = perf_counter()
    pipeline = load(checkpoint)
    loading = perf_counter() - start
    waveform = read_audio(prompt or bundled_prompt(), pipeline.sample_rate)
    facts = {"loading": loading} | measure_speed(pipeline, waveform, runs)
    lines = (
        f"SoundStorm, 10 s of speech: {facts['acoustic_10_s']:.2f} s",
        f"click to final audio, 10 s of speech: {facts['click_to_audio_10_s']:.2f} s",
        f"click to first grid: {facts['first_grid']:.2f} s",
        f"real-time factor: {facts['real_time_factor']:.2f}",
        f"loading the models: {loading:.1f} s",
    )
    show(facts, "\n".join(lines), as_json)


def load(checkpoint: str | None) -> SoundStormPipeline:
    """The pipeline of a checkpoint, the bundled one without a name."""
    from soundstorm.pipeline import SoundStormPipeline

    return SoundStormPipeline.from_pretrained(*([checkpoint] if checkpoint else []))


def parse_schedule(iterations: str | None) -> Any:
    """The decoding schedule of --iterations, the default one without."""
    from soundstorm.acoustic.decoding import Schedule

    return Schedule.parse(iterations) if iterations else Schedule()


def check_folder(file: Path | None) -> None:
    """Refuses a file whose folder does not exist, before minutes of work are spent on it."""
    if file is not None and not file.resolve().parent.is_dir():
        raise UserError(f"There is no folder {file.resolve().parent}: create it, or write somewhere else.")


def check_wav(out: Path) -> None:
    """Refuses an output that is not a .wav file in a folder that exists."""
    if out.suffix.lower() != ".wav":
        raise UserError(f"The speech is written as WAV: let --out end in .wav instead of {out.name}.")
    check_folder(out)


def bundled_prompt() -> Path:
    """The first of the bundled voice prompts."""
    prompts = sorted((ASSETS / "prompts").glob("*.flac"))
    if not prompts:
        raise UserError("There are no bundled voice prompts here: name one with --prompt FILE.")
    return prompts[0]


def finish(decoding: Decoding, out: Path, trace: Path | None) -> dict[str, Any]:
    """Decodes to the end, writes the files and returns the facts that --json prints."""
    from soundstorm.audio import write_audio
    from soundstorm.pipeline import finish as run_to_end

    result = run_to_end(decoding)
    write_audio(out, result.waveform, result.sample_rate)
    if trace is not None:
        result.trace.save(trace)
    prepared, timings = decoding.prompt.prepared, result.timings
    return {
        "out": str(out),
        "trace": str(trace) if trace else None,
        "seconds": timings.audio_seconds,
        "sample_rate": result.sample_rate,
        "prompt": {name: getattr(prepared, name) for name in ("start", "end", "recording_seconds")},
        "timings": {part: getattr(timings, part) for part in TIMED},
        "real_time_factor": timings.real_time_factor,
    }


def speech_line(facts: dict[str, Any]) -> str:
    """One line about the speech that was written."""
    spent = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in facts["timings"].items())
    factor = f"real-time factor {facts['real_time_factor']:.2f}"
    return f"{facts['out']}: {facts['seconds']:.1f} s of speech ({spent}; {factor})"


def show(facts: dict[str, Any], text: str, as_json: bool) -> None:
    """Prints the facts as one line of JSON, or the text."""
    typer.echo(json.dumps(facts, ensure_ascii=False) if as_json else text)
