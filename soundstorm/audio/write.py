"""From a waveform to a sound file."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import soundfile
from torch import Tensor

from soundstorm.errors import AudioError
from soundstorm.files import write_whole

FORMATS = {  # ending: libsndfile's format and subtype
    ".wav": ("WAV", "PCM_16"),
    ".flac": ("FLAC", "PCM_16"),
    ".mp3": ("MP3", "MPEG_LAYER_III"),
    ".ogg": ("OGG", "OPUS"),
    ".opus": ("OGG", "OPUS"),
}


def to_int16(waveform: Tensor) -> np.ndarray:
    """16-bit samples [N] of a waveform [N]; what lies outside [-1, 1] is clipped."""
    return np.round(waveform.detach().cpu().float().clamp(-1.0, 1.0).numpy() * 32767.0).astype(np.int16)


def write_audio(
    path: str | Path, waveform: Tensor, sample_rate: int, tags: Mapping[str, str] | None = None
) -> None:
    """Write a waveform [N] to a folder that exists, in the format that the file's ending names.

    16-bit PCM as .wav or .flac, MP3 as .mp3, Opus in Ogg as .ogg or .opus. The file appears under its name
    when it is complete.

    tags: what it says of itself, by libsndfile's names: title, artist, comment, software, ..

    Raises:
        AudioError: for another ending, a missing folder, or a sample rate that the format does not know.
        FileError: when the disk is full or the folder is closed; what stood there before stays.
    """
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        *most, last = FORMATS
        raise AudioError(
            f"Name the output file with the ending {', '.join(most)} or {last} instead of {path.name!r}."
        )
    if not path.parent.is_dir():
        raise AudioError(f"Create the folder {str(path.parent)!r} first: it does not exist.")
    format, subtype = FORMATS[path.suffix.lower()]
    encoded = io.BytesIO()
    try:
        with soundfile.SoundFile(encoded, "w", sample_rate, 1, subtype, format=format) as file:
            for name, value in (tags or {}).items():
                setattr(file, name, value)
            file.write(to_int16(waveform))
    except soundfile.SoundFileError as error:
        raise AudioError(
            f"Choose another ending or sample rate: {path.name!r} cannot be written at {sample_rate} Hz."
        ) from error
    write_whole(path, encoded.getvalue())
