"""What the codec tab shows of one sound, as values for static/codec.js."""

from __future__ import annotations

import secrets
from pathlib import Path

import numpy as np
from torch import Tensor

from soundstorm.codec.model import SoundStreamConfig
from soundstorm.ui.codec import Analysis, kilobits_per_second
from soundstorm.ui.grid import CellState, grid_payload
from soundstorm.ui.live import save_sound


class CodecView:
    """One sound on the screen: its tokens and every sound made of them so far."""

    def __init__(self, analysis: Analysis, config: SoundStreamConfig, cache: Path) -> None:
        """cache: folder that gradio serves and empties; the view makes its own unguessable folder in it."""
        self.run = secrets.token_hex(12)
        self.folder = cache / self.run
        self.folder.mkdir(parents=True)
        self.config = config
        self.sounds: dict[str, dict] = {}
        levels, frames = analysis.codes.shape
        states = np.full((levels, frames), CellState.MASKED, dtype=np.uint8)
        self.parts = {
            "run": self.run,
            "grid": grid_payload(analysis.codes, states, 0, config.sample_rate / config.hop),
            "left_over": analysis.left_over,
            "kilobits": [kilobits_per_second(config, level) for level in range(1, levels + 1)],
            "highest_hz": config.sample_rate / 2,
        }

    def add(self, name: str, waveform: Tensor) -> None:
        """Write a sound [N] and its picture: "original", "prefix.3", "difference.3", "subset"."""
        self.sounds[name] = save_sound(waveform, self.config.sample_rate, self.folder, name)

    def value(self, phase: str) -> dict:
        """The whole screen in a phase: decoding, done."""
        return {**self.parts, "phase": phase, "sounds": dict(self.sounds)}
