"""From clicks to the pipeline and back: generators that turn decoding steps into page updates.

Nothing here remembers a user: what a run needs lives in its generator.
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

from soundstorm.acoustic.decoding import Schedule
from soundstorm.audio import write_audio
from soundstorm.errors import AudioError, UserError
from soundstorm.pipeline import Decoding, Result, SoundStormPipeline, VoicePrompt
from soundstorm.text.normalise import check_transcript
from soundstorm.ui.describe import frames_per_second, note, timings_table
from soundstorm.ui.player import Player, failed, stopped

SECONDS_BETWEEN_UPDATES = 0.05  # an update costs the server a few milliseconds; faster ones are not seen
LARGEST_SEED = 2**31 - 1
MOST_ITERATIONS = 256  # a public page: one visitor must not keep the models for minutes
UNCHANGED: Any = gr.skip()

log = logging.getLogger(__name__)


class Update(NamedTuple):
    """One value for every output of a run, in the order of the event's outputs."""

    player: Any = UNCHANGED
    result: Any = UNCHANGED
    timings: Any = UNCHANGED
    seed: Any = UNCHANGED
    notice: Any = UNCHANGED
    generate: Any = UNCHANGED
    stop: Any = UNCHANGED


@dataclass(frozen=True)
class Handlers:
    """The run handlers over one pipeline; `cache` is the folder that gradio serves files from and empties."""

    pipeline: SoundStormPipeline
    cache: Path

    def wait(self) -> Update:
        """At the click, before the queue: another visitor's run may come first, and Stop works already."""
        return Update(notice=note("Waiting for the models."), **_buttons(running=True))

    def run(
        self,
        mode: str,
        prompt: str | None,
        transcript: str,
        source: str | None,
        seed: float | None,
        random_seed: bool,
        iterations: str,
    ) -> Iterator[Update]:
        """Everything between Generate and the final audio; a user's error ends it with one sentence."""
        yield Update(notice="")
        try:
            chosen = choose_seed(seed, random_seed)
            schedule = choose_schedule(iterations)
            start = self._speak(transcript) if mode == "speak" else self._convert(source)
            if not prompt:
                raise AudioError("Choose, upload or record a voice first.")
            yield from self._decode(prompt, start, chosen, schedule)
            yield Update(**_buttons(running=False))
        except UserError as error:
            yield Update(player=failed(), notice=note(str(error), error=True), **_buttons(running=False))
        except Exception:
            log.exception("A run failed")
            sentence = "This run failed inside the app, and its log says why: try again, your form is kept."
            yield Update(player=failed(), notice=note(sentence, error=True), **_buttons(running=False))

    def stop(self) -> Update:
        """After Stop has cancelled the run: keep what is on the screen and free the form."""
        return Update(player=stopped(), notice="", **_buttons(running=False))

    def _speak(self, transcript: str) -> Callable[..., Decoding]:
        text = check_transcript(transcript)
        return lambda **options: self.pipeline.stream(text, **options)

    def _convert(self, source: str | None) -> Callable[..., Decoding]:
        if not source:
            raise AudioError("Upload or record the speech to convert first.")
        return lambda **options: self.pipeline.convert(source, **options)

    def _decode(
        self, prompt: str, start: Callable[..., Decoding], seed: int, schedule: Schedule
    ) -> Iterator[Update]:
        """The updates of one run: prompt, masked target, steps, levels, result."""
        player = Player(schedule, self.cache, frames_per_second(self.pipeline))
        voice: VoicePrompt = self.pipeline.encode_prompt(prompt)
        yield Update(player=player.prompt(voice), result=None, timings="", seed=seed)
        decoding = start(prompt=voice, seed=seed, schedule=schedule)
        yield Update(player=player.target(decoding))
        shown_at = 0.0
        for step in decoding:
            finest = step.level == self.pipeline.levels
            if step.level_done and not finest:
                waveform = self.pipeline.decode_audio(step.codes[:, : step.level], step.prompt_frames)
                player.add_level(step.level, waveform, self.pipeline.sample_rate)
            if step.level_done or time.perf_counter() - shown_at >= SECONDS_BETWEEN_UPDATES:
                yield Update(player=player.step(step))
                shown_at = time.perf_counter()
        result = decoding.result
        player.add_level(self.pipeline.levels, result.waveform, result.sample_rate)
        path = save_speech(result, seed, self.cache)
        yield Update(player=player.done(step), result=str(path), timings=timings_table(result.timings))


def save_speech(result: Result, seed: int, cache: Path) -> Path:
    """The final speech as a file with a telling name in an unguessable folder of `cache`."""
    folder = cache / secrets.token_hex(12)
    folder.mkdir(parents=True)
    path = folder / f"soundstorm-seed-{seed}.wav"
    write_audio(path, result.waveform, result.sample_rate)
    return path


def choose_seed(seed: float | None, random_seed: bool) -> int:
    """The seed of a run: a fresh one, or the user's if it is a whole number in range."""
    if random_seed:
        return secrets.randbelow(LARGEST_SEED)
    if seed is None or not float(seed).is_integer() or not 0 <= seed <= LARGEST_SEED:
        raise UserError(f"Give a whole number from 0 to {LARGEST_SEED} as the seed, or choose random.")
    return int(seed)


def choose_schedule(iterations: str) -> Schedule:
    """The decoding schedule of a run, at most MOST_ITERATIONS in all."""
    schedule = Schedule.parse(iterations)
    if sum(schedule.iterations) > MOST_ITERATIONS:
        raise UserError(f"Ask for at most {MOST_ITERATIONS} iterations in all levels together.")
    return schedule


def _buttons(running: bool) -> dict[str, Any]:
    return {"generate": gr.update(interactive=not running), "stop": gr.update(interactive=running)}
