"""Sentences about the form's contents, shown beside them before anything is generated."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from soundstorm.audio import PreparedPrompt
from soundstorm.audio.prompt import MAX_PROMPT_SECONDS
from soundstorm.errors import AudioError
from soundstorm.pipeline import SoundStormPipeline, Timings
from soundstorm.text.dialogue import MAX_CHARACTERS, MAX_PAGE_SECONDS
from soundstorm.text.model import longest_text
from soundstorm.text.normalise import MAX_SPEECH_SECONDS
from soundstorm.text.parts import text_parts
from soundstorm.text.pasted import unpasted
from soundstorm.text.script import Script
from soundstorm.text.symbols import PHONEMES
from soundstorm.ui.examples import example_voices
from soundstorm.ui.grid import token_grid
from soundstorm.ui.limits import choose_pace
from soundstorm.ui.running import sentence_of
from soundstorm.ui.runtime import WAITING, note

MOST_LEFT_OUT = 3  # pieces that are named of what is not read
LONGEST_LEFT_OUT = 40  # characters of each
NO_VOICE = "Choose, upload or record a voice first."


def describe_prompt(
    models: Callable[[], SoundStormPipeline],
    chosen: str | None,
    recording: str | None,
    most: float = MAX_PROMPT_SECONDS,
) -> dict:
    """What was taken of a voice prompt and its tokens, for speak/prompt.js, or why it cannot be used."""
    if not (chosen or recording):
        return {"grid": None, "caption": "", "error": False}
    try:
        pipeline = models()
        voice = pipeline.encode_prompt(prompt_path(chosen, recording), most)
    except Exception as error:
        return {"grid": None, "caption": sentence_of(error, "Listening to a voice"), "error": True}
    grid = token_grid(voice.codes[0], pipeline.codec.frame_rate)
    heard = " ".join(PHONEMES[index - 1] for index in pipeline.semantic.recognise_tokens(voice.semantic)[0])
    caption = prompt_sentence(voice.prepared, grid)
    return {"grid": grid, "caption": caption, "heard": heard, "error": False}


def describe_recordings(
    models: Callable[[], SoundStormPipeline], whose: Sequence[str], most: float, *recordings: str | None
) -> str:
    """Lines of HTML: what was taken of recordings, so many seconds at most, and heard in them.

    whose: how their lines begin.
    """
    lines = []
    for begin, recording in zip(whose, recordings, strict=True):
        told = describe_prompt(models, None, recording, most)
        lines.append(note(told["caption"] and f"{begin}{told['caption']}", told["error"]))
        if told["grid"]:
            lines.append(note(f"Heard by the tokenizer: /{told['heard']}/"))
    return "".join(lines)


def waiting_recordings(*recordings: str | None) -> str:
    """What stands there until `describe_recordings` has its turn."""
    return note(WAITING) if any(recordings) else ""


def prompt_path(chosen: str | None, recording: str | None) -> str:
    """The file of a voice: a bundled one by its name, or a visitor's recording.

    Raises:
        AudioError: when there is neither.
    """
    bundled = {voice.name: voice.path for voice in example_voices()}
    if chosen in bundled:
        return str(bundled[chosen])
    if not recording:
        raise AudioError(NO_VOICE)
    return recording


def voice_label(chosen: str | None) -> str:
    """What lists of runs call a voice."""
    return next((voice.label for voice in example_voices() if voice.name == chosen), "a voice of yours")


def waiting_prompt(path: str | None) -> dict:
    """What stands there until `describe_prompt` has its turn: nothing of the voice before."""
    return {"grid": None, "caption": WAITING if path else "", "error": False}


def prompt_sentence(prepared: PreparedPrompt, grid: dict) -> str:
    """One line: the stretch in use, the gain, the tokens it became."""
    return (
        f"Using {prepared.start:.1f} to {prepared.end:.1f} s of {prepared.recording_seconds:.1f} s, "
        f"gain {prepared.gain_db:+.1f} dB: {grid['frames']} frames × {grid['levels']} levels"
    )


def describe_transcript(transcript: str | None, rate: float, pace: float | None = 1.0) -> str:
    """One line of HTML: phonemes and expected seconds, or what has to change.

    rate: seconds of work for a second of speech. pace: of speaking.
    """
    if not (transcript or "").strip():
        return note(
            f"Up to {MAX_CHARACTERS:,} characters and {MAX_PAGE_SECONDS / 60:.0f} minutes of speech, in "
            f"parts if longer than {MAX_SPEECH_SECONDS:.0f} s."
        )
    try:
        pace = choose_pace(pace)
        script, *more = text_parts(transcript, longest_text(pace))
    except Exception as error:
        return note(sentence_of(error, "Reading a text"), error=True)
    left_out: list[str] = []
    unpasted(transcript.replace("\r\n", "\n"), left_out)
    if more:
        length = time_sentence([script, *more], rate, pace)
        told = f"{len(transcript):,} of {MAX_CHARACTERS:,} characters: {length}"
        return note(told + left_out_sentence(left_out))
    seconds = max(1.0, script.seconds / pace)
    return note(
        f"{len(script.heard_ids)} phonemes, about {seconds:.0f} of {MAX_SPEECH_SECONDS:.0f} s of speech, "
        f"ready in about {span(seconds * rate)}." + left_out_sentence(left_out)
    )


def left_out_sentence(pieces: Sequence[str]) -> str:
    """What of a text is not read, behind another sentence; nothing where all of it is."""
    if not pieces:
        return ""
    different = list(dict.fromkeys(pieces))
    named = [
        piece if len(piece) <= LONGEST_LEFT_OUT else f"{piece[: LONGEST_LEFT_OUT - 1]}…"
        for piece in different[:MOST_LEFT_OUT]
    ]
    more = len(different) - len(named)
    return f" Left out: {', '.join(named)}{f' and {more} more' if more else ''}."


def time_sentence(parts: Sequence[Script], rate: float, pace: float = 1.0) -> str:
    """How long a text of several parts is, and how long speaking it will take.

    rate: seconds of work for a second of speech. pace: of speaking.
    """
    seconds, first = sum(part.seconds for part in parts) / pace, parts[0].seconds / pace
    return (
        f"about {span(seconds)} of speech in {len(parts)} parts, ready in about {span(seconds * rate)}; "
        f"the first part is heard after about {span(first * rate)}."
    )


def span(seconds: float) -> str:
    """A length of time in words."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.1f} min"


def timing_facts(timings: Timings) -> list[str]:
    """Where the time of a run went and how it compares with the speech it made."""
    parts = (
        ("prompt", timings.prompt),
        ("text", timings.text),
        ("SoundStorm", timings.acoustic),
        ("codec", timings.codec),
    )
    return [
        *(f"{name} {seconds:.2f} s" for name, seconds in parts),
        f"{timings.audio_seconds:.1f} s of speech in {timings.total:.1f} s: "
        f"real-time factor {timings.real_time_factor:.2f}",
    ]
