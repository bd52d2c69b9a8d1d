"""Which speech is measured: clips of a range of lengths, joined where none is long enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from soundstorm.audio import normalise_level, read_audio
from soundstorm.evaluation.metrics import SAMPLE_RATE
from soundstorm.evaluation.statistics import round_robin
from soundstorm.training.data import NON_NATIVE

if TYPE_CHECKING:
    from soundstorm.training.data import Clip

LEAST_PROMPT_SECONDS = 3.0
SENTENCE_SECONDS = (2.0, 10.0)


@dataclass(frozen=True)
class Utterance:
    """One clip, or some of one speaker that follow each other."""

    clips: tuple[Clip, ...]

    @property
    def speaker(self) -> str:
        return self.clips[0].speaker

    @property
    def path(self) -> Path:
        return self.clips[0].path

    @property
    def transcript(self) -> str:
        return " ".join(clip.transcript for clip in self.clips).strip()

    def waveform(self) -> Tensor:
        """float32 [N] at 16 kHz, at the level the models were trained at."""
        whole = torch.cat([read_audio(clip.path, SAMPLE_RATE) for clip in self.clips])
        return normalise_level(whole, SAMPLE_RATE)


def native(clips: Sequence[Clip]) -> list[Clip]:
    """The clips of native speakers, all where there are none."""
    return [clip for clip in clips if clip.corpus not in NON_NATIVE] or list(clips)


def native_sentences(clips: Sequence[Clip], count: int) -> list[Clip]:
    """Transcribed recordings of native speakers, about as long as a sentence; every speaker in turn."""
    shortest, longest = SENTENCE_SECONDS
    read = [clip for clip in clips if clip.transcript and shortest <= clip.seconds < longest]
    return round_robin(native(read), count)


def utterances(clips: Sequence[Clip], shortest: float, longest: float, count: int) -> list[Utterance]:
    """Up to `count` transcribed utterances of native speakers from `shortest` to `longest` seconds.

    Half as many without a transcript join them, for other voices: most speakers of a corpus may have none.
    """
    transcribed = _in_range([clip for clip in native(clips) if clip.transcript], shortest, longest)
    others = _in_range([clip for clip in native(clips) if not clip.transcript], shortest, longest)
    return transcribed[:count] + others[: count // 2]


def _in_range(clips: Sequence[Clip], shortest: float, longest: float) -> list[Utterance]:
    """Whole clips, every speaker in turn, then joined ones likewise."""
    whole = [clip for clip in clips if shortest <= clip.seconds < longest]
    joined = [Utterance(run) for run in _joined(clips, shortest, longest)]
    return [Utterance((clip,)) for clip in round_robin(whole)] + round_robin(joined)


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
