"""What is to be said, read from a text once: its words, their phonemes and who says them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from soundstorm.text.normalise import MAX_SPEECH_SECONDS, read_transcript
from soundstorm.text.symbols import symbol_ids


class Word(NamedTuple):
    """A spoken word. place: its first and last + 1 among the script's phonemes."""

    text: str
    place: tuple[int, int]


class Turn(NamedTuple):
    """What one speaker says before another. place: its first and last + 1 among the script's words."""

    speaker: int  # from 1
    place: tuple[int, int]


@dataclass(frozen=True)
class Script:
    """What text stage, trace and player share; empty where nobody knows what is said, as in a conversion.

    transcript: as it was written.
    phonemes: of all words, in order; what stands behind the place of a word is punctuation, which is read
        like phonemes, but not heard.
    words: as they are spoken, "five" for 5.
    turns: all words, in order; one turn unless several people speak.
    seconds: how long saying it takes, about; 0 where nobody asked.
    """

    transcript: str = ""
    phonemes: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    turns: tuple[Turn, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    @property
    def spelling(self) -> list[list[str]]:
        """The phonemes word by word, and by themselves those that belong to none."""
        edges = {0, len(self.phonemes), *(edge for word in self.words for edge in word.place)}
        return [list(self.phonemes[first:end]) for first, end in pairwise(sorted(edges))]

    @cached_property
    def ids(self) -> list[int]:
        """Of all phonemes, as the text stage reads them."""
        return symbol_ids([self.phonemes])

    @cached_property
    def heard_ids(self) -> list[int]:
        """Of the phonemes of words alone, as a recogniser hears them."""
        return [phoneme for word in self.words for phoneme in self.ids[slice(*word.place)]]

    @property
    def speakers(self) -> list[int]:
        """Who says each of the words."""
        return [turn.speaker for turn in self.turns for _ in range(*turn.place)]


def read_script(text: str, max_seconds: float = MAX_SPEECH_SECONDS) -> Script:
    """The script of a transcript in which one person speaks.

    Where it does not end with a mark of its own, a full stop is read: speech ends as sentences do.

    Raises:
        TextError: when it cannot be spoken.
    """
    reading = read_transcript(text, max_seconds)
    words, phonemes = [], []
    for token, own in zip(reading.words, reading.phonemes, strict=True):
        words.append(Word(token.word, (len(phonemes), len(phonemes) + len(own))))
        phonemes += [*own, *token.mark]
    if not reading.words[-1].mark:
        phonemes.append(".")
    turns = (Turn(1, (0, len(words))),)
    return Script(reading.transcript, tuple(phonemes), tuple(words), turns, reading.seconds)
