"""The level of speech: how loud it is where somebody speaks, and how to set it."""

from __future__ import annotations

import math

import torch
from torch import Tensor

FRAME_SECONDS = 0.02
ACTIVE_RANGE_DB = 40.0  # frames this far below the loudest one still count as speech
TRAINED_LEVEL_DBFS = -23.0
SILENT_DBFS = -50.0  # below this even the loudest frame is background noise
HIGHEST_PEAK = 0.99
NOTHING = 1e-14  # power of what remains of a constant offset when float32 has rounded it


def active_level(waveform: Tensor, sample_rate: int) -> float:
    """Level of the speech in dBFS (0 is a square wave at full scale): pauses do not count; -inf for silence.

    The mean power of the 20 ms frames that are within 40 dB of the loudest one, a constant offset left out.
    """
    power = frame_power(without_offset(waveform), sample_rate)
    if not power.numel() or power.max() < NOTHING:
        return -math.inf
    active = power >= power.max() * 10.0 ** (-ACTIVE_RANGE_DB / 10.0)
    return 10.0 * math.log10(power[active].mean().item())


def normalise_level(waveform: Tensor, sample_rate: int, dbfs: float = TRAINED_LEVEL_DBFS) -> Tensor:
    """The waveform [N] at the active level the models were trained at, or as near as its peaks allow.

    A constant offset is removed.
    """
    waveform = without_offset(waveform)
    return waveform * 10.0 ** (gain_db(waveform, sample_rate, dbfs) / 20.0)


def gain_db(waveform: Tensor, sample_rate: int, dbfs: float = TRAINED_LEVEL_DBFS) -> float:
    """Gain that brings the active level to dbfs without any sample above HIGHEST_PEAK; 0 for silence."""
    level = active_level(waveform, sample_rate)
    if level == -math.inf:
        return 0.0
    headroom = 20.0 * math.log10(HIGHEST_PEAK / waveform.abs().max().item())
    return min(dbfs - level, headroom)


def without_offset(waveform: Tensor) -> Tensor:
    """The waveform [N] around zero: some sound cards add a constant to every sample."""
    return waveform - waveform.mean() if waveform.numel() else waveform


def frame_samples(sample_rate: int) -> int:
    return max(1, round(FRAME_SECONDS * sample_rate))


def frame_power(waveform: Tensor, sample_rate: int) -> Tensor:
    """Mean square of every 20 ms frame, float64 [F]; the last frame may be shorter."""
    samples = frame_samples(sample_rate)
    padded = torch.nn.functional.pad(waveform.double().square(), (0, -waveform.numel() % samples))
    power = padded.view(padded.numel() // samples, samples).mean(1)
    if rest := waveform.numel() % samples:
        power[-1] *= samples / rest
    return power
