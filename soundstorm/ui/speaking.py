"""Runs that make speech, whichever tab starts them: one decoding, watched, or a long text, part by part."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr
from torch import Tensor

from soundstorm.aloud import ReadingAloud
from soundstorm.pipeline import Decoding, SoundStormPipeline
from soundstorm.ui.limits import MOST_READING_SECONDS, Deadline
from soundstorm.ui.live import Live, follow
from soundstorm.ui.reading import LiveReading, follow_reading
from soundstorm.ui.running import UNCHANGED, RunHandlers, run_on_click, save_sounds
from soundstorm.ui.runs import shortened
from soundstorm.ui.runtime import HOUR, SILENT
from soundstorm.ui.speak.describe import timing_facts
from soundstorm.ui.stage import LongText, Made, Stage, page_of

SOUNDS = {"WAV": ".wav", "MP3": ".mp3", "Opus": ".opus"}
LONG_READY = "Your text is ready"


class SpeakUpdate(NamedTuple):
    """One value for every output of a run, in the order of the event's outputs."""

    live: Any = UNCHANGED
    seed: Any = UNCHANGED
    notice: Any = UNCHANGED
    generate: Any = UNCHANGED
    another: Any = UNCHANGED
    stop: Any = UNCHANGED
    made: Any = UNCHANGED


@dataclass(frozen=True)
class SpeakingTab:
    """The components of a tab that makes speech, which a run reads and writes.

    form: the inputs of the handlers' `run` after the stage.
    """

    form: list[gr.components.Component]
    seed: gr.Number
    notice: gr.HTML
    generate: gr.Button
    another: gr.Button
    stop: gr.Button

    def wire(self, handlers: SpeakingHandlers, live: gr.HTML, stage: gr.State) -> None:
        """Connect the buttons with the top of the page and the stage."""
        made = gr.State(None, time_to_live=HOUR)
        outputs = SpeakUpdate(live, self.seed, self.notice, self.generate, self.another, self.stop, made)
        starts = ((self.generate, handlers.run), (self.another, handlers.another))
        runs = [run_on_click(button, handlers, run, self.form, outputs, stage) for button, run in starts]
        self.stop.click(handlers.stop, None, list(outputs), cancels=runs, queue=False, **SILENT)


class SpeakingHandlers(RunHandlers):
    """What the tabs that make speech have in common."""

    update, starts = SpeakUpdate, ("generate", "another")

    def another(self, stage: Stage, *form: Any) -> Iterator[SpeakUpdate]:
        """The same once more, with a seed drawn by lot."""
        yield from self.run(stage, *form, fresh=True)

    def watch(
        self,
        pipeline: SoundStormPipeline,
        start: Callable[[], Decoding],
        stage: Stage,
        seed: int,
        ready: str,
        beside: bool = False,
        words: bool = True,
        **about: Any,
    ) -> Iterator[SpeakUpdate]:
        """A decoding that `start` begins, step by step, onto the stage and with its files to take away.

        ready: the headline at its end. words: whether they are what it begins with. about: further
        fields of its `Run`.
        """
        started, deadline = time.perf_counter(), Deadline()
        yield SpeakUpdate(notice="", made=None)
        live = Live(self.cache)
        yield SpeakUpdate(live=live.text(words), seed=seed)
        decoding = start()
        for value in follow(pipeline, decoding, live, deadline):
            yield SpeakUpdate(live=value)
        result = decoding.result
        sounds = self._save(pipeline, result.waveform, seed)
        run = live.keep(**about, sound=str(sounds[0]))
        self.took(started, result.timings.audio_seconds)
        yield SpeakUpdate(made=Made(run, "b" if beside and stage.a else "alone", stage))
        files = dict(zip(SOUNDS, sounds, strict=True)) | {"Recorded run": Path(run.path)}
        if page := page_of([run], self.cache):
            files["Page"] = Path(page)
        value = live.ready(ready, timing_facts(result.timings), files)
        yield SpeakUpdate(live=value, **self.buttons(running=False))

    def read(
        self, pipeline: SoundStormPipeline, start: Callable[[], ReadingAloud], seed: int
    ) -> Iterator[SpeakUpdate]:
        """A long text, heard part by part while it is made, and one file of all of it at the end."""
        started, deadline = time.perf_counter(), Deadline(MOST_READING_SECONDS)
        yield SpeakUpdate(notice="", made=None)
        live = LiveReading(self.cache, pipeline.sample_rate, pipeline.watermark, pipeline.origin.tags(seed))
        yield SpeakUpdate(live=live.text(), seed=seed)
        reading = start()
        expect = self.line.expect if self.line else lambda seconds: None
        for value in follow_reading(reading, live, deadline, expect):
            yield SpeakUpdate(live=value)
        sounds, seconds = self._save(pipeline, live.waveform, seed), reading.timings.audio_seconds
        self.took(started, seconds)
        differs = f"{len(reading.parts)} parts, {seconds:.0f} s of speech, seed {seed}"
        text = LongText(live.run, shortened(reading.parts[0].transcript), differs, str(sounds[0]))
        value = live.ready(LONG_READY, timing_facts(reading.timings), dict(zip(SOUNDS, sounds, strict=True)))
        yield SpeakUpdate(live=value, made=text, **self.buttons(running=False))

    def _save(self, pipeline: SoundStormPipeline, waveform: Tensor, seed: int) -> list[Path]:
        """Speech [N] in every format that can be taken away."""
        rate, origin = pipeline.sample_rate, pipeline.origin
        return save_sounds(waveform, rate, seed, origin, self.cache, tuple(SOUNDS.values()))
