"""How long it is quiet where one speaker ends and another begins, by the level of the sound."""

from __future__ import annotations

from itertools import groupby

from torch import Tensor

from soundstorm.audio.level import FRAME_SECONDS, frame_power, without_offset

# Below the loudest 20 ms. Between phrases of generated speech it is about 45 dB, at times 39: the 40 of
# `active_level` would take that for speech.
QUIET_DB = 35.0
NEAR_SECONDS = 0.1  # of where the turn changes by its tokens: as far the sound may be from them


def gap_seconds(waveform: Tensor, sample_rate: int, change: float) -> float:
    """Length of the longest quiet near a change of turns, in steps of 20 ms; 0 where the voices meet.

    Args:
        waveform: float [N], of the whole dialogue.
        change: seconds.
    """
    power = frame_power(without_offset(waveform), sample_rate)
    quiet = (power < power.max() * 10.0 ** (-QUIET_DB / 10.0)).tolist()
    earliest, latest = ((change + side) / FRAME_SECONDS for side in (-NEAR_SECONDS, NEAR_SECONDS))
    longest = first = 0
    for is_quiet, run in groupby(quiet):
        end = first + len([*run])
        if is_quiet and first <= latest and end >= earliest:
            longest = max(longest, end - first)
        first = end
    return longest * FRAME_SECONDS
