"""The command that goes on speaking where a recording ends."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from soundstorm.cli.common import Checkpoint, Json, Out, app, check_trace, check_wav, load, show
from soundstorm.cli.speech import Seed, TraceFile, prompt_facts, speech_line, write_speech


class Acoustic(StrEnum):
    """What makes the sound of the semantic tokens."""

    SOUNDSTORM = "soundstorm"
    AUDIOLM = "audiolm"


@app.command("continue")
def continue_recording(
    out: Out,
    prompt: Annotated[
        Path | None,
        typer.Option(help="Recording to go on from; 3 s are used.", show_default="none: out of nothing"),
    ] = None,
    seconds: Annotated[float, typer.Option(help="Of new speech, 1 to 27.")] = 10.0,
    acoustic: Annotated[
        Acoustic, typer.Option(help="SoundStorm, or AudioLM's stages, token by token.")
    ] = Acoustic.SOUNDSTORM,
    seed: Seed = 0,
    trace: TraceFile = None,
    checkpoint: Checkpoint = None,
    as_json: Json = False,
) -> None:
    """Go on speaking in the voice of a recording, without a text: it babbles."""
    check_wav(out)
    check_trace(trace)
    pipeline = load(checkpoint)
    decoding = pipeline.continue_speech(prompt, seconds, seed, acoustic=str(acoustic))
    facts = write_speech(pipeline, decoding, out, seed, trace) | {"acoustic": str(acoustic)}
    facts["prompt"] = prompt_facts(decoding.prompt.prepared) if decoding.prompt else None
    show(facts, speech_line(facts), as_json)
