"""The script of a dialogue, read before anything runs: its turns with colour and letter, or what is wrong."""

from __future__ import annotations

from contextlib import suppress
from html import escape
from typing import Any

from soundstorm.dialogue import longest_dialogue
from soundstorm.errors import TextError
from soundstorm.text.dialogue import (
    MAX_CHARACTERS,
    MAX_SPEAKERS,
    NAMES,
    Said,
    check_length,
    named_speakers,
    read_turns,
)
from soundstorm.text.model import longest_text
from soundstorm.text.parts import turn_parts
from soundstorm.ui.limits import choose_pace
from soundstorm.ui.running import sentence_of
from soundstorm.ui.runtime import note
from soundstorm.ui.speak.describe import left_out_sentence, span, time_sentence

# A script that names its speakers has as many: decided in the browser, which alone knows what was written and
# chosen since, because an answer that comes late must take nothing back.
FOLLOW = """
(answer, text, speakers) =>
  answer && answer.text === text && answer.chosen === speakers ? answer.named : speakers
"""
CHOOSE_SPEAKERS = "Choose how many people speak."
COUNTS = range(2, MAX_SPEAKERS + 1)
HINT = "Write Hello. | Oh, hi! or A: Hello. B: Oh, hi! or [S1] Hello. [S2] Oh, hi! or one turn a line."


def read_cast(text: str, speakers: int, left_out: list[str] | None = None) -> tuple[list[Said], int]:
    """The turns of a script, and how many speak: as many as it names, or as were chosen.

    left_out: takes what is not read.

    Raises:
        TextError: when it cannot be read.
    """
    if not isinstance(speakers, int):  # a program can send anything
        raise TextError(CHOOSE_SPEAKERS)
    check_length(text)
    named = 0
    with suppress(TextError):
        named = named_speakers(text)
    count = named if named in COUNTS else speakers
    return read_turns(text, NAMES[:count], left_out), count


def describe_script(
    text: str | None, speakers: int, rate: float, pace: float | None = 1.0
) -> tuple[str, int]:
    """The turns as HTML with a sentence about their length, or what has to change; and how many speak.

    rate: seconds of work for a second of speech. pace: of speaking.
    """
    if not (text or "").strip():
        return note(HINT), speakers
    left_out: list[str] = []
    try:
        said, speakers = read_cast(text, speakers, left_out)
        pace, longest = choose_pace(pace), longest_dialogue(speakers)
        parts = turn_parts(said, longest_text(pace, longest))
    except Exception as error:
        return note(sentence_of(error, "Reading a script"), error=True), speakers
    if len(parts) > 1:
        told = f"{len(text):,} of {MAX_CHARACTERS:,} characters: {time_sentence(parts, rate, pace)}"
    else:
        seconds = max(1.0, parts[0].seconds / pace)
        told = (
            f"{len(said)} turns, about {seconds:.0f} of {longest:.0f} s of speech in one decoding, "
            f"ready in about {span(seconds * rate)}."
        )
    told += left_out_sentence(left_out)
    turns = "".join(map(_turn, said))
    return f'{note(told)}<ol class="said" tabindex="0" aria-label="Turns">{turns}</ol>', speakers


def follow_script(
    text: str | None, speakers: int, rate: float, pace: float | None = 1.0
) -> tuple[str, dict[str, Any]]:
    """`describe_script` of what was just written, and what `FOLLOW` needs to know: how many it names."""
    shown, count = describe_script(text, speakers, rate, pace)
    return shown, {"text": text, "chosen": speakers, "named": count}


def _turn(said: Said) -> str:
    letter = NAMES[said.speaker - 1]
    colour = f'style="--speaker: var(--speaker-{said.speaker})"'
    return f"<li {colour}><b>{letter}</b> <span>{escape(said.text)}</span></li>"
