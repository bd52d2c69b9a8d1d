"""Sounds made by arithmetic for the audio tests."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

RATE = 16000


def tone(seconds: float, amplitude: float = 0.1, hertz: float = 440.0, rate: int = RATE) -> Tensor:
    """A sine: power amplitude^2 / 2."""
    return amplitude * torch.sin(2 * math.pi * hertz * torch.arange(round(seconds * rate)) / rate)


def silence(seconds: float) -> Tensor:
    return torch.zeros(round(seconds * RATE))


def noise(seconds: float, amplitude: float = 0.01, seed: int = 0) -> Tensor:
    """White noise of a power of amplitude^2 / 2."""
    generator = torch.Generator().manual_seed(seed)
    return amplitude / math.sqrt(2) * torch.randn(round(seconds * RATE), generator=generator)


def hum(seconds: float, amplitude: float = 0.1) -> Tensor:
    """Mains hum: 50 Hz and its harmonics."""
    return sum(tone(seconds, amplitude / harmonic, 50.0 * harmonic) for harmonic in range(1, 30))


def click() -> Tensor:
    """A burst of 10 ms."""
    return torch.cat([noise(0.01, 1.0), silence(0.09)])


def bump(seconds: float = 0.3, amplitude: float = 0.9) -> Tensor:
    """A thump on the table: 90 Hz, dying away."""
    return tone(seconds, amplitude, 90.0) * torch.exp(-20 * torch.arange(round(seconds * RATE)) / RATE)


def voice(seconds: float, amplitude: float = 0.1, rate: int = RATE) -> Tensor:
    """Vowels as a voice makes them, in syllables of 0.24 s; of the power of a tone of that amplitude.

    Harmonics of a pitch that rises and falls around 120 Hz; the last third of a syllable is 26 dB softer.
    """
    at = torch.arange(round(seconds * rate)) / rate
    pitch = 120.0 * 2 ** (0.3 * torch.sin(2 * math.pi * 1.5 * at))
    phase = 2 * math.pi * torch.cumsum(pitch.double() / rate, 0)
    harmonics = sum(torch.sin(harmonic * phase) / harmonic for harmonic in range(1, 25)).float()
    sound = harmonics * torch.where(at % 0.24 < 0.16, 1.0, 0.05)
    return sound * amplitude / math.sqrt(2) / sound.square().mean().sqrt()


def sentence(caught: pytest.ExceptionInfo) -> str:
    """The message, which must be one sentence."""
    message = str(caught.value)
    assert message[0].isupper() and message.endswith(".") and "\n" not in message
    return message
