"""What the codec tab shows of one sound, as values for codec.js."""

from __future__ import annotations

import secrets
from pathlib import Path

from torch import Tensor

from soundstorm.audio import write_audio
from soundstorm.codec import Codec
from soundstorm.files import make_folder
from soundstorm.ui.codec.spectrogram import save_spectrogram
from soundstorm.ui.grid import token_grid
from soundstorm.ui.runtime import served


class CodecView:
    """One sound on the screen: its tokens and every sound made of them so far."""

    def __init__(self, codec: Codec, codes: Tensor, left_over: list[float], cache: Path) -> None:
        """
        codes: int64 [Q, T]. left_over: what the first 1, 2, .., Q levels leave over, see `Codec`.
        cache: folder that gradio serves and empties; the view makes its own unguessable folder in it.
        """
        self.run = secrets.token_hex(12)
        self.folder = cache / self.run
        make_folder(self.folder)
        self.sample_rate = codec.sample_rate
        self.sounds: dict[str, dict] = {}
        levels = len(codes)
        self.parts = {
            "run": self.run,
            "grid": token_grid(codes, codec.frame_rate),
            "left_over": left_over,
            "kilobits": [codec.bitrate(level) / 1000 for level in range(1, levels + 1)],
            "highest_hz": codec.sample_rate / 2,
        }

    def add(self, name: str, waveform: Tensor, tags: dict[str, str] | None = None) -> None:
        """Write a sound [N] and its picture: "original", "prefix.3", "difference.3"; `tags` for its file."""
        self.sounds[name] = save_sound(waveform, self.sample_rate, self.folder, name, tags)

    def value(self, phase: str) -> dict:
        """The whole screen in a phase: decoding, done."""
        return {**self.parts, "phase": phase, "sounds": dict(self.sounds)}


def save_sound(
    waveform: Tensor, sample_rate: int, folder: Path, name: str, tags: dict[str, str] | None = None
) -> dict:
    """A sound [N] and its picture as files that the page can fetch."""
    audio = folder / f"{name}.wav"
    picture = audio.with_suffix(".png")
    write_audio(audio, waveform, sample_rate, tags)
    save_spectrogram(waveform, sample_rate, picture)
    return {"audio": served(audio), "picture": served(picture)}
