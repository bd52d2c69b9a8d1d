"""Edits between two sequences: insertions, deletions, substitutions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def edit_distances(reference: Sequence[Any], heard: Sequence[Any]) -> list[int]:
    """Edits from every prefix of `reference` to all of `heard`.

    Entry i belongs to reference[:i]; the last entry is the Levenshtein distance.
    """
    column = list(range(len(reference) + 1))
    for position, sound in enumerate(heard, start=1):
        before, column = column, [position]
        for index, expected in enumerate(reference, start=1):
            substituted = before[index - 1] + (expected != sound)
            column.append(min(substituted, before[index] + 1, column[index - 1] + 1))
    return column


def edit_distance(reference: Sequence[Any], heard: Sequence[Any]) -> int:
    """The Levenshtein distance between two sequences."""
    return edit_distances(reference, heard)[-1]
