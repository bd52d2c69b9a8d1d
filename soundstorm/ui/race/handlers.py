"""From the button of the Race tab to a pair of traces."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr

from soundstorm.bundled import ASSETS
from soundstorm.errors import UserError
from soundstorm.files import make_folder
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.race import PAIR, Race, begin_race, begin_race_of_words
from soundstorm.text.script import read_script
from soundstorm.ui.limits import Deadline, choose_seed, choose_words
from soundstorm.ui.line import Line
from soundstorm.ui.running import UNCHANGED, sentence_of
from soundstorm.ui.runtime import note, served
from soundstorm.ui.speak.describe import prompt_path

LENGTHS = (3, 5, 10)  # seconds of speech: one visitor must not keep the models for minutes
RUNNING = "Both are decoding, one after the other: each has the machine to itself."
STOPPED = "Stopped: nothing came of this race."


class RaceUpdate(NamedTuple):
    """One value for every output, in the order of the event's outputs."""

    view: Any = UNCHANGED
    notice: Any = UNCHANGED
    files: Any = UNCHANGED
    run: Any = UNCHANGED
    stop: Any = UNCHANGED


@dataclass(frozen=True)
class RaceHandlers:
    """The handlers of the tab.

    cache: the folder that gradio serves files from and empties. line: who waits for the models.
    """

    models: Callable[[], SoundStormPipeline]
    cache: Path
    line: Line

    def wait(self) -> RaceUpdate:
        """At the click, before the queue: Stop works already."""
        return RaceUpdate(notice=note(self.line.told()), **buttons(running=True))

    def stop(self) -> RaceUpdate:
        """When Stop is pressed; the button is free when the step at work is over."""
        return RaceUpdate(notice=note(STOPPED), stop=gr.update(interactive=False))

    def over(self, notice: str | None) -> RaceUpdate:
        """When a race was stopped, or too many are waiting already, which gradio has said."""
        said = UNCHANGED if notice == note(STOPPED) else ""
        return RaceUpdate(notice=said, **buttons(running=False))

    def race(self, voice: str | None, words: str, seconds: float, seed: float | None) -> Iterator[RaceUpdate]:
        """Let both say a sentence in a bundled voice, or let the voice go on for some seconds without one.

        An error ends it with one sentence.
        """
        over = buttons(running=False)
        try:
            words, seed = choose_words(words), choose_seed(seed)
            script = read_script(words, LENGTHS[-1]) if words.strip() else None
            if not script and seconds not in LENGTHS:
                raise UserError(f"Choose {', '.join(map(str, LENGTHS))} seconds.")
            yield RaceUpdate(notice=note(RUNNING))
            pipeline, prompt, deadline = self.models(), prompt_path(voice, None), Deadline()
            started = time.perf_counter()
            if script:
                racing = begin_race_of_words(pipeline, script, prompt, seed)
            else:
                racing = begin_race(pipeline, prompt, float(seconds), seed)
            for _ in deadline.pulses(racing):
                yield RaceUpdate()
            done = racing.race()
            self.line.took(time.perf_counter() - started)
            paths = self._save(done)
            sentence = note(race_sentence(done, "text" if script else "semantic"))
            files = gr.update(value=[str(path) for path in paths], visible=True)
            yield RaceUpdate(view_of(paths), sentence, files, **over)
        except Exception as error:
            yield RaceUpdate(notice=note(sentence_of(error, "A race"), error=True), **over)

    def _save(self, race: Race) -> list[Path]:
        folder = self.cache / secrets.token_hex(12)
        make_folder(folder)
        paths = [folder / name for name in PAIR]
        for path, trace in zip(paths, (race.storm, race.audiolm), strict=True):
            trace.save(path)
        return paths


def after_edit(said: str | None) -> Any:
    """What stands under the buttons when the form is changed: why something was refused may be over."""
    return "" if said and 'role="alert"' in said else UNCHANGED


def buttons(running: bool) -> dict[str, Any]:
    """What starts a race and what stops it."""
    return {"run": gr.update(interactive=not running), "stop": gr.update(interactive=running)}


def view_of(paths: Sequence[Path]) -> dict:
    """What race/race.js shows: SoundStorm's trace, then AudioLM's."""
    return {"run": secrets.token_hex(4), "files": [served(path) for path in paths]}


def bundled_race() -> dict | None:
    """The race that comes with the project, if it does."""
    paths = [ASSETS / "traces" / name for name in PAIR]
    return view_of(paths) if all(path.is_file() for path in paths) else None


def race_sentence(race: Race, before: str) -> str:
    """What was measured, in one line; before: the stage that wrote the semantic tokens."""
    return (
        f"{race.seconds:.1f} s of speech: SoundStorm took {race.soundstorm:.2f} s in {race.storm.precision}, "
        f"AudioLM's coarse stage {race.coarse:.2f} s and its fine stage {race.fine:.2f} s in float32: "
        f"{race.times_faster:.1f} times as long. "
        f"Before it, the {before} stage took {race.semantic:.2f} s; after it, the codec {race.codec:.2f} s."
    )
