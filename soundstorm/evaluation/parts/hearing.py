"""Between the models and the instruments: a codec has its own sample rate, all instruments hear at theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor
from torchaudio.functional import resample

from soundstorm.evaluation.instruments.packages import SAMPLE_RATE

if TYPE_CHECKING:
    from soundstorm.pipeline import SoundStormPipeline


def for_instruments(waveform: Tensor, sample_rate: int) -> Tensor:
    """A waveform [N] of `sample_rate` Hz at the 16 kHz of the instruments."""
    return resample(waveform, sample_rate, SAMPLE_RATE)


def hear(pipeline: SoundStormPipeline, codes: Tensor, prompt_frames: int = 0) -> Tensor:
    """Codes int64 [1, q, T] of the first q levels -> float [N] at 16 kHz of what follows the prompt."""
    return for_instruments(pipeline.decode_audio(codes, prompt_frames), pipeline.sample_rate)
