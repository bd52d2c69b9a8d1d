"""Acoustic consistency over time (SoundStorm, section 4.2): does what follows still sound like the prompt?

The score of a crop is the cosine between its embedding and the prompt's; crops of 3 s follow each other
without overlap.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from torch import Tensor

from soundstorm.bundled import CHECKPOINTS
from soundstorm.checkpoint import load_pretrained
from soundstorm.consistency.model import CROP_SECONDS, Consistency

CHECKPOINT = CHECKPOINTS / "evaluation" / "consistency"


@dataclass(frozen=True)
class Drift:
    """How alike the crops of one waveform are to its prompt."""

    seconds: tuple[float, ...]  # the middle of every crop, from the end of the prompt
    scores: tuple[float, ...]  # cosines

    @property
    def mean(self) -> float:
        """The average over the crops, as in the paper's table 1."""
        return sum(self.scores) / len(self.scores)


def measure_drift(model: Consistency, prompt: Tensor, waveform: Tensor) -> Drift:
    """How alike a waveform is to the prompt that it follows, in crops of 3 s.

    Give the prompt as it is heard before the rest (through the codec before generated speech): otherwise the
    codec is measured too. The score depends on the length of both: give 3 s of every prompt. A last crop of
    less than half the length counts only where it is the only one.

    Args:
        prompt, waveform: float [P] and [N] at the model's sample rate.

    Raises:
        ValueError: when one of them is empty.
    """
    if not len(prompt) or not len(waveform):
        raise ValueError(
            f"a prompt of {len(prompt)} samples and {len(waveform)} after it leave nothing to compare"
        )
    rate, length = model.config.sample_rate, round(CROP_SECONDS * model.config.sample_rate)
    crops = list(waveform.split(length))
    if len(crops) > 1 and 2 * len(crops[-1]) < length:
        crops.pop()
    given = model.embed(prompt[None])[0]
    scores = tuple(float(model.embed(crop[None])[0] @ given) for crop in crops)
    middles = (length * place + len(crop) / 2 for place, crop in enumerate(crops))
    return Drift(tuple(middle / rate for middle in middles), scores)


@cache
def bundled_consistency() -> Consistency:
    """The model that comes with the evaluation; CheckpointError where it was not trained yet."""
    return load_pretrained(Consistency, CHECKPOINT)
