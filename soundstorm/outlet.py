"""The one way out for sound: what the models make passes here before anyone hears, keeps or measures it.

The pipeline lets through all that a codec decodes, and whoever makes a new sound of such sounds (what a level
adds) lets it through again. What a trace holds has passed when it was recorded; a visitor's own recording,
only shown again, was not made here.
"""

from __future__ import annotations

from torch import Tensor


def release(waveform: Tensor, sample_rate: int) -> Tensor:
    """A waveform [N] of `sample_rate` Hz, ready to leave: float32 in [-1, 1] on the CPU."""
    return waveform.detach().float().clamp(-1, 1).cpu()
