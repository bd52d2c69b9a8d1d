"""From the form of the Speak tab to a run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from soundstorm.errors import AudioError
from soundstorm.text.script import read_script
from soundstorm.trace.trace import CANDIDATES
from soundstorm.ui.limits import choose_guidance, choose_pace, choose_schedule, choose_seed
from soundstorm.ui.live import Live, follow
from soundstorm.ui.running import UNCHANGED, RunHandlers, one_sentence, save_speech
from soundstorm.ui.speak.describe import prompt_path, timing_facts, voice_label
from soundstorm.ui.stage import Made, Stage, page_of

READY = "Your sentence is ready"
SOUNDS = {"WAV": ".wav", "MP3": ".mp3", "Opus": ".opus"}


class SpeakUpdate(NamedTuple):
    """One value for every output of a run, in the order of the event's outputs."""

    live: Any = UNCHANGED
    seed: Any = UNCHANGED
    notice: Any = UNCHANGED
    generate: Any = UNCHANGED
    another: Any = UNCHANGED
    stop: Any = UNCHANGED
    made: Any = UNCHANGED


class SpeakHandlers(RunHandlers):
    """The handlers of the tab."""

    update, starts, what = SpeakUpdate, ("generate", "another"), "A run"

    def another(self, stage: Stage, *form: Any) -> Iterator[SpeakUpdate]:
        """The same once more, with a seed drawn by lot."""
        yield from self.run(stage, *form, fresh=True)

    @one_sentence
    def run(
        self,
        stage: Stage,
        mode: str,
        chosen: str | None,
        recording: str | None,
        transcript: str,
        source: str | None,
        seed: float | None,
        iterations: str,
        guidance: float | None,
        pace: float | None,
        beside: bool = False,
        fresh: bool = False,
    ) -> Iterator[SpeakUpdate]:
        """Everything between Generate and the player. chosen: the name of a bundled voice."""
        seed = choose_seed(seed, fresh)
        schedule = choose_guidance(choose_schedule(iterations), guidance)
        options: dict[str, Any] = {}
        if mode == "speak":
            words = read_script(transcript)
            options["pace"] = choose_pace(pace)
        elif not source:
            raise AudioError("Upload or record the speech to convert first.")
        else:
            words = source
        path = prompt_path(chosen, recording)
        pipeline = self.models()
        started = time.perf_counter()
        schedule = schedule.over(pipeline.levels)
        yield SpeakUpdate(notice="", made=None)
        live = Live(self.cache)
        yield SpeakUpdate(live=live.text(), seed=seed)
        voice = pipeline.encode_prompt(path)
        speak = pipeline.stream if mode == "speak" else pipeline.convert
        decoding = speak(words, voice, seed, schedule, CANDIDATES, **options)
        for value in follow(pipeline, decoding, live):
            yield SpeakUpdate(live=value)
        sounds = save_speech(decoding.result, seed, self.cache, tuple(SOUNDS.values()))
        about = {"voice": voice_label(chosen), "pace": options.get("pace", 1.0), "sound": str(sounds[0])}
        run = live.keep(**about)
        if self.line:
            self.line.took(time.perf_counter() - started)
        yield SpeakUpdate(made=Made(run, "b" if beside and stage.a else "alone", stage))
        files = dict(zip(SOUNDS, sounds, strict=True)) | {"Recorded run": Path(run.path)}
        if page := page_of([run], self.cache):
            files["Page"] = Path(page)
        value = live.ready(READY, timing_facts(decoding.result.timings), files)
        yield SpeakUpdate(live=value, **self.buttons(running=False))
