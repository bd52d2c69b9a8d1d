"""The command that speaks a dialogue."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from soundstorm.cli.common import Checkpoint, Json, Out, app, check_trace, check_wav, load, show
from soundstorm.cli.speech import (
    Guidance,
    Iterations,
    Pace,
    Seed,
    TraceFile,
    parse_schedule,
    prompt_facts,
    read_parts,
    speech_line,
    write_speech,
)
from soundstorm.errors import TextError, UserError


@app.command()
def dialogue(
    script: Annotated[
        Path, typer.Option(help="Text file like: Hello. | Oh, hi! Or: A: Hello. B: Oh, hi!", dir_okay=False)
    ],
    prompt: Annotated[
        list[str],
        typer.Option(
            help="Recording of a speaker's voice; repeat it. Or one FILE in which two, A and B, take turns.",
            metavar="NAME=FILE",
        ),
    ],
    out: Out,
    seed: Seed = 0,
    iterations: Iterations = None,
    guidance: Guidance = 0.0,
    pace: Pace = 1.0,
    trace: TraceFile = None,
    checkpoint: Checkpoint = None,
    as_json: Json = False,
) -> None:
    """Speak a dialogue of two to four voices."""
    check_wav(out)
    check_trace(trace)
    together = len(prompt) == 1 and "=" not in prompt[0]
    prompts = dict.fromkeys("AB", Path(prompt[0])) if together else parse_prompts(prompt)
    text = read_script_file(script)
    schedule = parse_schedule(iterations, guidance)
    from soundstorm.dialogue import longest_dialogue, split_recording
    from soundstorm.text.dialogue import read_turns
    from soundstorm.text.model import longest_text
    from soundstorm.text.parts import turn_parts
    from soundstorm.trace.trace import CANDIDATES
    from soundstorm.trace.turns import turn_frames

    fits = longest_text(pace, longest_dialogue(len(prompts)))
    turns = read_turns(text, [*prompts])
    pipeline = load(checkpoint)
    if together:
        prompts = split_recording(pipeline, prompt[0])
    if len(turn_parts(turns, fits)) > 1:
        reading, facts = read_parts(pipeline, text, prompts, out, seed, schedule, trace, pace)
        voices, placed = reading.given.voices, []
    else:
        decoding = pipeline.dialogue(text, prompts, seed, schedule, CANDIDATES if trace else 0, pace)
        facts = write_speech(pipeline, decoding, out, seed, trace)
        recorded = decoding.trace
        rate = recorded.sample_rate / recorded.hop
        placed = [
            [frame / rate for frame in turn_frames(recorded, turn)]
            for turn in range(len(recorded.script.turns))
        ]
        voices = decoding.voices
    names = [*prompts]
    facts["prompts"] = {name: prompt_facts(voice.prepared) for name, voice in zip(names, voices, strict=True)}
    facts["turns"] = [
        {"speaker": names[turn.speaker - 1], "text": turn.text}
        | (dict(zip(("start", "end"), placed[number], strict=True)) if placed else {})
        for number, turn in enumerate(turns)
    ]
    show(facts, speech_line(facts), as_json)


def parse_prompts(prompts: list[str]) -> dict[str, Path]:
    """The files of NAME=FILE by name."""
    named: dict[str, Path] = {}
    for prompt in prompts:
        name, equals, file = prompt.partition("=")
        if not (equals and name.strip() and file):
            raise UserError(f"Write --prompt NAME=FILE, like --prompt A=anna.wav, not {prompt!r}.")
        if name.strip() in named:
            raise UserError(f"Give every speaker one --prompt: {name.strip()} has several.")
        named[name.strip()] = Path(file)
    return named


def read_script_file(file: Path) -> str:
    """The text in a file, which may begin with a byte-order mark."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise TextError(f"{file} is no text in UTF-8: save it as plain text.") from error
