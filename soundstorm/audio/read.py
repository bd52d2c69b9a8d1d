"""From a sound file to a waveform: decode, resample, average the channels."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

import numpy as np
import soxr
import torch
from torch import Tensor

from soundstorm.audio.decoders import Sound, UndecodableError, open_with_ffmpeg, open_with_libsndfile
from soundstorm.errors import AudioError

LOWEST_SAMPLE_RATE = 8000  # the telephone's; with less, consonants cannot be told apart
HIGHEST_SAMPLE_RATE = 384_000
LONGEST_SECONDS = 600.0
MOST_CHANNELS = 8
# An average of C channels has 1 / C^2 of the loudest one's power if the others are silent, and more if they
# agree with it or have nothing to do with it. With less than this part of that, they oppose each other.
CANCELLED = 0.5


def read_audio(path: str | Path, sample_rate: int, max_seconds: float = LONGEST_SECONDS) -> Tensor:
    """The recording as a waveform float32 [N] at sample_rate, its channels averaged, clipped to [-1, 1].

    Reads what libsndfile reads (WAV, FLAC, Ogg Vorbis and Opus, MP3, AIFF) and of the rest what FFmpeg reads
    of phones, browsers and video files (M4A, WebM, AMR, WMA, MP4, ...). The file's content counts, not its
    ending. Channels in antiphase, whose average is silent, give the loudest of them instead. Of a file that
    is cut short, what is there is read. No more than max_seconds is ever decoded.

    Raises:
        AudioError: when the file is missing, cannot be decoded, is empty or too long, has too low a sample
            rate, too many channels or values that are not numbers.
    """
    path = Path(path)
    if not os.path.isfile(path):  # which also says no to names that no file can have
        raise AudioError(f"Choose another file: there is no audio file {path.name!r}.")
    try:
        with path.open("rb") as file:
            channels = _decode(file, path.name, sample_rate, max_seconds)
    except OSError as error:
        raise AudioError(f"Choose another file: {path.name!r} cannot be opened.") from error
    if channels is None:
        raise AudioError(
            f"Save {path.name!r} as WAV, FLAC, MP3 or M4A and try again: it cannot be read as audio."
        )
    if not len(channels):
        raise AudioError(f"Choose another recording: {path.name!r} is empty.")
    if not np.isfinite(channels).all():
        raise AudioError(f"Export {path.name!r} again: it has samples that are not numbers.")
    return torch.from_numpy(np.clip(_mix(channels), -1.0, 1.0).astype(np.float32, copy=False))


def waveform_of(recording: Tensor | str | Path, sample_rate: int, max_seconds: float) -> Tensor:
    """A waveform [N] as it is, or that of a file, as `read_audio` reads it.

    Raises:
        AudioError: when the file cannot be used, or a tensor is no waveform.
    """
    if not isinstance(recording, Tensor):
        return read_audio(recording, sample_rate, max_seconds)
    if recording.ndim != 1 or not recording.is_floating_point():
        raise AudioError(
            f"Give a waveform as one row of floating-point samples, not as {recording.dtype} of the shape "
            f"{[*recording.shape]}."
        )
    return recording


def _decode(file: BinaryIO, name: str, sample_rate: int, max_seconds: float) -> np.ndarray | None:
    """float32 [N, channels] by the first decoder that gives samples; None where none knows the content."""
    decoded = None
    # libsndfile opens a WAV stream whose header was never completed, but finds no sample in it: FFmpeg does.
    for open_sound in (open_with_libsndfile, open_with_ffmpeg):
        file.seek(0)
        try:
            with open_sound(file) as sound:
                decoded = _resample(sound, name, sample_rate, max_seconds)
        except UndecodableError:
            continue
        if len(decoded):
            break
    return decoded


def _resample(sound: Sound, name: str, sample_rate: int, max_seconds: float) -> np.ndarray:
    """All samples float32 [N, channels] at sample_rate, resampled as they come, always within the limits."""
    if not LOWEST_SAMPLE_RATE <= sound.sample_rate <= HIGHEST_SAMPLE_RATE:
        raise AudioError(
            f"Use a recording of {LOWEST_SAMPLE_RATE} to {HIGHEST_SAMPLE_RATE} Hz: "
            f"{name!r} has {sound.sample_rate} samples a second."
        )
    if sound.channels > MOST_CHANNELS:
        raise AudioError(
            f"Use a recording of at most {MOST_CHANNELS} channels: {name!r} has {sound.channels} of them."
        )
    if sound.seconds is not None and sound.seconds > max_seconds:
        raise AudioError(f"Cut {name!r} to at most {max_seconds:g} seconds: it lasts {sound.seconds:.0f}.")
    stream = soxr.ResampleStream(sound.sample_rate, sample_rate, sound.channels, quality="HQ")
    blocks, samples = [], 0
    for block in sound.blocks:
        samples += len(block)
        if samples > max_seconds * sound.sample_rate:
            raise AudioError(f"Cut {name!r} to at most {max_seconds:g} seconds: it is longer.")
        blocks.append(stream.resample_chunk(block))
    blocks.append(stream.resample_chunk(np.zeros((0, sound.channels), np.float32), last=True))
    return np.concatenate(blocks)


def _mix(channels: np.ndarray) -> np.ndarray:
    """[N] of [N, channels]: their average, or the loudest one where they cancel each other in it."""
    average = channels.mean(axis=1)
    power = channels.var(axis=0, dtype=np.float64)
    unopposed = power.max() / channels.shape[1] ** 2
    return channels[:, power.argmax()] if average.var(dtype=np.float64) < CANCELLED * unopposed else average
