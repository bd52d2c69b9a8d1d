"""What any semantic tokenizer offers: pipeline and measurements know a tokenizer by this alone."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from torch import Tensor


@runtime_checkable
class Tokenizer(Protocol):
    """Waveforms -> tokens of what is said, and phonemes read off the tokens.

    Semantic tokens are int64 [B, S], 0..codebook_size - 1; phoneme ids are those of `soundstorm.text`.
    """

    @property
    def sample_rate(self) -> int:
        """Hz."""
        ...

    @property
    def samples_per_token(self) -> int:
        """Samples that a token covers."""
        ...

    @property
    def codebook_size(self) -> int:
        """Different tokens."""
        ...

    def encode(self, waveform: Tensor) -> Tensor:
        """Waveform float [B, N] at `sample_rate` -> tokens [B, S], S = ceil(N / samples_per_token)."""
        ...

    def recognise_tokens(self, semantic: Tensor) -> list[list[int]]:
        """Phoneme ids heard in every row of tokens [B, S]."""
        ...

    def hears(self, semantic: Tensor) -> Tensor:
        """At which of tokens [S] a phoneme is heard: bool [S]."""
        ...

    def end_of_speech(self, semantic: Tensor) -> int:
        """How many of tokens [S] it takes until nothing more is said."""
        ...

    def misreading(self, semantic: Tensor, phoneme_ids: list[int]) -> float:
        """How badly tokens [S] can be read as these phonemes: nats a phoneme, infinite when too few."""
        ...

    def align(self, semantic: Tensor, phoneme_ids: list[int]) -> Tensor:
        """Which phoneme is spoken at every token of [S]: int64 [S], non-decreasing indices into the ids.

        Raises:
            AudioError: when there are more phonemes than the tokens can hold.
        """
        ...
