"""A run while it is decoded: its trace in pieces that the page fetches, and where it stands.

Gradio may drop values that arrive faster than the page is drawn. So a value says how many pieces there are,
and the page fetches those that it has not yet (static/growing.js).
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr
from torch import Tensor

from soundstorm.acoustic.decoding import DecodingStep
from soundstorm.files import make_folder, write_whole
from soundstorm.pipeline import Decoding, SoundStormPipeline
from soundstorm.trace import Trace
from soundstorm.trace.growth import first_piece, next_piece
from soundstorm.trace.sound import LevelSounds
from soundstorm.ui.assets import component, read_static
from soundstorm.ui.limits import Deadline
from soundstorm.ui.runs import Run, keep
from soundstorm.ui.runtime import served

# What is made in each phase.
STATIONS = {"text": "semantic tokens", "decoding": "acoustic tokens", "done": "speech"}
SECONDS_BETWEEN_UPDATES = 0.05  # an update costs the server a few milliseconds; faster ones are not seen


class Live:
    """One run on the screen: its clock, the pieces of its trace, the sound of its finished levels."""

    def __init__(self, cache: Path):
        """cache: folder that gradio serves and empties; the run makes its own unguessable folder in it."""
        self.run = secrets.token_hex(12)
        self.cache, self.folder = cache, cache / self.run
        self.started = time.perf_counter()
        self.facts: list[str] = []
        self.position: dict = {"level": 0, "iteration": 0, "iterations": 0}
        self.finished, self.pieces, self.updates = 0, 0, 0
        self._trace: Trace | None = None
        self._sounds: LevelSounds | None = None
        self._told = 0  # iterations that are in a piece
        self._marked = False

    def text(self, words: bool = True) -> dict:
        """Before the semantic tokens are known; words: whether they are made from words."""
        self.facts = [*(["phonemes"] if words else []), *STATIONS.values()]
        return self._value("text")

    def begin(self, trace: Trace, watermark: bool) -> dict:
        """Every frame still to be decided; `trace` goes on being recorded into.

        watermark: whether the sound is marked as generated.
        """
        self._marked = watermark
        self._trace, self._sounds = trace, LevelSounds(trace, watermark)
        self.facts = run_facts(trace)
        self._write(first_piece(trace))
        return self._value("decoding")

    def step(self, step: DecodingStep | None) -> dict:
        """What the iterations since the last value did, this one being the last; None: another is at work."""
        if step is not None:
            self.position = {"level": step.level, "iteration": step.iteration, "iterations": step.iterations}
        if new := self._trace.iterations[self._told :]:
            self._told += len(new)
            self._write(next_piece(self._trace, new))
        return self._value("decoding")

    def level(self, waveform: Tensor) -> dict:
        """The next level can be heard: its sound [N], of all levels up to it."""
        audio = self._sounds.add(waveform)
        self.finished = len(self._sounds.pictures)
        self._write(next_piece(self._trace, audio=audio, pictures={self.finished: self._sounds.pictures[-1]}))
        return self._value("decoding")

    def prompt(self, waveform: Tensor) -> dict:
        """The voice prompt can be heard: its sound [N]."""
        self._write(next_piece(self._trace, audio=self._sounds.add_prompt(waveform)))
        return self._value("decoding")

    def done(self) -> dict:
        """All of the trace is there."""
        self._sounds.complete(self._trace)
        self._write(next_piece(self._trace))
        return self._value("done")

    def keep(self, **about: Any) -> Run:
        """The finished trace as one file, under the name of the run: the page has it already.

        about: further fields of the `Run`.
        """
        return keep(self._trace, self.cache, self.run, **about)

    def ready(self, headline: str, facts: list[str], files: dict[str, Path]) -> dict:
        """What came of it: files to take away by the names of their links."""
        self.facts = facts
        links = {name: served(path) for name, path in files.items()}
        return self._value("ready") | {"headline": headline, "files": links, "marked": self._marked}

    def _write(self, piece: bytes) -> None:
        make_folder(self.folder)
        write_whole(self._file(self.pieces), piece)
        self.pieces += 1

    def _file(self, number: int) -> Path:
        return self.folder / f"{number}.piece"

    def _value(self, phase: str) -> dict:
        """Where the run stands in a phase: text, decoding, done (until it is on the screen), ready."""
        self.updates += 1
        return {
            "run": self.run,
            "update": self.updates,
            "phase": phase,
            "elapsed": time.perf_counter() - self.started,
            "facts": self.facts,
            "station": STATIONS.get(phase, ""),
            "levels": self._trace.levels if self._trace else 0,
            "finished": self.finished,
            "pieces": self.pieces,
            "first": served(self._file(0)) if self.pieces else None,
            **self.position,
        }


def follow(
    pipeline: SoundStormPipeline, decoding: Decoding, live: Live, deadline: Deadline
) -> Iterator[dict]:
    """Run a decoding to its end; yields what the page is told, every level with its sound."""
    trace = decoding.trace
    deadline.check()
    yield live.begin(trace, pipeline.watermark)
    shown_at = 0.0
    for step in deadline.over(decoding.watched()):
        is_complete = step is not None and step.level_done
        if is_complete or time.perf_counter() - shown_at >= SECONDS_BETWEEN_UPDATES:
            yield live.step(step)
            shown_at = time.perf_counter()
        if is_complete and step.level < pipeline.levels:
            yield live.level(pipeline.decode_audio(step.codes[:, : step.level], step.prompt_frames))
        if is_complete and step.level == 1 and trace.prompt_frames:  # not at the end, which is waited for
            yield live.prompt(pipeline.decode_audio(trace.given[None, :, : trace.prompt_frames]))
    yield live.level(decoding.result.waveform)
    yield live.done()


def hero_view(place: Callable) -> gr.HTML:
    """The top of the page: what is on the screen to hear, where a run stands, what came of it.

    Takes the values of `Live` and of the functions below; asks `place` where it stands while a run waits.
    """
    scripts = [read_static(f"{name}.js") for name in ("static/scroll", "hero/focus", "hero/reading")]
    return component("hero/hero", "".join(scripts), answers=[place])


def queued(ahead: int, wait: float) -> dict:
    """Before a run begins: how many come first, and about how many seconds that will take."""
    return {"run": secrets.token_hex(4), "phase": "queue", "ahead": ahead, "wait": wait, "facts": []}


def stopped() -> dict:
    """Tells the page to keep what it shows and to say that the run was stopped."""
    return {"run": secrets.token_hex(4), "phase": "stopped"}


def closed() -> dict:
    """Tells the page to show the stage as it was before the run: the run failed, or is in the list."""
    return {"run": secrets.token_hex(4), "phase": "closed"}


def run_facts(trace: Trace) -> list[str]:
    """From words to tokens: the lengths of one run, ready to print."""
    frames = trace.target_frames
    words = [f"{len(trace.phonemes)} phonemes"] if trace.phonemes else []
    return [
        *words,
        f"{len(trace.target_semantic)} semantic tokens",
        f"{frames} frames × {trace.levels} levels = {frames * trace.levels:,} acoustic tokens",
        f"{trace.seconds:.1f} s of speech",
    ]
