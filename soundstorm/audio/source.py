"""From a recording to what a conversion says again."""

from __future__ import annotations

from torch import Tensor

from soundstorm.audio.level import SILENT_DBFS, active_level, normalise_level
from soundstorm.errors import AudioError

MIN_SOURCE_SECONDS, MAX_SOURCE_SECONDS = 0.5, 30.0


def prepare_source(waveform: Tensor, sample_rate: int) -> Tensor:
    """A recording [N] at the level the models know.

    Raises:
        AudioError: when it is too short, too long or silent.
    """
    seconds = len(waveform) / sample_rate
    if not MIN_SOURCE_SECONDS <= seconds <= MAX_SOURCE_SECONDS:
        range_ = f"{MIN_SOURCE_SECONDS:g} to {MAX_SOURCE_SECONDS:g} seconds"
        raise AudioError(f"Choose a source of {range_}: this one has {seconds:.1f}.")
    if active_level(waveform, sample_rate) < SILENT_DBFS:
        raise AudioError("Choose another source: this one is silent.")
    return normalise_level(waveform, sample_rate)
