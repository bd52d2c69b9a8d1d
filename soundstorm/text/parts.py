"""Texts that are longer than fits are spoken part by part: where they may be parted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from soundstorm.errors import TextError
from soundstorm.text.dialogue import Said, check_length, check_page, script_of
from soundstorm.text.letters import OWN_LINE, set_apart
from soundstorm.text.memory import remembered, remembering
from soundstorm.text.normalise import MAX_SPEECH_SECONDS, speech_seconds
from soundstorm.text.script import Script
from soundstorm.text.words import Token, tokens

PART_SECONDS = 15.0  # of speech in a part of a longer text
SHOWN_WORDS = 6  # of a sentence that is too long
COMPARED = 120  # characters before a cut: what is further away is read the same with what follows and without

_SENTENCE = re.compile(rf"(?:[.!?…][\"”’')\]]*\s+|\n\s*\n\s*|\n(?={OWN_LINE})\s*)(?=\S)")
_CLAUSE = re.compile(rf"{_SENTENCE.pattern}|(?:[,;:][\"”’')\]]*\s+|\s+[–—-]\s+|—)(?=\S)")
_PARAGRAPH = re.compile(r"\n\s*\n")


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
    with remembering():
        whole = script_of(said)
        check_page(whole)
        if whole.seconds <= fits:
            return [whole]
        parts: list[list[Said]] = []
        for speaker, text in said:
            for piece in _pieces(set_apart(text), min(fits, MAX_SPEECH_SECONDS)):
                longer = _going_on(parts[-1], speaker, piece) if parts else []
                if longer and script_of(longer).seconds <= PART_SECONDS:
                    parts[-1] = longer
                else:
                    parts.append([Said(speaker, piece)])
        return [script_of(part) for part in parts]


def _going_on(part: Sequence[Said], speaker: int, piece: str) -> list[Said]:
    """What is said in a part and then by a speaker, whose turn may be the last one."""
    *before, last = part
    if last.speaker == speaker:
        return [*before, Said(speaker, last.text + piece)]
    return [*part, Said(speaker, piece)]


def _pieces(text: str, fits: float) -> Iterator[str]:
    """A turn, or its sentences where it is longer than a part; of too long a sentence its clauses."""
    if speech_seconds(text) <= PART_SECONDS:
        yield text
        return
    for sentence in split(text, _SENTENCE):
        if speech_seconds(sentence) <= fits:
            yield sentence
            continue
        for clause in split(sentence, _CLAUSE, quotations=True):
            if (seconds := speech_seconds(clause)) > fits:
                raise TextError(
                    f"Break up the sentence “{' '.join(clause.split()[:SHOWN_WORDS])} ...”: it takes about "
                    f"{seconds:.0f} seconds, and at most {fits:.0f} are spoken in one piece."
                )
            yield clause


def split(text: str, ends: re.Pattern[str], quotations: bool = False) -> list[str]:
    """The text cut behind what `ends` finds, wherever both sides are read alone as they are read together.

    So "Dr. Smith" is not cut. The pieces together are the text.

    Args:
        quotations: whether they may be cut, too.
    """
    found = [match.end() for match in ends.finditer(text)]
    cuts = [0, *(at for at in found if quotations or not _quoted(text, at)), len(text)]
    pieces = [text[start:end] for start, end in pairwise(cuts)]
    found = pieces[:1]
    for piece in pieces[1:]:
        if _separable(_last_words(found[-1]), piece):
            found.append(piece)
        else:
            found[-1] += piece
    return found


def _last_words(text: str) -> str:
    """The end of a text, with the spaces behind it: it may have more of them than what is compared."""
    said = text.rstrip()
    if len(said) <= COMPARED:
        return text
    return said[-COMPARED:].split(maxsplit=1)[-1] + text[len(said) :]


def _quoted(text: str, at: int) -> bool:
    """Whether a cut would part a quotation that its paragraph closes, or what is quoted from "she said"."""
    before, after = _PARAGRAPH.split(text[:at])[-1], _PARAGRAPH.split(text[at:])[0]
    if before.rstrip().endswith(("”", '"')) and after[:1].islower():
        return True
    if before.count("“") > before.count("”"):
        return "”" in after
    return before.count('"') % 2 == 1 and '"' in after


@remembered
def _read(text: str) -> tuple[Token, ...]:
    """What is read: what stood behind one cut stands before the next, and ends of texts are alike."""
    return tuple(tokens(text))


def _separable(first: str, second: str) -> bool:
    """Whether two neighbours are read as one text, but for a full stop at the end of the first."""
    before, after, together = _read(first), _read(second), _read(first + second)
    if not before or not after or len(together) != len(before) + len(after):
        return False
    mark = together[len(before) - 1].mark
    ended = before[-1]._replace(mark=before[-1].mark or mark)
    return bool(mark) and (*before[:-1], ended, *after) == together
