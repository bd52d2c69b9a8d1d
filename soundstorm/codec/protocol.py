"""What any neural codec offers: pipeline, traces, app and measurements know a codec by this alone."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Protocol, runtime_checkable

from torch import Tensor


@runtime_checkable
class Codec(Protocol):
    """Waveforms <-> residual vector quantized tokens: any first levels can be heard, more of them better.

    Codes are int64 [B, Q, T], level 1 (the coarsest) at index 0; waveforms float32 [B, N] in [-1, 1].
    """

    @property
    def sample_rate(self) -> int:
        """Hz."""
        ...

    @property
    def hop(self) -> int:
        """Samples a frame."""
        ...

    @property
    def levels(self) -> int:
        """Q, codebooks in series."""
        ...

    @property
    def codebook_size(self) -> int:
        """Entries a level."""
        ...

    def encode(self, waveform: Tensor) -> Tensor:
        """Waveform [B, N] at `sample_rate` -> codes [B, Q, T], T = ceil(N / hop)."""
        ...

    def decode(self, codes: Tensor, prompt_frames: int = 0) -> Tensor:
        """Codes [B, q, T] of the first q <= Q levels -> waveform [B, (T - prompt_frames) * hop].

        The first `prompt_frames` are heard as the context of what follows them, and not returned.
        """
        ...

    def decode_levels(self, codes: Tensor, levels: Collection[int]) -> Tensor:
        """Codes [B, Q, T] -> waveform [B, T * hop] of some levels alone (1..Q, at least one)."""
        ...

    def left_over(self, waveform: Tensor, codes: Tensor) -> list[float]:
        """What the first 1, 2, .., Q levels leave of a waveform [B, N] with these codes.

        As shares of its energy before quantization, summed over the batch.
        """
        ...

    @property
    def frame_rate(self) -> float:
        """Frames a second."""
        return self.sample_rate / self.hop

    def bitrate(self, levels: int | None = None) -> float:
        """Bits a second of the first `levels` levels, all without it."""
        return (levels or self.levels) * math.log2(self.codebook_size) * self.frame_rate
