"""From a waveform to a sound file."""

from __future__ import annotations

import io
import os
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import soundfile
from torch import Tensor

from soundstorm.audio.opus import encode_opus
from soundstorm.errors import AudioError
from soundstorm.files import write_whole

FORMATS = {  # ending: libsndfile's format and subtype; None where FFmpeg writes
    ".wav": ("WAV", "PCM_16"),
    ".flac": ("FLAC", "PCM_16"),
    ".mp3": ("MP3", "MPEG_LAYER_III"),
    ".ogg": None,
    ".opus": None,
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
    if not os.path.isdir(path.parent):
        raise AudioError(f"Create the folder {str(path.parent)!r} first: it does not exist.")
    kind = FORMATS[path.suffix.lower()]
    try:
        if kind is None:
            encoded = encode_opus(waveform, sample_rate, tags)
        else:
            encoded = _encode(waveform, sample_rate, *kind, tags or {})
    except (soundfile.SoundFileError, ValueError) as error:
        raise AudioError(
            f"Choose another ending or sample rate: {path.name!r} cannot be written at {sample_rate} Hz."
        ) from error
    write_whole(path, encoded)


def _plain(text: str) -> str:
    """In ASCII: letters without their marks, a question mark for what has no such letter."""
    letters = [one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one)]
    return "".join(one if one.isascii() else "?" for one in letters)


def _encode(waveform: Tensor, sample_rate: int, format: str, subtype: str, tags: Mapping[str, str]) -> bytes:
    """A sound file as libsndfile writes it."""
    encoded = io.BytesIO()
    with soundfile.SoundFile(encoded, "w", sample_rate, 1, subtype, format=format) as file:
        for name, value in tags.items():
            # libsndfile writes UTF-8 where ID3 says Latin-1
            setattr(file, name, _plain(value) if format == "MP3" else value)
        file.write(to_int16(waveform))
    return encoded.getvalue()
