"""From a waveform to a sound file."""

from __future__ import annotations

import secrets
from pathlib import Path

import numpy as np
import soundfile
from torch import Tensor

from soundstorm.errors import AudioError

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


def write_audio(path: str | Path, waveform: Tensor, sample_rate: int) -> None:
    """Write a waveform [N] to a folder that exists, in the format that the file's ending names.

    16-bit PCM as .wav or .flac, MP3 as .mp3, Opus in Ogg as .ogg or .opus. The file appears under its name
    when it is complete.

    Raises:
        AudioError: for another ending, a missing folder, or a file or sample rate that cannot be written.
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
    unfinished = path.with_name(f"{secrets.token_hex(4)}.part")
    try:
        soundfile.write(unfinished, to_int16(waveform), sample_rate, format=format, subtype=subtype)
        unfinished.replace(path)
    except (soundfile.SoundFileError, OSError) as error:
        raise AudioError(
            f"Choose another output file or ending: {str(path)!r} cannot be written at {sample_rate} Hz."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
