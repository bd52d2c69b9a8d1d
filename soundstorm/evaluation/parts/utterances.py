"""Which speech is measured: clips of a range of lengths, cut or joined where none is as long."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from soundstorm.audio import normalise_level, read_audio
from soundstorm.audio.prompt import MAX_RECORDING_SECONDS
from soundstorm.corpus import NON_NATIVE, round_robin

if TYPE_CHECKING:
    from soundstorm.corpus import Clip

LEAST_PROMPT_SECONDS = 3.0
CUT_WITHIN = 0.7  # of the longest length: from there on the quietest place is looked for
CUT_GRID_SECONDS = 0.04


@dataclass(frozen=True)
class Utterance:
    """One clip, its beginning, or some clips of one speaker that follow each other."""

    clips: tuple[Clip, ...]
    longest: float | None = None  # seconds that are read of it, when it is cut

    @property
    def speaker(self) -> str:
        return self.clips[0].speaker

    @property
    def path(self) -> Path:
        return self.clips[0].path

    @property
    def transcript(self) -> str:
        """What is said, empty where that is not known of all of it."""
        known = self.longest is None and all(clip.transcript for clip in self.clips)
        return " ".join(clip.transcript for clip in self.clips) if known else ""

    def waveform(self, sample_rate: int) -> Tensor:
        """float32 [N] at the level the models were trained at."""
        whole = torch.cat([read_audio(clip.path, sample_rate) for clip in self.clips])
        if self.longest is not None:
            grid, within = round(CUT_GRID_SECONDS * sample_rate), (CUT_WITHIN * self.longest, self.longest)
            whole = whole[: quiet_place(whole, sample_rate, *within, grid)]
        return normalise_level(whole, sample_rate)


def quiet_place(waveform: Tensor, sample_rate: int, earliest: float, latest: float, grid: int) -> int:
    """The quietest of all multiples of `grid` samples from `earliest` to `latest` seconds of a waveform [N].

    How loud a place is, is told by the `grid` samples around it.
    """
    first, last = (math.ceil(earliest * sample_rate / grid), math.floor(latest * sample_rate / grid))
    around = waveform[first * grid - grid // 2 : last * grid + grid // 2].unfold(0, grid, grid)
    return (first + int(around.square().mean(1).argmin())) * grid


def native(clips: Sequence[Clip]) -> list[Clip]:
    """The clips of native speakers, all where there are none."""
    return [clip for clip in clips if clip.corpus not in NON_NATIVE] or list(clips)


def prompt_recording(clip: Clip, sample_rate: int) -> Tensor:
    """What a voice prompt is looked for in, float32 [N]: of a longer clip the first minute."""
    return read_audio(clip.path, sample_rate)[: round(MAX_RECORDING_SECONDS * sample_rate)]


def utterances(clips: Sequence[Clip], shortest: float, longest: float, count: int) -> list[Utterance]:
    """Up to `count` utterances of native speakers from `shortest` to `longest` seconds, each speaker in turn.

    Of every speaker whole clips come first, those with a transcript before others, then beginnings of longer
    clips without one, then neighbours joined. In every turn speakers with a transcript come first.
    """
    clips = native(clips)
    whole = [Utterance((clip,)) for clip in clips if shortest <= clip.seconds < longest]
    cut = [Utterance((clip,), longest) for clip in clips if clip.seconds >= longest and not clip.transcript]
    joined = [
        Utterance(run)
        for known in (True, False)
        for run in _joined([clip for clip in clips if bool(clip.transcript) == known], shortest, longest)
    ]
    found = round_robin(
        [*whole, *cut, *joined], order=lambda one: (len(one.clips), not one.transcript, str(one.path))
    )
    turns = [sum(other.speaker == one.speaker for other in found[:place]) for place, one in enumerate(found)]
    first = sorted(range(len(found)), key=lambda place: (turns[place], not found[place].transcript))
    return [found[place] for place in first[:count]]


def _joined(clips: Sequence[Clip], shortest: float, longest: float) -> Iterator[tuple[Clip, ...]]:
    """Runs of two and more neighbours (by name) of one speaker that are together long enough."""
    ordered = sorted(clips, key=lambda clip: (clip.speaker, str(clip.path)))
    for _, own in groupby(ordered, key=lambda clip: clip.speaker):
        run: list[Clip] = []
        for clip in own:
            if shortest <= clip.seconds or sum(part.seconds for part in run) + clip.seconds >= longest:
                run = []
            if clip.seconds < shortest:
                run.append(clip)
            if sum(part.seconds for part in run) >= shortest:
                yield tuple(run)
                run = []
