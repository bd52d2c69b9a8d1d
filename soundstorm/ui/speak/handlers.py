"""From the form of the Speak tab to a run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import gradio as gr

from soundstorm.errors import AudioError
from soundstorm.text.script import read_script
from soundstorm.trace.trace import CANDIDATES
from soundstorm.ui.limits import choose_schedule, choose_seed
from soundstorm.ui.live import Live, follow
from soundstorm.ui.running import UNCHANGED, RunHandlers, one_sentence, save_speech
from soundstorm.ui.speak.describe import timings_table
from soundstorm.ui.stage import Made, Stage


class SpeakUpdate(NamedTuple):
    """One value for every output of a run, in the order of the event's outputs."""

    live: Any = UNCHANGED
    result: Any = UNCHANGED
    timings: Any = UNCHANGED
    seed: Any = UNCHANGED
    notice: Any = UNCHANGED
    generate: Any = UNCHANGED
    stop: Any = UNCHANGED
    made: Any = UNCHANGED


class SpeakHandlers(RunHandlers):
    """The handlers of the tab."""

    update, starts, what = SpeakUpdate, ("generate",), "A run"

    @one_sentence
    def run(
        self,
        stage: Stage,
        mode: str,
        prompt: str | None,
        transcript: str,
        source: str | None,
        seed: float | None,
        random_seed: bool,
        iterations: str,
        beside: bool = False,
    ) -> Iterator[SpeakUpdate]:
        """Everything between Generate and the theatre."""
        chosen = choose_seed(seed, random_seed)
        schedule = choose_schedule(iterations)
        if mode == "speak":
            script = read_script(transcript)
        elif not source:
            raise AudioError("Upload or record the speech to convert first.")
        if not prompt:
            raise AudioError("Choose, upload or record a voice first.")
        pipeline = self.models()
        schedule = schedule.over(pipeline.levels)
        yield SpeakUpdate(notice="", made=None)
        live = Live(self.cache)
        yield SpeakUpdate(live=live.text(), result=gr.update(value=None), timings="", seed=chosen)
        voice = pipeline.encode_prompt(prompt)
        options = {"prompt": voice, "seed": chosen, "schedule": schedule, "candidates": CANDIDATES}
        speak = mode == "speak"
        decoding = pipeline.stream(script, **options) if speak else pipeline.convert(source, **options)
        for value in follow(pipeline, decoding, live):
            yield SpeakUpdate(live=value)
        result = decoding.result
        path = gr.update(value=str(save_speech(result, chosen, self.cache)), visible=True)
        yield SpeakUpdate(result=path, timings=timings_table(result.timings))
        made = Made(live.keep(), "b" if beside and stage.a else "alone", stage)
        yield SpeakUpdate(made=made, **self.buttons(running=False))
