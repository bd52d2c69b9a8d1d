"""From the form of the Continue tab to a run."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr
import torch
from torch import Tensor

from soundstorm.audio import write_audio
from soundstorm.errors import UserError
from soundstorm.files import make_folder
from soundstorm.pipeline import Decoding
from soundstorm.trace.trace import CANDIDATES
from soundstorm.ui.consent import cloned_voice
from soundstorm.ui.continuation.picture import waveform_picture
from soundstorm.ui.limits import Deadline, choose_seed
from soundstorm.ui.live import Live, follow
from soundstorm.ui.running import UNCHANGED, RunHandlers, one_sentence, save_speech
from soundstorm.ui.speak.describe import timing_facts, voice_label
from soundstorm.ui.stage import Made, Stage

READY = "It has gone on"
NO_VOICE = ""  # of the choice of voices: out of nothing
SEAM_SECONDS = 0.005
LENGTHS = (3, 20)  # seconds, shortest and longest: one visitor must not keep the models for minutes


class ContinueUpdate(NamedTuple):
    """One value for every output of a run, in the order of the event's outputs."""

    live: Any = UNCHANGED
    notice: Any = UNCHANGED
    picture: Any = UNCHANGED
    sound: Any = UNCHANGED
    run: Any = UNCHANGED
    stop: Any = UNCHANGED
    made: Any = UNCHANGED


class ContinueHandlers(RunHandlers):
    """The handlers of the tab."""

    update, starts, what = ContinueUpdate, ("run",), "A continuation"

    @one_sentence
    def run(
        self,
        stage: Stage,
        chosen: str | None,
        recording: str | None,
        permission: Any,
        seconds: float | None,
        acoustic: str,
        seed: float | None,
    ) -> Iterator[ContinueUpdate]:
        """Everything between Go on and the player.

        chosen: the name of a bundled voice, or NO_VOICE; a recording
        takes its place. permission: to clone that one.
        """
        seed, seconds = choose_seed(seed), choose_length(seconds)
        chosen = None if recording else chosen
        path = None if chosen == NO_VOICE else cloned_voice(chosen, recording, permission)
        pipeline = self.models()
        started, deadline = time.perf_counter(), Deadline()
        yield ContinueUpdate(notice="", made=None)
        live = Live(self.cache)
        yield ContinueUpdate(live=live.text(words=False))
        decoding = pipeline.continue_speech(path, seconds, seed, candidates=CANDIDATES, acoustic=acoustic)
        for value in follow(pipeline, decoding, live, deadline):
            yield ContinueUpdate(live=value)
        sounds = save_speech(decoding.result, seed, pipeline.origin, self.cache)
        voice = voice_label(chosen) if path else "no voice given"
        run = live.keep(voice=voice, sound=str(sounds[0]))
        self.took(started, decoding.result.timings.audio_seconds)
        picture, whole = heard_whole(decoding, pipeline.origin.tags(seed), self.cache)
        sound = gr.update(value=str(whole), visible=True)
        yield ContinueUpdate(picture=picture, sound=sound, made=Made(run, "alone", stage))
        files = {"WAV": sounds[0], "Given and made": whole, "Recorded run": Path(run.path)}
        value = live.ready(READY, timing_facts(decoding.result.timings), files)
        yield ContinueUpdate(live=value, **self.buttons(running=False))


def choose_length(seconds: float | None) -> float:
    """How long to go on for, within LENGTHS."""
    if not isinstance(seconds, int | float) or not LENGTHS[0] <= seconds <= LENGTHS[1]:
        raise UserError(f"Let the speech go on for {LENGTHS[0]} to {LENGTHS[1]} seconds.")
    return float(seconds)


def heard_whole(decoding: Decoding, tags: dict[str, str], cache: Path) -> tuple[str, Path]:
    """What was given and what was made after each other: the picture and the sound file."""
    made, rate = decoding.result.waveform, decoding.result.sample_rate
    given = decoding.prompt.prepared.waveform if decoding.prompt else torch.zeros(0)
    path = cache / secrets.token_hex(12) / "soundstorm-continuation.wav"
    make_folder(path.parent)
    write_audio(path, joined(given, made, rate), rate, tags)
    return waveform_picture(given, made, rate), path


def joined(given: Tensor, made: Tensor, sample_rate: int) -> Tensor:
    """Two waveforms [N], [M] as one [N + M], faded where they meet: a recording, and what the codec makes."""
    fade = torch.linspace(0.0, 1.0, round(SEAM_SECONDS * sample_rate))
    if len(given) < len(fade):
        return made
    given, made = given.clone(), made.clone()
    given[-len(fade) :] *= fade.flip(0)
    made[: len(fade)] *= fade
    return torch.cat([given, made])
