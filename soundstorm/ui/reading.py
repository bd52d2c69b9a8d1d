"""A long text while it is spoken: its parts as sounds that the page plays one after the other."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from torch import Tensor

from soundstorm.aloud import ReadingAloud
from soundstorm.audio import write_audio
from soundstorm.errors import UserError
from soundstorm.files import make_folder
from soundstorm.ui.limits import Deadline
from soundstorm.ui.live import SECONDS_BETWEEN_UPDATES
from soundstorm.ui.runtime import served


class LiveReading:
    """Where a long text stands; every value is complete, so values may be skipped (hero/hero.js).

    sample_rate: of its sound, in Hz. marked: whether it is marked as generated.
    """

    def __init__(self, cache: Path, sample_rate: int, marked: bool, tags: dict[str, str]) -> None:
        """
        cache: folder that gradio serves and empties; the parts lie in an unguessable folder in it.
        tags: what their files say of themselves.
        """
        self.run, self.sample_rate, self.marked = secrets.token_hex(12), sample_rate, marked
        self._folder, self._tags = cache / self.run, tags
        self._started = time.perf_counter()
        self._pieces: list[Tensor] = []
        self._parts, self._updates = 0, 0
        self._facts: list[str] = []

    @property
    def waveform(self) -> Tensor:
        """All that was said so far, float32 [N]."""
        return torch.cat(self._pieces)

    def text(self) -> dict:
        """Before it is known how long it will take."""
        return self._value("text")

    def begin(self, parts: int, seconds: float, expected: float) -> dict:
        """parts: how many. seconds: of speech. expected: of computing, both about."""
        self._parts = parts
        self._facts = [
            f"{parts} parts",
            f"about {seconds:.0f} s of speech",
            f"about {expected:.0f} s of work",
        ]
        return self._value("reading")

    def at(self, level: int, iteration: int, iterations: int) -> dict:
        """The part at work has come to an iteration of a level."""
        return self._value("reading") | {"level": level, "iteration": iteration, "iterations": iterations}

    def add(self, waveform: Tensor) -> dict:
        """Another part [N] can be heard, right behind the one before."""
        make_folder(self._folder)
        write_audio(self._piece(len(self._pieces)), waveform, self.sample_rate, self._tags)
        self._pieces.append(waveform)
        return self._value("reading")

    def ready(self, headline: str, facts: list[str], files: dict[str, Path]) -> dict:
        """What came of it: files to take away by the names of their links, the first to be played."""
        self._facts = facts
        links = {name: served(path) for name, path in files.items()}
        return self._value("ready") | {
            "headline": headline,
            "files": links,
            "marked": self.marked,
            "whole": next(iter(links.values())),
        }

    def _piece(self, number: int) -> Path:
        return self._folder / f"{number}.wav"

    def _value(self, phase: str) -> dict:
        self._updates += 1
        return {
            "run": self.run,
            "update": self._updates,
            "phase": phase,
            "elapsed": time.perf_counter() - self._started,
            "facts": self._facts,
            "level": 0,
            "iteration": 0,
            "iterations": 0,
            "parts": self._parts,
            "finished": len(self._pieces),
            "sounds": len(self._pieces),
            "sample_rate": self.sample_rate,
            "sound": served(self._piece(0)) if self._pieces else None,
        }


def follow_reading(
    reading: ReadingAloud, live: LiveReading, deadline: Deadline, expect: Callable[[float], None]
) -> Iterator[dict]:
    """Speak a text to its end; yields what the page is told, every part with its sound.

    `expect` is told about how many seconds it will take.

    Also within a part there is a value at least every few iterations: whoever stops it waits no longer.
    """
    estimate = reading.estimate()
    if estimate > deadline.seconds:  # not after all of that time
        raise UserError(
            f"Speak less at once, or ask for fewer iterations: this would take about {estimate:.0f} s, and "
            f"a text may take {deadline.seconds:.0f}."
        )
    expect(estimate)
    yield live.begin(len(reading.parts), reading.seconds, estimate)
    seams = reading.seams()
    for number, decoding in enumerate(reading.decodings(), start=1):
        shown_at = 0.0
        for step in deadline.over(decoding):
            if time.perf_counter() - shown_at >= SECONDS_BETWEEN_UPDATES:
                yield live.at(step.level, step.iteration, step.iterations)
                shown_at = time.perf_counter()
        yield live.add(seams.add(decoding.result.waveform, is_last=number == len(reading.parts)))
