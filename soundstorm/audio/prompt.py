"""From a recording to a voice prompt: trimmed to its speech, at the level the models know."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from soundstorm.audio.level import (
    SILENT_DBFS,
    TRAINED_LEVEL_DBFS,
    frame_power,
    frame_samples,
    gain_db,
    trim_silence,
)
from soundstorm.errors import AudioError

FULL_SCALE = 0.999
CLIPPED_SHARE = 0.01
TOKEN_SECONDS = 0.04  # one semantic token, two codec frames


@dataclass(frozen=True)
class PreparedPrompt:
    """The part of a recording that serves as the voice prompt."""

    waveform: Tensor  # float32 [N], at the trained level; N is a multiple of a semantic token's samples
    start: float  # seconds of the recording where the used part starts
    end: float  # seconds of the recording where the used part ends
    recording_seconds: float
    gain_db: float


def prepare_prompt(
    waveform: Tensor,
    sample_rate: int = 16000,
    min_seconds: float = 1.5,
    max_seconds: float = 5.0,
    max_recording_seconds: float = 60.0,
) -> PreparedPrompt:
    """Trim a recording [N] to its speech, take at most max_seconds of it and set its level.

    A longer recording is cut in the quietest 20 ms of the last second allowed. AudioError when the recording
    is too long, silent, clipped (more than 1 % of the samples at full scale) or too short once trimmed.
    """
    seconds = waveform.numel() / sample_rate
    if seconds > max_recording_seconds:
        raise AudioError(
            f"Use a voice prompt of at most {max_recording_seconds:g} seconds: "
            f"this recording lasts {seconds:.0f}."
        )
    if not waveform.isfinite().all():
        raise AudioError("Record the voice prompt again: it has samples that are not numbers.")
    power = frame_power(waveform, sample_rate)
    if not power.numel() or power.max() < 10.0 ** (SILENT_DBFS / 10.0):
        raise AudioError("Record the voice prompt again, closer to the microphone: this recording is silent.")
    if (waveform.abs() >= FULL_SCALE).double().mean() > CLIPPED_SHARE:
        raise AudioError("Record the voice prompt again, more quietly: this recording is clipped.")
    start, end = trim_silence(waveform, sample_rate)
    if end - start < min_seconds * sample_rate:
        raise AudioError(
            f"Use at least {min_seconds:g} seconds of speech as the voice prompt: "
            f"this recording has {(end - start) / sample_rate:.1f}."
        )
    if end - start > max_seconds * sample_rate:
        end = _quiet_cut(waveform, sample_rate, start, max_seconds)
    token = round(TOKEN_SECONDS * sample_rate)
    end -= (end - start) % token
    speech = waveform[start:end].float()
    gain = gain_db(speech, sample_rate, TRAINED_LEVEL_DBFS)
    speech = speech * 10.0 ** (gain / 20.0)
    return PreparedPrompt(speech, start / sample_rate, end / sample_rate, seconds, gain)


def _quiet_cut(waveform: Tensor, sample_rate: int, start: int, max_seconds: float) -> int:
    """The sample in the middle of the quietest frame of the last second that a prompt from start may use."""
    latest = start + round(max_seconds * sample_rate)
    earliest = max(start, latest - sample_rate)
    power = frame_power(waveform[earliest:latest], sample_rate)
    frame = frame_samples(sample_rate)
    return earliest + int(power.argmin()) * frame + frame // 2
