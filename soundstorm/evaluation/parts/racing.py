"""Whether what both systems decoded in races goes on sounding as it began (SoundStorm, figure 2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch

from soundstorm.evaluation.instruments.consistency import bundled_consistency, measure_drift
from soundstorm.evaluation.instruments.packages import SAMPLE_RATE
from soundstorm.evaluation.parts.hearing import hear
from soundstorm.evaluation.parts.utterances import LEAST_PROMPT_SECONDS

if TYPE_CHECKING:
    from soundstorm.pipeline import SoundStormPipeline
    from soundstorm.race import Race


@torch.inference_mode()
def drift_rows(pipeline: SoundStormPipeline, races: Sequence[Race]) -> list[dict[str, Any]]:
    """The system and the consistency over time of either decoding of every race.

    Speech is compared with its prompt as the codec keeps it, or without one with its own first 3 s: of what
    is no longer nothing can be told.
    """
    rows = []
    for race in races:
        for system, trace in (("soundstorm", race.storm), ("audiolm", race.audiolm)):
            heard = hear(pipeline, trace.codes)
            seconds = trace.prompt_frames * trace.hop / trace.sample_rate or LEAST_PROMPT_SECONDS
            before = round(seconds * SAMPLE_RATE)
            if len(heard) > before:
                drift = measure_drift(bundled_consistency(), heard[:before], heard[before:])
                points = zip(drift.seconds, drift.scores, strict=True)
                rows.append({"source": system, "drift": [list(point) for point in points]})
    return rows
