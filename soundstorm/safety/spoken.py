"""A sentence that nobody can have recorded before, and whether a recording says it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor

from soundstorm.semantic.protocol import Tokenizer
from soundstorm.text.distance import edit_distances
from soundstorm.text.phonemes import phoneme_ids, phonemize

AGREEMENT = "I agree that my voice is copied here"
DRAWN = 4  # words behind it: one of five million sequences
# Every two of them differ in three phonemes or more, and together they have all phonemes of English.
WORDS = (
    "amber", "basket", "button", "candle", "carpet", "coffee", "copper", "dragon", "engine", "feather",
    "fifteen", "finger", "forest", "garden", "honey", "island", "jacket", "jungle", "kitchen", "monkey",
    "moonlight", "mountain", "needle", "ocean", "orange", "oyster", "pencil", "planet", "purple", "river",
    "rocket", "seven", "shadow", "shoulder", "spider", "station", "sugar", "thirteen", "thousand", "thunder",
    "treasure", "tunnel", "velvet", "voyage", "whistle", "window", "yellow", "yogurt", "zebra",
)  # fmt: skip
MOST_MISHEARD = 0.5  # between what readers and others reach: see docs/privacy.md


@dataclass(frozen=True)
class Sentence:
    """What a speaker is asked to read.

    words: drawn by lot, behind AGREEMENT.
    """

    words: tuple[str, ...]

    @classmethod
    def drawn(cls) -> Sentence:
        """Another one every time."""
        return cls(tuple(secrets.SystemRandom().sample(WORDS, DRAWN)))

    def __str__(self) -> str:
        return f"{AGREEMENT}: {' '.join(self.words)}."

    def is_said(self, tokenizer: Tokenizer, semantic: Tensor) -> bool:
        """Whether the tokenizer's recogniser of phonemes hears it, and hardly more, in tokens [1, S]."""
        [heard] = tokenizer.recognise_tokens(semantic)
        parts = (AGREEMENT, " ".join(self.words))
        return misheard(*(phoneme_ids(phonemize(part)) for part in parts), heard) < MOST_MISHEARD


def misheard(first: Sequence[int], second: Sequence[int], heard: Sequence[int]) -> float:
    """The phoneme error rate of the worse of two parts, where what was heard is best cut between them.

    Of both together it would stay low when only the first was said, as in an old recording.
    """
    before = edit_distances(heard, first)
    after = edit_distances(heard[::-1], second[::-1])[::-1]
    errors = min(zip(before, after, strict=True), key=sum)
    return max(errors[0] / len(first), errors[1] / len(second))
