"""Small log-mel pictures of the audio of each level, cheap enough to draw while decoding runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from soundstorm.files import whole_file
from soundstorm.nn.mel import mel_filters

MELS = 72
HOP_SECONDS = 0.01
QUIETEST_DB = -74.0  # the same range for every level, so that pictures can be compared
LOUDEST_DB = -14.0


def spectrogram(waveform: Tensor, sample_rate: int) -> np.ndarray:
    """Log-mel magnitudes of a waveform [N] in [-1, 1], as uint8 [MELS, frames], low frequencies last."""
    window = int(sample_rate * 0.04)
    hop = int(sample_rate * HOP_SECONDS)
    shape = torch.hann_window(window)
    padded = torch.nn.functional.pad(waveform.float(), (window // 2, window // 2))
    power = torch.stft(padded, window, hop, window=shape, center=False, return_complex=True).abs().square()
    mel = mel_filters(window, MELS, sample_rate).T @ (power / shape.sum().square())
    decibels = 10 * torch.log10(mel.clamp_min(1e-12))
    shade = (decibels - QUIETEST_DB) / (LOUDEST_DB - QUIETEST_DB)
    return (shade.clamp(0, 1) * 255).byte().flip(0).numpy()


def save_spectrogram(waveform: Tensor, sample_rate: int, path: Path) -> None:
    """Write the picture of a waveform [N] as a grey PNG; the page colours it to fit its theme."""
    with whole_file(path) as unfinished:
        Image.fromarray(spectrogram(waveform, sample_rate), mode="L").save(unfinished, compress_level=1)
