"""Wrong words and letters: what a recogniser heard against what should be said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from soundstorm.evaluation.instruments.packages import require
from soundstorm.text.distance import edit_distance, edit_distances


@cache
def _normaliser() -> Any:
    return require("whisper_normalizer.english").EnglishTextNormalizer()


def normalise(text: str) -> list[str]:
    """The words of a text so that ways of writing make no difference (Radford et al. 2022, appendix C).

    Whisper's English normaliser: no case, no punctuation, no hesitations; numbers in digits, abbreviations
    and contractions in full, American spelling. "Mr. O'Neil can't pay £20" and "mister oneil cannot pay
    twenty pounds" come out alike but for the name.
    """
    return _normaliser()(text).split()


@dataclass(frozen=True)
class WordErrors:
    """What a recogniser made of one clip."""

    errors: int
    words: int  # in the reference
    character_errors: int
    characters: int  # in the reference, spaces between the words included


def count_word_errors(reference: Sequence[str], heard: Sequence[str]) -> WordErrors:
    """Counts the wrong words and characters of `heard` against a reference that is not empty."""
    written, read = " ".join(reference), " ".join(heard)
    return WordErrors(
        edit_distance(reference, heard), len(reference), edit_distance(written, read), len(written)
    )


def last_words(reference: Sequence[str], heard: Sequence[str]) -> list[str]:
    """The end of a reference that its `heard` end fits best: what is left to say after a prompt.

    Of equally good ends the longest.
    """
    edits = edit_distances(reference[::-1], heard[::-1])
    best = min(edits)
    length = max(length for length, count in enumerate(edits) if count == best)
    return list(reference[len(reference) - length :])
