"""What is to be said, read from a text once: its words, their phonemes and who says them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from soundstorm.text.normalise import check_transcript, spoken_words
from soundstorm.text.phonemes import phoneme_ids, pronounce


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
    phonemes: of all words, in order; what stands between the places of two words is punctuation, which is
        read like phonemes, but not heard.
    words: as they are spoken, "five" for 5.
    turns: all words, in order; one turn unless several people speak.
    """

    transcript: str = ""
    phonemes: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    turns: tuple[Turn, ...] = ()

    @property
    def spelling(self) -> list[list[str]]:
        """The phonemes word by word, and by themselves those that belong to none."""
        edges = {0, len(self.phonemes), *(edge for word in self.words for edge in word.place)}
        return [list(self.phonemes[first:end]) for first, end in pairwise(sorted(edges))]

    @cached_property
    def ids(self) -> list[int]:
        """Of all phonemes, as the text stage reads them."""
        return phoneme_ids([list(self.phonemes)])

    @cached_property
    def heard_ids(self) -> list[int]:
        """Of the phonemes of words alone, as a recogniser hears them."""
        return [phoneme for word in self.words for phoneme in self.ids[slice(*word.place)]]

    @property
    def speakers(self) -> list[int]:
        """Who says each of the words."""
        return [turn.speaker for turn in self.turns for _ in range(*turn.place)]


def read_script(text: str, max_characters: int = 300) -> Script:
    """The script of a transcript in which one person speaks.

    Raises:
        TextError: when it cannot be spoken.
    """
    transcript = check_transcript(text, max_characters)
    spoken = spoken_words(transcript)
    words, phonemes = [], []
    for word, own in zip(spoken, pronounce(spoken), strict=True):
        words.append(Word(word, (len(phonemes), len(phonemes) + len(own))))
        phonemes += own
    return Script(transcript, tuple(phonemes), tuple(words), (Turn(1, (0, len(words))),))
