"""From clicks to the pipeline and back: generators that turn decoding steps into page updates.

Nothing here remembers a user: what a run needs lives in its generator, what it leaves in the visitor's stage.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr
from torch import Tensor

from soundstorm.acoustic.decoding import Schedule
from soundstorm.audio import write_audio
from soundstorm.errors import AudioError, UserError
from soundstorm.pipeline import Decoding, Result, SoundStormPipeline, VoicePrompt
from soundstorm.text.script import read_script
from soundstorm.trace.sound import add_sound
from soundstorm.trace.trace import CANDIDATES
from soundstorm.ui.describe import note, timings_table
from soundstorm.ui.live import Live, closed, stopped
from soundstorm.ui.runs import Run, keep
from soundstorm.ui.runtime import FULL, MODELS, MOST_WAITING, SILENT, WAITING
from soundstorm.ui.stage import Made, Stage

SECONDS_BETWEEN_UPDATES = 0.05  # an update costs the server a few milliseconds; faster ones are not seen
LARGEST_SEED = 2**31 - 1
MOST_ITERATIONS = 256  # a public page: one visitor must not keep the models for minutes
UNCHANGED: Any = gr.skip()
IN_LIST = "The new run is in the list above the theatre."
FAILURE = "This failed inside the app, and its log says why: try again, your form is kept."

log = logging.getLogger(__name__)


class Update(NamedTuple):
    """One value for every output of a run, in the order of the event's outputs."""

    live: Any = UNCHANGED
    result: Any = UNCHANGED
    timings: Any = UNCHANGED
    seed: Any = UNCHANGED
    notice: Any = UNCHANGED
    generate: Any = UNCHANGED
    stop: Any = UNCHANGED
    made: Any = UNCHANGED


class Put(NamedTuple):
    """One value for every output of a run's end, in the order of the event's outputs."""

    stage: Any = UNCHANGED
    live: Any = UNCHANGED
    notice: Any = UNCHANGED


@dataclass(frozen=True)
class Handlers:
    """The run handlers over the models.

    cache: the folder that gradio serves files from and empties. waiting: how many wait for the models.
    """

    models: Callable[[], SoundStormPipeline]
    cache: Path
    waiting: Callable[[], int] = lambda: 0

    def wait(self) -> Update:
        """At the click, before the queue: another visitor's run may come first, and Stop works already."""
        refuse_when_full(self.waiting())
        return Update(notice=note(WAITING), **_buttons(running=True))

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
    ) -> Iterator[Update]:
        """Everything between Generate and the theatre; a user's error ends it with one sentence."""
        try:
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
            yield Update(notice="", made=None)
            live = Live(schedule, self.cache, pipeline.codec.frame_rate)
            voice: VoicePrompt = pipeline.encode_prompt(prompt)
            yield Update(live=live.prompt(voice), result=gr.update(value=None), timings="", seed=chosen)
            options = {"prompt": voice, "seed": chosen, "schedule": schedule, "candidates": CANDIDATES}
            speak = mode == "speak"
            decoding = pipeline.stream(script, **options) if speak else pipeline.convert(source, **options)
            for value in follow(pipeline, decoding, live):
                yield Update(live=value)
            result = decoding.result
            path = gr.update(value=str(save_speech(result, chosen, self.cache)), visible=True)
            yield Update(live=live.done(result.trace), result=path, timings=timings_table(result.timings))
            run = keep_sounding(pipeline, result, self.cache, live.waveforms)
            made = Made(run, "b" if beside and stage.a else "alone", stage)
            yield Update(made=made, **_buttons(running=False))
        except Exception as error:
            sentence = note(sentence_of(error, "A run"), error=True)
            yield Update(live=closed(), notice=sentence, made=None, **_buttons(running=False))

    def stop(self) -> Update:
        """After Stop has cancelled the run: keep what is on the screen and free the form."""
        return Update(live=stopped(), notice="", **_buttons(running=False))


def put_run(stage: Stage, made: Made | None) -> Put:
    """What a run made, onto the stage as it is now; nothing when it made none.

    An event of its own: a run takes seconds, and what it read of the stage at its beginning may be gone.
    """
    if made is None:
        return Put()
    stage, as_asked = stage.put(made)
    return Put(stage) if as_asked else Put(stage, closed(), note(IN_LIST))


def follow(pipeline: SoundStormPipeline, decoding: Decoding, live: Live) -> Iterator[dict]:
    """Run a decoding to its end; yields what the live view shows, every level with its sound."""
    yield live.target(decoding)
    shown_at = 0.0
    for step in decoding:
        if step.level_done and step.level < pipeline.levels:
            waveform = pipeline.decode_audio(step.codes[:, : step.level], step.prompt_frames)
            live.add_level(step.level, waveform, pipeline.sample_rate)
        if step.level_done or time.perf_counter() - shown_at >= SECONDS_BETWEEN_UPDATES:
            yield live.step(step)
            shown_at = time.perf_counter()
    live.add_level(pipeline.levels, decoding.result.waveform, decoding.result.sample_rate)


def keep_sounding(
    pipeline: SoundStormPipeline, result: Result, cache: Path, known: dict[int, Tensor] | None = None
) -> Run:
    """Add the sound of every level to the trace of a result and keep it in `cache`.

    known: waveforms [N] of the levels 1..q, by q, as far as they were decoded before.
    """
    known, target = known or {}, result.codes.shape[2]

    def decode_audio(codes: Tensor, prompt_frames: int) -> Tensor:
        level, frames = codes.shape[1], codes.shape[2] - prompt_frames
        if level in known and frames == target and prompt_frames == result.prompt_frames:
            return known[level]
        return pipeline.decode_audio(codes, prompt_frames)

    return keep(add_sound(result.trace, decode_audio), cache)


def save_speech(result: Result, seed: int, cache: Path) -> Path:
    """The final speech as a file with a telling name in an unguessable folder of `cache`."""
    folder = cache / secrets.token_hex(12)
    folder.mkdir(parents=True)
    path = folder / f"soundstorm-seed-{seed}.wav"
    write_audio(path, result.waveform, result.sample_rate)
    return path


def sentence_of(error: Exception, what: str) -> str:
    """What a visitor is told when `what` ended with an error; one that is none of theirs is logged.

    Called where the error was caught.
    """
    if isinstance(error, UserError):
        return str(error)
    log.exception("%s failed", what)
    return FAILURE


def run_on_click(
    button: gr.Button,
    wait: Callable[[], Any],
    run: Callable[..., Any],
    inputs: list,
    outputs: NamedTuple,
    stage: gr.State,
) -> Any:
    """A click becomes a run in the queue of the models, unless too many wait there; returns the run's event.

    wait: answers at the click and refuses when too many wait. inputs: of `run`, after the stage.
    outputs: components by the names of an update: `live`, `notice`, `made` and more.
    """
    click = button.click(wait, None, list(outputs), queue=False, **SILENT)
    click.failure(lambda: note(FULL, error=True), None, outputs.notice, queue=False, **SILENT)
    running = click.success(run, [stage, *inputs], list(outputs), **MODELS, **SILENT)
    running.success(put_run, [stage, outputs.made], list(Put(stage, outputs.live, outputs.notice)), **SILENT)
    return running


def refuse_when_full(waiting: int) -> None:
    """Ends the event, so that no run follows it, when too many are waiting already."""
    if waiting >= MOST_WAITING:
        raise gr.Error(FULL, print_exception=False)


def choose_seed(seed: float | None, random_seed: bool = False) -> int:
    """The seed of a run: a fresh one, or the user's if it is a whole number in range."""
    if random_seed:
        return secrets.randbelow(LARGEST_SEED)
    if not isinstance(seed, int | float) or not float(seed).is_integer() or not 0 <= seed <= LARGEST_SEED:
        raise UserError(f"Give a whole number from 0 to {LARGEST_SEED} as the seed, or choose random.")
    return int(seed)


def choose_schedule(iterations: str) -> Schedule:
    """The decoding schedule of a run, at most MOST_ITERATIONS in all."""
    if not isinstance(iterations, str):  # a program can send anything
        raise UserError("Write the iterations as text, like 16,1,1,1.")
    return affordable(Schedule.parse(iterations))


def affordable(schedule: Schedule) -> Schedule:
    """The schedule, if one visitor may have it."""
    if sum(schedule.iterations) > MOST_ITERATIONS:
        raise UserError(f"Ask for at most {MOST_ITERATIONS} iterations in all levels together.")
    return schedule


def _buttons(running: bool) -> dict[str, Any]:
    return {"generate": gr.update(interactive=not running), "stop": gr.update(interactive=running)}
