"""From a recording to a voice prompt: the stretch with the most speech, at the level the models know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from soundstorm.audio.level import (
    FRAME_SECONDS,
    SILENT_DBFS,
    frame_power,
    frame_samples,
    gain_db,
    without_offset,
)
from soundstorm.audio.speech import hear_speech
from soundstorm.audio.stretch import stretch_with_most
from soundstorm.errors import AudioError

SILENT_POWER = 10.0 ** (SILENT_DBFS / 10.0)
FULL_SCALE = 0.999
CLIPPED_SHARE = 0.01
MIN_PROMPT_SECONDS = 1.0
MAX_PROMPT_SECONDS = 10.0  # the models were trained with prompts of any length
MAX_RECORDING_SECONDS = 60.0  # in which the prompt is looked for


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
    sample_rate: int,
    multiple: int,
    min_seconds: float = MIN_PROMPT_SECONDS,
    max_seconds: float = MAX_PROMPT_SECONDS,
    max_recording_seconds: float = MAX_RECORDING_SECONDS,
    speech_frames: Callable[[Tensor], Tensor] | None = None,
) -> PreparedPrompt:
    """Find the speech in a recording [N], take at most max_seconds of it and set its level.

    The stretch with the most speech is taken, wherever it lies, the first of several about as good; what is
    no speech (clicks, hum, noise, an offset) does not count. It begins and ends in pauses: where max_seconds
    fall into speech, in the quietest 20 ms of the last second allowed.

    Args:
        multiple: samples of a semantic token; the prompt has a multiple of it.
        speech_frames: tells which tokens hold speech, bool [ceil(N / multiple)] of the waveform [N] without
            its offset; by default the signal's own marks tell (`soundstorm.audio.speech`).

    Raises:
        AudioError: when the recording is too long, silent, without speech, clipped (more than 1 % of the
            samples at full scale) or has too little speech.
    """
    seconds = waveform.numel() / sample_rate
    if seconds > max_recording_seconds:
        raise AudioError(
            f"Use a voice prompt of at most {max_recording_seconds:g} seconds: "
            f"this recording lasts {seconds:.0f}."
        )
    if not waveform.isfinite().all():
        raise AudioError("Record the voice prompt again: it has samples that are not numbers.")
    recording = without_offset(waveform).float()
    power = frame_power(recording, sample_rate)
    if not power.numel() or power.max() < SILENT_POWER:
        raise _silent()
    if seconds < min_seconds:
        raise _too_short(seconds, min_seconds)
    frame = frame_samples(sample_rate)
    if speech_frames is None:
        vowels = hear_speech(recording, sample_rate)
    else:
        vowels = speech_frames(recording)[torch.arange(power.numel()) * frame // multiple]
    first, last = stretch_with_most(vowels, power, round(max_seconds / FRAME_SECONDS))
    start, end = first * frame, min(last * frame, waveform.numel())
    used = waveform[start:end] if last > first else waveform
    if (used.abs() >= FULL_SCALE).double().mean() > CLIPPED_SHARE:
        raise AudioError("Record the voice prompt again, more quietly: this recording is clipped.")
    if first == last:
        raise AudioError("Use a recording of somebody speaking as the voice prompt: this one has no speech.")
    if power[first:last].max() < SILENT_POWER:
        raise _silent()
    if end - start < min_seconds * sample_rate:
        raise _too_short((end - start) / sample_rate, min_seconds)
    if end - start > max_seconds * sample_rate:
        end = _quiet_cut(recording, sample_rate, start, min_seconds, max_seconds)
    end -= (end - start) % multiple
    speech = recording[start:end]
    gain = gain_db(speech, sample_rate)
    speech = speech * 10.0 ** (gain / 20.0)
    return PreparedPrompt(speech, start / sample_rate, end / sample_rate, seconds, gain)


def _silent() -> AudioError:
    return AudioError("Record the voice prompt again, closer to the microphone: this recording is silent.")


def _too_short(seconds: float, min_seconds: float) -> AudioError:
    return AudioError(
        f"Use at least {min_seconds:g} s of speech as the voice prompt: this recording has {seconds:.1f}."
    )


def _quiet_cut(waveform: Tensor, sample_rate: int, start: int, min_seconds: float, max_seconds: float) -> int:
    """The sample in the middle of the quietest frame of the last second that a prompt from start may use."""
    latest = start + round(max_seconds * sample_rate)
    earliest = max(start + round(min_seconds * sample_rate), latest - sample_rate)
    frame = frame_samples(sample_rate)
    if latest - earliest < frame:
        return latest
    power = frame_power(waveform[earliest:latest], sample_rate)
    return earliest + int(power.argmin()) * frame + frame // 2
