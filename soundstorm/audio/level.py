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


def active_level(waveform: Tensor, sample_rate: int) -> float:
    """Level of the speech in dBFS (0 is a square wave at full scale): pauses do not count; -inf for silence.

    The mean power of the 20 ms frames that are within 40 dB of the loudest one.
    """
    power = frame_power(waveform, sample_rate)
    active = power[active_frames(power)]
    return 10.0 * math.log10(active.mean().item()) if active.numel() else -math.inf


def normalise_level(waveform: Tensor, sample_rate: int, dbfs: float = TRAINED_LEVEL_DBFS) -> Tensor:
    """The waveform [N] at the active level the models were trained at, or as near as its peaks allow."""
    return waveform * 10.0 ** (gain_db(waveform, sample_rate, dbfs) / 20.0)


def gain_db(waveform: Tensor, sample_rate: int, dbfs: float) -> float:
    """Gain that brings the active level to dbfs without any sample above HIGHEST_PEAK; 0 for silence."""
    level = active_level(waveform, sample_rate)
    if level == -math.inf:
        return 0.0
    headroom = 20.0 * math.log10(HIGHEST_PEAK / waveform.abs().max().item())
    return min(dbfs - level, headroom)


def trim_silence(waveform: Tensor, sample_rate: int, keep_seconds: float = 0.1) -> tuple[int, int]:
    """First sample and last sample + 1 of the speech in a waveform [N], with a margin; (0, 0) for silence."""
    active = active_frames(frame_power(waveform, sample_rate)).nonzero()
    if not active.numel():
        return 0, 0
    frame, margin = frame_samples(sample_rate), round(keep_seconds * sample_rate)
    start = int(active[0]) * frame - margin
    end = (int(active[-1]) + 1) * frame + margin
    return max(start, 0), min(end, waveform.numel())


def frame_samples(sample_rate: int) -> int:
    return max(1, round(FRAME_SECONDS * sample_rate))


def frame_power(waveform: Tensor, sample_rate: int) -> Tensor:
    """Mean square of every 20 ms frame, float64 [F]; the last frame may be shorter."""
    frames = waveform.double().square().split(frame_samples(sample_rate))
    return torch.stack([frame.mean() for frame in frames]) if waveform.numel() else torch.zeros(0).double()


def active_frames(power: Tensor) -> Tensor:
    """bool [F]: the frames within ACTIVE_RANGE_DB of the loudest one; none in digital silence."""
    if not power.numel() or power.max() == 0:
        return torch.zeros_like(power, dtype=torch.bool)
    return power >= power.max() * 10.0 ** (-ACTIVE_RANGE_DB / 10.0)
