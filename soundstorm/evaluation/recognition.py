"""Error rates: edit distance between what should be said and what a recogniser hears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from soundstorm.evaluation.statistics import Estimate, bootstrap_ratio
from soundstorm.text.distance import edit_distance, edit_distances
from soundstorm.text.normalise import spoken_words
from soundstorm.text.phonemes import phoneme_ids, phonemize


def reference_phonemes(transcript: str) -> list[int]:
    """The phoneme ids of a transcript."""
    return phoneme_ids(phonemize(transcript))


def reference_words(transcript: str) -> list[str]:
    """The words of a transcript as a recogniser writes them: read out, in lower case, apostrophes kept."""
    return [word.lower() for word in spoken_words(transcript)]


def missing_end(reference: Sequence[int], heard: Sequence[int]) -> int:
    """How many of the last reference phonemes a best alignment can do without: the part that was cut off."""
    edits = edit_distances(reference, heard)
    total = len(reference)
    return max(missing for missing in range(total + 1) if edits[total - missing] + missing == edits[total])


def longest_repeat(sounds: Sequence[Any]) -> int:
    """Length of the longest run of sounds that is said twice, one time after the other."""
    longest = 0
    before = [0] * (len(sounds) + 1)  # lengths of the equal runs that end at the first and at every second
    for first in range(1, len(sounds) + 1):
        runs = [0] * (len(sounds) + 1)
        for second in range(first + 1, len(sounds) + 1):
            if sounds[first - 1] == sounds[second - 1]:
                runs[second] = min(before[second - 1] + 1, second - first)  # without overlap
        longest = max(longest, *runs)
        before = runs
    return longest


@dataclass(frozen=True)
class Recognition:
    """What a recogniser of phonemes heard of one clip."""

    errors: int
    phonemes: int  # in the reference
    missing_end: int
    repeated: int  # phonemes in the longest phrase that was said twice, unless the reference says so; else 0

    @property
    def error_rate(self) -> float:
        return self.errors / self.phonemes


def compare(reference: Sequence[int], heard: Sequence[int]) -> Recognition:
    """Counts the errors of `heard` against a reference that is not empty."""
    repeat = longest_repeat(heard)
    return Recognition(
        edit_distance(reference, heard),
        len(reference),
        missing_end(reference, heard),
        repeat if repeat > longest_repeat(reference) else 0,
    )


@dataclass(frozen=True)
class WordErrors:
    """What a recogniser of words made of one clip."""

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


def word_counts(rows: Sequence[dict[str, Any]]) -> tuple[list[int], list[int], list[str]]:
    """Wrong words, words and speakers of rows that hold `WordErrors` and a speaker."""
    return tuple([row[name] for row in rows] for name in ("errors", "words", "speaker"))


def word_error_rates(rows: Sequence[dict[str, Any]]) -> dict[str, Estimate]:
    """Of words and of characters, over rows that hold `WordErrors` and a speaker."""
    errors, characters = ([row[name] for row in rows] for name in ("character_errors", "characters"))
    return {
        "error_rate": bootstrap_ratio(*word_counts(rows)),
        "character_error_rate": bootstrap_ratio(errors, characters, [row["speaker"] for row in rows]),
    }
