"""What the codec tab shows of one sound, as values for codec.js."""

from __future__ import annotations

import secrets
from pathlib import Path

import numpy as np
from torch import Tensor

from soundstorm.codec import Codec
from soundstorm.ui.grid import CellState, grid_payload
from soundstorm.ui.live import save_sound


class CodecView:
    """One sound on the screen: its tokens and every sound made of them so far."""

    def __init__(self, codec: Codec, codes: Tensor, left_over: list[float], cache: Path) -> None:
        """
        codes: int64 [Q, T]. left_over: what the first 1, 2, .., Q levels leave over, see `Codec`.
        cache: folder that gradio serves and empties; the view makes its own unguessable folder in it.
        """
        self.run = secrets.token_hex(12)
        self.folder = cache / self.run
        self.folder.mkdir(parents=True)
        self.sample_rate = codec.sample_rate
        self.sounds: dict[str, dict] = {}
        levels = len(codes)
        states = np.full(tuple(codes.shape), CellState.MASKED, dtype=np.uint8)
        self.parts = {
            "run": self.run,
            "grid": grid_payload(codes, states, 0, codec.frame_rate),
            "left_over": left_over,
            "kilobits": [codec.bitrate(level) / 1000 for level in range(1, levels + 1)],
            "highest_hz": codec.sample_rate / 2,
        }

    def add(self, name: str, waveform: Tensor) -> None:
        """Write a sound [N] and its picture: "original", "prefix.3", "difference.3", "subset"."""
        self.sounds[name] = save_sound(waveform, self.sample_rate, self.folder, name)

    def value(self, phase: str) -> dict:
        """The whole screen in a phase: decoding, done."""
        return {**self.parts, "phase": phase, "sounds": dict(self.sounds)}
