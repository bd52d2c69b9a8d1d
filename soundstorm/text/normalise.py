"""Whether a transcript can be spoken, and how long that takes."""

from __future__ import annotations

import re
from typing import NamedTuple

from soundstorm.errors import TextError
from soundstorm.text.letters import markup, set_apart, unreadable
from soundstorm.text.phonemes import pronounce
from soundstorm.text.words import Token, spoken_items, spoken_words, tokens

__all__ = [
    "MAX_SPEECH_SECONDS",
    "Reading",
    "check_transcript",
    "read_transcript",
    "speech_seconds",
    "spoken_items",
    "spoken_words",
]

MAX_SPEECH_SECONDS = 20.0  # prompt and speech are 30 s together, and a prompt has up to 10 s
# Fitted to native readers: the median recording is within 5 % of it, one in twenty takes 1.5 times as long.
SECONDS_PER_PHONEME = 0.07
SECONDS_PER_WORD = 0.09  # beside its phonemes
SECONDS_PER_LETTER = 0.2  # beside those of a word: what is spelled is spoken slowly
SECONDS_OF_PAUSE = {"": 0.0, ",": 0.2, ".": 0.4, "!": 0.4, "?": 0.4}
FASTEST_CHARACTERS = 60  # a second, numbers and addresses excluded: longer texts are refused unread

PARAGRAPH = "\u2029"
# Signs that turn the direction of writing, also of what stands behind the text wherever it is shown.
_DIRECTIONS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# Without spaces around them: those would take their square.
_PARAGRAPHS = re.compile(r"\n[^\S\n]*\n|\u2029")
_HEADING = re.compile(r"^([ \t]*#{1,6}[ \t].*)\n", re.MULTILINE)


def speech_seconds(text: str) -> float:
    """How many seconds a reader needs for a text, estimated from its phonemes, words, letters and marks."""
    spoken = tokens(text)
    return _seconds(spoken, pronounce(spoken))


def _seconds(spoken: list[Token], pronounced: list[list[str]]) -> float:
    phonemes = sum(map(len, pronounced))
    letters = sum(bool(re.fullmatch("[A-Z]('s)?", token.word)) for token in spoken)
    pauses = sum(SECONDS_OF_PAUSE[token.mark] for token in spoken[:-1])
    return (
        SECONDS_PER_PHONEME * phonemes
        + SECONDS_PER_WORD * len(spoken)
        + SECONDS_PER_LETTER * letters
        + pauses
    )


class Reading(NamedTuple):
    """A transcript that can be spoken: itself, its words, their phonemes, and how many seconds it takes."""

    transcript: str
    words: list[Token]
    phonemes: list[list[str]]
    seconds: float


def check_transcript(text: str, max_seconds: float = MAX_SPEECH_SECONDS) -> str:
    """The transcript as `read_transcript` has it."""
    return read_transcript(text, max_seconds).transcript


def read_transcript(text: str, max_seconds: float = MAX_SPEECH_SECONDS) -> Reading:
    """The transcript without surplus spaces, and what is said; TextError when it cannot be spoken.

    Its paragraphs, headings, items of lists and quoted lines are kept apart by U+2029 (a newline would be a
    control character in a trace).
    It is refused when it is empty, has tags or characters that this voice cannot read, has no word, or takes
    longer than `max_seconds` (`speech_seconds`).
    """
    text = _HEADING.sub(rf"\1{PARAGRAPH}", set_apart(text.translate(_DIRECTIONS)))
    parts = (" ".join(part.split()) for part in _PARAGRAPHS.split(text))
    text = PARAGRAPH.join(filter(None, parts))
    if not text:
        raise TextError("Write the text to be spoken: it is empty.")
    if len(text) > FASTEST_CHARACTERS * max_seconds:
        raise TextError(
            f"Shorten the text to about {max_seconds:.0f} seconds of speech: it has {len(text)} characters."
        )
    if tags := markup(text):
        raise TextError(f"Remove the mark-up {_named(tags)}: this voice reads plain text.")
    if signs := unreadable(text):
        raise TextError(
            f"Remove the characters {_named(signs)}: this voice reads English letters, digits and "
            "punctuation."
        )
    spoken = tokens(text)
    if not spoken:
        raise TextError("Write at least one word: there is nothing to speak in this text.")
    pronounced = pronounce(spoken)
    seconds = _seconds(spoken, pronounced)
    if seconds > max_seconds:
        raise TextError(
            f"Shorten the text to about {max_seconds:.0f} seconds of speech: it takes about {seconds:.0f}."
        )
    return Reading(text, spoken, pronounced, seconds)


def _named(signs: list[str]) -> str:
    signs = list(dict.fromkeys(signs))
    return " ".join(signs[:8]) + (" and others" if len(signs) > 8 else "")
