"""Audio files and recordings: read, resample, trim, set the level, write.

A waveform is float32 [N], mono, in [-1, 1]. Every AudioError is one sentence for whoever chose the file.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
import torch
from torch import Tensor

from soundstorm.errors import AudioError

FRAME_SECONDS = 0.02
ACTIVE_RANGE_DB = 40.0  # frames this far below the loudest one still count as speech
TRAINED_LEVEL_DBFS = -23.0
SILENT_DBFS = -50.0  # below this even the loudest frame is background noise
FULL_SCALE = 0.999
CLIPPED_SHARE = 0.01
TOKEN_SECONDS = 0.04  # one semantic token, two codec frames
HIGHEST_PEAK = 0.99
UNKNOWN_LENGTH = 2**62  # libsndfile reports a stream without a length as about 2**63 samples
LOWEST_SAMPLE_RATE = 4000
BLOCK_SAMPLES = 2**20


def read_audio(path: str | Path, sample_rate: int = 16000, max_seconds: float = 600.0) -> Tensor:
    """The recording as a waveform float32 [N] at sample_rate, its channels averaged, clipped to [-1, 1].

    Reads what libsndfile reads (WAV, FLAC, Ogg Vorbis and Opus, MP3, AIFF). A length over max_seconds is
    refused from the header, before anything is decoded. AudioError when the file is missing, cannot be
    decoded, is empty, too long or holds values that are not numbers.
    """
    path = Path(path)
    if not path.is_file():
        raise AudioError(f"Choose another file: there is no audio file {path.name!r}.")
    try:
        with soundfile.SoundFile(path) as file:
            mono = _read_mono(file, path.name, max_seconds)
            file_rate = file.samplerate
    except (soundfile.SoundFileError, OSError) as error:
        raise AudioError(
            f"Save {path.name!r} as WAV, FLAC, MP3 or Ogg and try again: it cannot be read as audio."
        ) from error
    if mono.size == 0:
        raise AudioError(f"Choose another recording: {path.name!r} is empty.")
    if not np.isfinite(mono).all():
        raise AudioError(f"Export {path.name!r} again: it has samples that are not numbers.")
    if file_rate != sample_rate:
        mono = soxr.resample(mono, file_rate, sample_rate, quality="HQ")
    return torch.from_numpy(np.clip(mono, -1.0, 1.0).astype(np.float32, copy=False))


def _read_mono(file: soundfile.SoundFile, name: str, max_seconds: float) -> np.ndarray:
    """All samples of an open file, channels averaged, float32 [N]; never more than max_seconds in memory."""
    if file.samplerate < LOWEST_SAMPLE_RATE:
        raise AudioError(
            f"Use a recording of at least 8000 Hz: {name!r} has {file.samplerate} samples a second."
        )
    most = int(max_seconds * file.samplerate)
    if most < file.frames < UNKNOWN_LENGTH:
        raise AudioError(
            f"Cut {name!r} to at most {max_seconds:g} seconds: it lasts {file.frames / file.samplerate:.0f}."
        )
    blocks: list[np.ndarray] = []
    samples = 0
    # Blocks, because a stream's length may be unknown, and because some formats allow a thousand channels.
    # `file.blocks` would believe the header: where a cut file ends early, it yields memory never written to.
    block_frames = max(1, BLOCK_SAMPLES // file.channels)
    while len(block := file.read(block_frames, dtype="float32", always_2d=True)):
        blocks.append(block.mean(axis=1))
        samples += len(block)
        if samples > most:
            raise AudioError(f"Cut {name!r} to at most {max_seconds:g} seconds: it is longer.")
    return np.concatenate(blocks) if blocks else np.zeros(0, dtype=np.float32)


def to_int16(waveform: Tensor) -> np.ndarray:
    """16-bit samples [N] of a waveform [N]; what lies outside [-1, 1] is clipped."""
    return np.round(waveform.detach().cpu().float().clamp(-1.0, 1.0).numpy() * 32767.0).astype(np.int16)


def write_audio(path: str | Path, waveform: Tensor, sample_rate: int) -> None:
    """Write a waveform [N] as a 16-bit PCM WAV file into a folder that exists; AudioError when it cannot."""
    path = Path(path)
    if path.suffix.lower() != ".wav":
        raise AudioError(f"Name the output file with the ending .wav instead of {path.name!r}.")
    if not path.parent.is_dir():
        raise AudioError(f"Create the folder {str(path.parent)!r} first: it does not exist.")
    try:
        soundfile.write(path, to_int16(waveform), sample_rate, format="WAV", subtype="PCM_16")
    except (soundfile.SoundFileError, OSError) as error:
        raise AudioError(f"Choose another output file: {str(path)!r} cannot be written.") from error


def active_level(waveform: Tensor, sample_rate: int) -> float:
    """Level of the speech in dBFS (0 is a square wave at full scale): pauses do not count; -inf for silence.

    The mean power of the 20 ms frames that are within 40 dB of the loudest one.
    """
    power = _frame_power(waveform, sample_rate)
    active = power[_active(power)]
    return 10.0 * math.log10(active.mean().item()) if active.numel() else -math.inf


def normalise_level(waveform: Tensor, sample_rate: int, dbfs: float = TRAINED_LEVEL_DBFS) -> Tensor:
    """The waveform [N] at the active level the models were trained at, or as near as its peaks allow."""
    return waveform * 10.0 ** (_gain_db(waveform, sample_rate, dbfs) / 20.0)


def _gain_db(waveform: Tensor, sample_rate: int, dbfs: float) -> float:
    """Gain that brings the active level to dbfs without any sample above HIGHEST_PEAK; 0 for silence."""
    level = active_level(waveform, sample_rate)
    if level == -math.inf:
        return 0.0
    headroom = 20.0 * math.log10(HIGHEST_PEAK / waveform.abs().max().item())
    return min(dbfs - level, headroom)


def trim_silence(waveform: Tensor, sample_rate: int, keep_seconds: float = 0.1) -> tuple[int, int]:
    """First sample and last sample + 1 of the speech in a waveform [N], with a margin; (0, 0) for silence."""
    active = _active(_frame_power(waveform, sample_rate)).nonzero()
    if not active.numel():
        return 0, 0
    frame, margin = _frame_samples(sample_rate), round(keep_seconds * sample_rate)
    start = int(active[0]) * frame - margin
    end = (int(active[-1]) + 1) * frame + margin
    return max(start, 0), min(end, waveform.numel())


def _frame_samples(sample_rate: int) -> int:
    return max(1, round(FRAME_SECONDS * sample_rate))


def _frame_power(waveform: Tensor, sample_rate: int) -> Tensor:
    """Mean square of every 20 ms frame, float64 [F]; the last frame may be shorter."""
    frames = waveform.double().square().split(_frame_samples(sample_rate))
    return torch.stack([frame.mean() for frame in frames]) if waveform.numel() else torch.zeros(0).double()


def _active(power: Tensor) -> Tensor:
    """bool [F]: the frames within ACTIVE_RANGE_DB of the loudest one; none in digital silence."""
    if not power.numel() or power.max() == 0:
        return torch.zeros_like(power, dtype=torch.bool)
    return power >= power.max() * 10.0 ** (-ACTIVE_RANGE_DB / 10.0)


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
    power = _frame_power(waveform, sample_rate)
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
    gain_db = _gain_db(speech, sample_rate, TRAINED_LEVEL_DBFS)
    speech = speech * 10.0 ** (gain_db / 20.0)
    return PreparedPrompt(speech, start / sample_rate, end / sample_rate, seconds, gain_db)


def _quiet_cut(waveform: Tensor, sample_rate: int, start: int, max_seconds: float) -> int:
    """The sample in the middle of the quietest frame of the last second that a prompt from start may use."""
    latest = start + round(max_seconds * sample_rate)
    earliest = max(start, latest - sample_rate)
    power = _frame_power(waveform[earliest:latest], sample_rate)
    frame = _frame_samples(sample_rate)
    return earliest + int(power.argmin()) * frame + frame // 2
