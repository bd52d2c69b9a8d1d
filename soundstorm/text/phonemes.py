"""English text to phonemes."""

from __future__ import annotations

from itertools import pairwise

from soundstorm.text.homographs import Sentence, choose
from soundstorm.text.lexicon import LEXICON
from soundstorm.text.pronounce import readings
from soundstorm.text.symbols import (
    PHONEME_IDS,
    PHONEMES,
    SYMBOL_IDS,
    SYMBOLS,
    VOWELS,
    phoneme_ids,
    spell,
    symbol_ids,
)
from soundstorm.text.words import Token, tokens

__all__ = [
    "PHONEMES",
    "PHONEME_IDS",
    "SYMBOLS",
    "SYMBOL_IDS",
    "VOWELS",
    "phoneme_ids",
    "phonemize",
    "pronounce",
    "spell",
    "symbol_ids",
]

CLITICS = ("n't", "'s", "'re", "'ve", "'ll", "'d", "'m")


def phonemize(text: str) -> list[list[str]]:
    """The phonemes of every spoken word of a text, e.g. "I'm 5" gives [["aɪ", "m"], ["f", "aɪ", "v"]]."""
    return pronounce(tokens(text))


def pronounce(spoken: list[Token]) -> list[list[str]]:
    """The phonemes of words that `tokens` has found."""
    phonemes = [word for sentence in _sentences(spoken) for word in _pronounce_sentence(sentence)]
    for index, (token, following) in enumerate(pairwise(spoken)):
        if token.word == "the" and phonemes[index + 1][0] in VOWELS:
            phonemes[index] = ["ð", "i"]
        if token.word == "used" and following.word != "to":
            phonemes[index] = ["j", "u", "z", "d"]
    return phonemes


def _sentences(spoken: list[Token]) -> list[list[Token]]:
    sentences: list[list[Token]] = [[]]
    for token in spoken:
        sentences[-1].append(token)
        if token.mark in (".", "?", "!"):
            sentences.append([])
    return sentences


def _pronounce_sentence(spoken: list[Token]) -> list[list[str]]:
    known = [readings(token.word) for token in spoken]
    if all(len(word) == 1 for word in known):
        return [list(*word.values()) for word in known]
    words = [token.word.lower() for token in spoken]
    sentence = Sentence(words, [token.written for token in spoken], _roles(spoken))
    return [list(choose(word, sentence, index)) for index, word in enumerate(known)]


def _roles(spoken: list[Token]) -> list[str]:
    """Part of speech of every word, tagged in its sentence as treebanks write it: "do", "n't", ","."""
    parts: list[str] = []
    places: list[int] = []
    for token in spoken:
        written = "I" if token.word == "i" else token.written
        clitic = next((ending for ending in CLITICS if written.endswith(ending)), "")
        places.append(len(parts))
        parts += [part for part in (written.removesuffix(clitic), clitic, token.mark) if part]
    roles = LEXICON.roles(parts)
    return [roles[place] for place in places]
