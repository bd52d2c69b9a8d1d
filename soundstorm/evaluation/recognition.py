"""Phoneme error rates: edit distance between what should be said and what a recogniser hears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from soundstorm.text.phonemes import phoneme_ids, phonemize


def reference_phonemes(transcript: str) -> list[int]:
    """The phoneme ids of a transcript."""
    return phoneme_ids(phonemize(transcript))


def edit_distances(reference: Sequence[int], heard: Sequence[int]) -> list[int]:
    """Edits (insertions, deletions, substitutions) from every prefix of `reference` to all of `heard`.

    Entry i belongs to reference[:i]; the last entry is the Levenshtein distance.
    """
    column = list(range(len(reference) + 1))
    for position, phoneme in enumerate(heard, start=1):
        before, column = column, [position]
        for index, expected in enumerate(reference, start=1):
            substituted = before[index - 1] + (expected != phoneme)
            column.append(min(substituted, before[index] + 1, column[index - 1] + 1))
    return column


def edit_distance(reference: Sequence[int], heard: Sequence[int]) -> int:
    """The Levenshtein distance between two sequences."""
    return edit_distances(reference, heard)[-1]


def missing_end(reference: Sequence[int], heard: Sequence[int]) -> int:
    """How many of the last reference phonemes a best alignment can do without: the part that was cut off."""
    edits = edit_distances(reference, heard)
    total = len(reference)
    return max(missing for missing in range(total + 1) if edits[total - missing] + missing == edits[total])


@dataclass(frozen=True)
class Recognition:
    """What a recogniser heard of one clip."""

    errors: int
    phonemes: int  # in the reference
    missing_end: int

    @property
    def error_rate(self) -> float:
        return self.errors / self.phonemes


def compare(reference: Sequence[int], heard: Sequence[int]) -> Recognition:
    """Counts the errors of `heard` against a reference that is not empty."""
    return Recognition(edit_distance(reference, heard), len(reference), missing_end(reference, heard))
