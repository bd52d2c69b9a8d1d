"""The symbols that models read: gruut's phonemes, punctuation marks, the turn marker, and their ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

# gruut's en-us inventory without stress marks. A phoneme's id is its place here + 1; 0 is the CTC blank.
PHONEMES: tuple[str, ...] = (
    "ɑ", "æ", "ɛ", "i", "ɪ", "ɔ", "ʊ", "ʌ", "u", "ə", "ɚ", "eɪ", "aɪ", "oʊ", "ɔɪ", "aʊ",
    "p", "b", "t", "d", "k", "ɡ", "t͡ʃ", "d͡ʒ", "f", "v", "θ", "ð", "s", "z", "ʃ", "ʒ", "h",
    "l", "m", "n", "ŋ", "ɹ", "w", "j",
)  # fmt: skip
VOWELS = frozenset(PHONEMES[:16])
MARKS = (",", ".", "?", "!")
STOPS = MARKS[1:]  # that end a sentence
TURN = "|"  # the next speaker's turn begins
# What the text stage reads: the phonemes with the recogniser's ids, then what is heard as pauses and tunes.
SYMBOLS: tuple[str, ...] = (*PHONEMES, *MARKS, TURN)
PHONEME_IDS = {phoneme: index + 1 for index, phoneme in enumerate(PHONEMES)}
SYMBOL_IDS = {symbol: index + 1 for index, symbol in enumerate(SYMBOLS)}


def phoneme_ids(words: list[list[str]]) -> list[int]:
    """Ids (from 1) of the phonemes of all words, one after the other."""
    return [PHONEME_IDS[phoneme] for word in words for phoneme in word]


def spelling(words: Sequence[Sequence[str]], marks: Sequence[str]) -> list[list[str]]:
    """What the text stage reads: every word's phonemes, and by themselves the marks that follow the word.

    Args:
        words: phonemes by word, from `phonemize`.
        marks: as many, from `spoken_items`: "" for none. A turn marker may follow a mark: ".|".

    Raises:
        ValueError: when there are more words than marks or the other way round.
    """
    pairs = zip(words, marks, strict=True)
    return [part for word, mark in pairs for part in (list(word), *([sign] for sign in mark))]


def symbol_ids(parts: Iterable[Iterable[str]]) -> list[int]:
    """Ids (from 1) of all phonemes, marks and turn markers of a `spelling`, one after the other."""
    return [SYMBOL_IDS[symbol] for part in parts for symbol in part]


def spell(ids: Iterable[int]) -> list[str]:
    """The symbols that ids stand for; blanks (0) are left out."""
    return [SYMBOLS[index - 1] for index in ids if index > 0]
