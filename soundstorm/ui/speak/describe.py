"""Sentences about the form's contents, shown beside them before anything is generated."""

from __future__ import annotations

from collections.abc import Callable

from soundstorm.audio import PreparedPrompt
from soundstorm.errors import UserError
from soundstorm.pipeline import SoundStormPipeline, Timings
from soundstorm.text.normalise import MAX_SPEECH_SECONDS
from soundstorm.text.script import read_script
from soundstorm.ui.grid import token_grid
from soundstorm.ui.runtime import WAITING, note


def describe_prompt(models: Callable[[], SoundStormPipeline], path: str | None) -> dict:
    """What was taken of a voice prompt and its tokens, for speak/prompt.js, or why it cannot be used."""
    if not path:
        return {"grid": None, "caption": "", "error": False}
    try:
        pipeline = models()
        voice = pipeline.encode_prompt(path)
    except UserError as error:
        return {"grid": None, "caption": str(error), "error": True}
    grid = token_grid(voice.codes[0], pipeline.codec.frame_rate)
    return {"grid": grid, "caption": prompt_sentence(voice.prepared, grid), "error": False}


def waiting_prompt(path: str | None) -> dict:
    """What stands there until `describe_prompt` has its turn: nothing of the voice before."""
    return {"grid": None, "caption": WAITING if path else "", "error": False}


def prompt_sentence(prepared: PreparedPrompt, grid: dict) -> str:
    """One line: the stretch in use, the gain, the tokens it became."""
    return (
        f"Using {prepared.start:.1f} to {prepared.end:.1f} s of {prepared.recording_seconds:.1f} s, "
        f"gain {prepared.gain_db:+.1f} dB: {grid['frames']} frames × {grid['levels']} levels"
    )


def describe_transcript(transcript: str) -> str:
    """One line of HTML: phonemes and expected seconds, or what has to change."""
    if not transcript.strip():
        return note(f"Up to about {MAX_SPEECH_SECONDS:.0f} s of speech.")
    try:
        script = read_script(transcript)
    except UserError as error:
        return note(str(error), error=True)
    seconds = max(1.0, script.seconds)
    return note(
        f"{len(script.heard_ids)} phonemes, about {seconds:.0f} of {MAX_SPEECH_SECONDS:.0f} s of speech"
    )


def timings_table(timings: Timings) -> str:
    """Where the time of a run went and how it compares with the speech it made, as HTML."""
    parts = (
        ("Prompt encoding", timings.prompt),
        ("Text to semantic", timings.text),
        ("SoundStorm", timings.acoustic),
        ("Codec", timings.codec),
    )
    columns = "".join(
        f'<div style="--share:{seconds / timings.total:.4f}"><dt>{name}</dt><dd>{seconds:.2f} s</dd></div>'
        for name, seconds in parts
    )
    sentence = (
        f"{timings.audio_seconds:.1f} s of speech in {timings.total:.1f} s of computing: "
        f"real-time factor {timings.real_time_factor:.2f}"
    )
    return f'<div class="timings"><dl>{columns}</dl><p>{sentence}</p></div>'
