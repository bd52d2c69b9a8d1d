"""What the tokenizer's own recogniser of phonemes hears, and what went wrong in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from torch import Tensor

from soundstorm.text.distance import edit_distance, edit_distances
from soundstorm.text.phonemes import phoneme_ids, phonemize

if TYPE_CHECKING:
    from soundstorm.semantic.protocol import Tokenizer


def reference_phonemes(transcript: str) -> list[int]:
    """The phoneme ids of a transcript."""
    return phoneme_ids(phonemize(transcript))


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


def recognise(tokenizer: Tokenizer, semantic: Tensor, transcript: str) -> Recognition:
    """What the tokenizer's own recogniser makes of tokens [1, S], against the transcript of what was said."""
    (heard,) = tokenizer.recognise_tokens(semantic)
    return compare(reference_phonemes(transcript), heard)
