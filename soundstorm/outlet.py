"""The one way out for sound: what the models make passes here before anyone hears, keeps or measures it.

Here it gets its watermark. The pipeline lets through all that a codec decodes, and whoever makes a new sound
of such sounds (what a level adds) lets it through again; parts that are only joined have passed. What a trace
holds has passed when it was recorded; a visitor's own recording, only shown again, was not made here.
"""

from __future__ import annotations

from torch import Tensor

from soundstorm.safety.watermark import load_watermark


def release(waveform: Tensor, sample_rate: int, watermark: bool) -> Tensor:
    """A waveform [N] of `sample_rate` Hz, ready to leave: float32 in [-1, 1] on the CPU.

    watermark: whether it is marked, as the pipeline has it that made it.
    """
    leaving = waveform.detach().float()
    if watermark:
        leaving = load_watermark(leaving.device).mark(leaving, sample_rate)
    return leaving.clamp(-1, 1).cpu()
