"""Commands that make speech."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from soundstorm.cli.common import Checkpoint, Json, Out, app, check_trace, check_wav, load, show
from soundstorm.errors import UserError

if TYPE_CHECKING:
    from soundstorm.acoustic.schedule import Schedule
    from soundstorm.aloud import ReadingAloud
    from soundstorm.audio import PreparedPrompt
    from soundstorm.dialogue import Prompt, Prompts
    from soundstorm.pipeline import Decoding, SoundStormPipeline, Timings

TIMED = ("prompt", "text", "acoustic", "codec", "total")

Prompt = Annotated[Path, typer.Option(help="Recording of the voice to speak with, best 3 s or more.")]
Seed = Annotated[int, typer.Option(help="Same seed, same speech.", min=0, max=2**32 - 1)]
Iterations = Annotated[
    str | None,
    typer.Option(
        help="Decoding iterations, coarse to fine, like 16,1,2; further levels have one.", show_default="2"
    ),
]
Guidance = Annotated[
    float,
    typer.Option(
        help="Follow the prompt's voice more closely, at two passes an iteration: about 1; 0 for not at all.",
        min=0.0,
        max=5.0,
    ),
]
Pace = Annotated[float, typer.Option(help="Of speaking: 0.7 is slow, 1.4 fast.", min=0.7, max=1.4)]
TraceFile = Annotated[
    Path | None, typer.Option(help="Also write a trace to this .sstrace file.", dir_okay=False)
]


@app.command()
def synthesize(
    prompt: Prompt,
    text: Annotated[str, typer.Option(help="English text, up to 3,000 characters and 5 minutes.")],
    out: Out,
    seed: Seed = 0,
    iterations: Iterations = None,
    guidance: Guidance = 0.0,
    pace: Pace = 1.0,
    trace: TraceFile = None,
    checkpoint: Checkpoint = None,
    as_json: Json = False,
) -> None:
    """Speak a text in the voice of a recording; a long one is spoken part by part."""
    schedule = parse_schedule(iterations, guidance)
    check_wav(out)
    check_trace(trace)
    from soundstorm.text.model import longest_text
    from soundstorm.text.parts import text_parts

    parts = text_parts(text, longest_text(pace))
    if len(parts) > 1:
        reading, facts = read_parts(load(checkpoint), text, prompt, out, seed, schedule, trace, pace)
        facts["prompt"] = prompt_facts(reading.given.voices[0].prepared)
    else:
        _, facts = speak("stream", text, prompt, out, seed, schedule, trace, checkpoint, pace=pace)
    facts |= {"text": text, "phonemes": [phoneme for part in parts for phoneme in part.phonemes]}
    show(facts, speech_line(facts), as_json)


@app.command()
def convert(
    source: Annotated[Path, typer.Option(help="Recording of the words.")],
    prompt: Prompt,
    out: Out,
    seed: Seed = 0,
    iterations: Iterations = None,
    guidance: Guidance = 0.0,
    trace: TraceFile = None,
    checkpoint: Checkpoint = None,
    as_json: Json = False,
) -> None:
    """Say the words of one recording in the voice of another."""
    _, facts = speak(
        "convert", source, prompt, out, seed, parse_schedule(iterations, guidance), trace, checkpoint
    )
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
    from soundstorm.audio.tags import read_tags

    pipeline = load(checkpoint)
    if levels > pipeline.levels:
        raise UserError(
            f"This codec has {pipeline.levels} levels: choose --levels from 1 to {pipeline.levels}."
        )
    recording = read_audio(audio, pipeline.sample_rate)
    codes = pipeline.codec.encode(recording[None].to(pipeline.device))
    waveform = pipeline.decode_audio(codes[:, :levels])[: len(recording)]
    write_audio(out, waveform, pipeline.sample_rate, pipeline.origin.codec_tags(read_tags(audio)))
    seconds = len(waveform) / pipeline.sample_rate
    facts = {
        "out": str(out),
        "seconds": seconds,
        "levels": levels,
        "bitrate": pipeline.codec.bitrate(levels),
    }
    show(facts, f"{out}: {seconds:.1f} s at {facts['bitrate'] / 1000:g} kbit/s", as_json)


def parse_schedule(iterations: str | None, guidance: float) -> Schedule:
    """The decoding schedule of --iterations and --guidance, the default one without."""
    from soundstorm.acoustic.schedule import Schedule

    return Schedule.parse(iterations, guidance=guidance) if iterations else Schedule(guidance=guidance)


def speak(
    way: Literal["stream", "convert"],
    words: str | Path,
    prompt: Path,
    out: Path,
    seed: int,
    schedule: Schedule,
    trace: Path | None,
    checkpoint: str | None,
    **options: float,
) -> tuple[Decoding, dict[str, Any]]:
    """Speak in one of the pipeline's ways, write the files; the decoding and the facts that --json prints.

    options: further ones of that way.
    """
    check_wav(out)
    check_trace(trace)
    from soundstorm.trace.trace import CANDIDATES

    pipeline = load(checkpoint)
    candidates = CANDIDATES if trace else 0
    decoding = getattr(pipeline, way)(words, prompt, seed, schedule, candidates, **options)
    facts = write_speech(pipeline, decoding, out, seed, trace)
    return decoding, facts | {"prompt": prompt_facts(decoding.prompt.prepared)}


def write_speech(
    pipeline: SoundStormPipeline, decoding: Decoding, out: Path, seed: int, trace: Path | None
) -> dict[str, Any]:
    """Run a decoding, write the files; the facts that --json prints of it."""
    from soundstorm.audio import write_audio
    from soundstorm.pipeline import finish
    from soundstorm.trace.size import check_size

    if trace is not None:
        check_size(decoding.trace)
    result = finish(decoding)
    write_audio(out, result.waveform, result.sample_rate, pipeline.origin.tags(seed))
    if trace is not None:
        pipeline.add_sound(result.trace).save(trace)
    return facts_of(out, trace, result.sample_rate, result.timings, seed, result.trace.precision)


def read_parts(
    pipeline: SoundStormPipeline,
    text: str,
    prompt: Prompt | Prompts,
    out: Path,
    seed: int,
    schedule: Schedule,
    trace: Path | None,
    pace: float = 1.0,
) -> tuple[ReadingAloud, dict[str, Any]]:
    """Speak a long text part by part and write it; what was read, and the facts that --json prints."""
    if trace is not None:
        raise UserError(
            "Leave out --trace or shorten the text: a trace holds one decoding, and this has parts."
        )
    import torch
    from tqdm import tqdm

    from soundstorm.audio import write_audio

    reading = pipeline.read_aloud(text, prompt, seed, schedule, pace)
    expected = reading.estimate()
    typer.echo(f"About {reading.seconds:.0f} s of speech, in about {expected:.0f} s.", err=True)
    waveforms = [*tqdm(reading, total=len(reading.parts), desc="speaking", unit="part")]
    write_audio(out, torch.cat(waveforms), pipeline.sample_rate, pipeline.origin.tags(seed))
    precision = pipeline.storm.engine.precision
    facts = facts_of(out, None, pipeline.sample_rate, reading.timings, seed, precision)
    return reading, facts | {"parts": len(reading.parts), "expected_seconds": expected}


def facts_of(
    out: Path, trace: Path | None, sample_rate: int, timings: Timings, seed: int, precision: str
) -> dict[str, Any]:
    """What was written, and what it took; in another `precision` the same seed says something else."""
    return {
        "out": str(out),
        "trace": str(trace) if trace else None,
        "seconds": timings.audio_seconds,
        "sample_rate": sample_rate,
        "timings": {part: getattr(timings, part) for part in TIMED},
        "real_time_factor": timings.real_time_factor,
        "seed": seed,
        "precision": precision,
    }


def prompt_facts(prepared: PreparedPrompt) -> dict[str, float]:
    """Which part of a recording is the prompt."""
    return {name: getattr(prepared, name) for name in ("start", "end", "recording_seconds")}


def speech_line(facts: dict[str, Any]) -> str:
    """One line about the speech that was written."""
    spent = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in facts["timings"].items())
    factor = f"real-time factor {facts['real_time_factor']:.2f}"
    return f"{facts['out']}: {facts['seconds']:.1f} s of speech ({spent}; {factor})"
