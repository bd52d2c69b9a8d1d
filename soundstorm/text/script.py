"""What is to be said, read from a text once: its words, their phonemes and who says them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from soundstorm.text.normalise import MAX_SPEECH_SECONDS, Reading, read_transcript
from soundstorm.text.symbols import PHONEME_IDS, STOPS, TURN, symbol_ids

GAP_SECONDS = 0.2  # between two turns, on average


class Word(NamedTuple):
    """A spoken word. place: its first and last + 1 among the script's phonemes."""

    text: str
    place: tuple[int, int]


class Turn(NamedTuple):
    """What one speaker says before another. place: its first and last + 1 among the script's words.

    Of a prompt, the same of its frames.
    """

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
        """The phonemes word by word, and each by itself those that belong to none."""
        within = {place for word in self.words for place in range(word.place[0] + 1, word.place[1])}
        edges = [place for place in range(len(self.phonemes) + 1) if place not in within]
        return [list(self.phonemes[first:end]) for first, end in pairwise(edges)]

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

    @property
    def turn_places(self) -> list[tuple[int, int]]:
        """First and last + 1 phoneme of every turn, all phonemes: a turn begins with its marker, if any."""
        begins = [0] if self.turns else []
        for turn in self.turns[1:]:
            first = turn.place[0]
            before = self.words[first - 1].place[1] if first else 0
            after = self.words[first].place[0] if first < len(self.words) else len(self.phonemes)
            gap = self.phonemes[before:after]
            begins.append(before + gap.index(TURN) if TURN in gap else after)
        return list(pairwise([*begins, len(self.phonemes)]))

    @property
    def sentence_places(self) -> list[tuple[int, int]]:
        """First and last + 1 phoneme of every sentence, all phonemes; each has words, and is one turn's."""
        places = []
        for begin, end in self.turn_places:
            stops = [place for place in range(begin, end) if self.phonemes[place] in STOPS]
            for stop in stops:
                rest = self.phonemes[stop + 1 : end]
                if rest and rest[0] in PHONEME_IDS and self._has_words(begin, stop):
                    places.append((begin, stop + 1))
                    begin = stop + 1
            places.append((begin, end))
        return places

    def _has_words(self, begin: int, end: int) -> bool:
        return any(phoneme in PHONEME_IDS for phoneme in self.phonemes[begin:end])

    def with_turn(self, turn: int, other: Script) -> Script:
        """The script in which the one turn of another script stands for a turn, from 0, of this one."""
        start, end = self.turn_places[turn]
        start += self.phonemes[start : start + 1] == (TURN,)
        first, last = self.turns[turn].place
        longer = len(other.phonemes) - (end - start)
        words = (
            *self.words[:first],
            *(_moved(word, start) for word in other.words),
            *(_moved(word, longer) for word in self.words[last:]),
        )
        more = len(other.words) - (last - first)
        turns = [
            Turn(who, (begin + more * (index > turn), stop + more * (index >= turn)))
            for index, (who, (begin, stop)) in enumerate(self.turns)
        ]
        texts = [text.strip() for text in self.transcript.split(TURN)]
        if len(texts) != len(turns):  # written by others
            texts = [" ".join(word.text for word in self.words[slice(*one.place)]) for one in self.turns]
        texts[turn] = other.transcript
        phonemes = (*self.phonemes[:start], *other.phonemes, *self.phonemes[end:])
        return Script(f" {TURN} ".join(texts), phonemes, words, tuple(turns))


def _moved(word: Word, by: int) -> Word:
    return Word(word.text, (word.place[0] + by, word.place[1] + by))


def read_script(text: str, max_seconds: float = MAX_SPEECH_SECONDS) -> Script:
    """The script of a transcript in which one person speaks.

    Where it does not end with a mark of its own, a full stop is read: speech ends as sentences do.

    Raises:
        TextError: when it cannot be spoken.
    """
    return join_turns([(1, read_transcript(text, max_seconds))])


def join_turns(readings: Sequence[tuple[int, Reading]]) -> Script:
    """The script of what speakers (from 1) say in turn; each turn ends with a mark, as a text does."""
    words: list[Word] = []
    phonemes: list[str] = []
    turns: list[Turn] = []
    for speaker, reading in readings:
        phonemes += [TURN] * bool(turns)
        first = len(words)
        for token, own in zip(reading.words, reading.phonemes, strict=True):
            words.append(Word(token.word, (len(phonemes), len(phonemes) + len(own))))
            phonemes += [*own, *token.mark]
        if not reading.words[-1].mark:
            phonemes.append(".")
        turns.append(Turn(speaker, (first, len(words))))
    transcript = f" {TURN} ".join(reading.transcript for _, reading in readings)
    seconds = sum(reading.seconds for _, reading in readings) + GAP_SECONDS * (len(turns) - 1)
    return Script(transcript, tuple(phonemes), tuple(words), tuple(turns), seconds)
