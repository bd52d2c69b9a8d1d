"""Texts that are longer than fits are spoken part by part: where they may be parted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from soundstorm.errors import TextError
from soundstorm.text.dialogue import Said, check_length, check_page, script_of
from soundstorm.text.normalise import MAX_SPEECH_SECONDS, speech_seconds
from soundstorm.text.script import Script
from soundstorm.text.words import tokens

PART_SECONDS = 15.0  # of speech in a part of a longer text
SHOWN_WORDS = 6  # of a sentence that is too long

_SENTENCE = re.compile(r"(?:[.!?…][\"”’')\]]*\s+|\n\s*\n\s*)(?=\S)")
_CLAUSE = re.compile(r"(?:[,;:][\"”’')\]]*\s+|\s+[–—-]\s+|—)(?=\S)")


def text_parts(text: str, fits: float = MAX_SPEECH_SECONDS) -> list[Script]:
    """The scripts of a text of one speaker, a page at most: one alone where it takes up to `fits` seconds.

    Raises:
        TextError: when it cannot be spoken, is longer than a page, or a sentence is longer than fits.
    """
    check_length(text)
    return turn_parts([Said(1, text)], fits)


def turn_parts(said: Sequence[Said], fits: float = MAX_SPEECH_SECONDS) -> list[Script]:
    """The scripts of turns: one where all take up to `fits` seconds, else parts of about `PART_SECONDS`.

    Parts end with a turn, or with a sentence where a turn is longer than a part.

    Raises:
        TextError: when something cannot be spoken, all of it is longer than a page, or a sentence than fits.
    """
    whole = script_of(said)
    check_page(whole)
    if whole.seconds <= fits:
        return [whole]
    parts: list[list[Said]] = []
    filled = 0.0
    for speaker, text in said:
        for piece in _pieces(text, min(fits, MAX_SPEECH_SECONDS)):
            seconds = script_of([Said(speaker, piece)]).seconds
            if not parts or filled + seconds > PART_SECONDS:
                parts.append([])
                filled = 0.0
            filled += seconds
            if parts[-1] and parts[-1][-1].speaker == speaker:
                piece = parts[-1].pop().text + piece
            parts[-1].append(Said(speaker, piece))
    return [script_of(part) for part in parts]


def _pieces(text: str, fits: float) -> Iterator[str]:
    """A turn, or its sentences where it is longer than a part; of too long a sentence its clauses."""
    if speech_seconds(text) <= PART_SECONDS:
        yield text
        return
    for sentence in split(text, _SENTENCE):
        if speech_seconds(sentence) <= fits:
            yield sentence
            continue
        for clause in split(sentence, _CLAUSE):
            if (seconds := speech_seconds(clause)) > fits:
                raise TextError(
                    f"Break up the sentence “{' '.join(clause.split()[:SHOWN_WORDS])} ...”: it takes about "
                    f"{seconds:.0f} seconds, and at most {fits:.0f} are spoken in one piece."
                )
            yield clause


def split(text: str, ends: re.Pattern[str]) -> list[str]:
    """The text cut behind what `ends` finds, wherever both sides are read alone as they are read together.

    So "Dr. Smith" is not cut, nor is a quotation. The pieces together are the text.
    """
    cuts = [0, *(match.end() for match in ends.finditer(text)), len(text)]
    pieces = [text[start:end] for start, end in pairwise(cuts)]
    found = pieces[:1]
    for piece in pieces[1:]:
        if _separable(found[-1], piece):
            found.append(piece)
        else:
            found[-1] += piece
    return found


def _separable(first: str, second: str) -> bool:
    """Whether two neighbours are read as one text, but for a full stop at the end of the first."""
    before, after, together = tokens(first), tokens(second), tokens(first + second)
    if not before or not after or len(together) != len(before) + len(after):
        return False
    mark = together[len(before) - 1].mark
    ended = before[-1]._replace(mark=before[-1].mark or mark)
    return bool(mark) and [*before[:-1], ended, *after] == together
