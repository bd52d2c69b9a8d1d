"""What the live view shows during one run, as values the browser can take in any order and number.

Gradio may drop values that arrive faster than the page is drawn, so every value is complete: the whole grid
and every level finished so far.
"""

from __future__ import annotations

import secrets
import time
from pathlib import Path

from torch import Tensor

from soundstorm.acoustic.decoding import DecodingStep, Schedule
from soundstorm.audio import write_audio
from soundstorm.pipeline import Decoding, VoicePrompt
from soundstorm.trace import Trace
from soundstorm.ui.grid import cell_states, grid_payload, prompt_payload
from soundstorm.ui.spectrogram import save_spectrogram


class Live:
    """One run on the screen: its clock, its finished levels, its last grid."""

    def __init__(self, schedule: Schedule, cache: Path, frames_per_second: float):
        """
        schedule: with a number of iterations for every level.
        cache: folder that gradio serves and empties; the run makes its own unguessable folder in it.
        """
        self.run = secrets.token_hex(12)
        self.folder = cache / self.run
        self.schedule = schedule
        self.frames_per_second = frames_per_second
        self.started = time.perf_counter()
        self.levels: list[dict] = []
        self.waveforms: dict[int, Tensor] = {}  # by finest level, for the trace's sound
        self.facts: list[str] = []
        self.grid: dict | None = None
        self.position: dict = {"level": 0, "iteration": 0, "iterations": 0}
        self.mask_shown: Tensor | None = None
        self.updates = 0

    def prompt(self, voice: VoicePrompt) -> dict:
        """The prompt's own tokens, before any word is known."""
        self.grid = prompt_payload(voice.codes[0], self.frames_per_second)
        return self.value("text")

    def target(self, decoding: Decoding) -> dict:
        """The prompt and, right of it, every frame still to be decided."""
        given, hidden = decoding.trace.given, decoding.trace.codebook_size
        self.facts = run_facts(decoding.trace)
        self._show(given, given == hidden, decoding.prompt_frames)
        return self.value("decoding")

    def step(self, step: DecodingStep) -> dict:
        """The grid after an iteration; what was decided since the last value shows as decided now."""
        self.position = {"level": step.level, "iteration": step.iteration, "iterations": step.iterations}
        self._show(step.codes[0], step.mask[0], step.prompt_frames)
        return self.value("decoding")

    def done(self, trace: Trace) -> dict:
        """The finished grid after the last step: all kept, nothing new."""
        codes = trace.codes[0]
        self._show(codes, codes == trace.codebook_size, trace.prompt_frames)
        return self.value("done")

    def _show(self, codes: Tensor, mask: Tensor, prompt_frames: int) -> None:
        """Take codes [Q, T] and mask [Q, T] as the grid on the screen."""
        mask_before = mask if self.mask_shown is None else self.mask_shown
        states = cell_states(mask, mask_before, prompt_frames)
        self.mask_shown = mask
        self.grid = grid_payload(codes, states, prompt_frames, self.frames_per_second)

    def add_level(self, level: int, waveform: Tensor, sample_rate: int) -> None:
        """Write the audio [N] of levels 1 to `level` and its picture where the page can fetch them."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.waveforms[level] = waveform
        sound = save_sound(waveform, sample_rate, self.folder, f"levels-1-to-{level}")
        self.levels.append({"level": level, **sound})

    def value(self, phase: str) -> dict:
        """The whole screen in a phase: text, decoding, done (closes when it is on the stage)."""
        self.updates += 1
        return {
            "run": self.run,
            "update": self.updates,
            "phase": phase,
            "elapsed": time.perf_counter() - self.started,
            "schedule": list(self.schedule.iterations),
            "facts": self.facts,
            "grid": self.grid,
            "finished": list(self.levels),
            **self.position,
        }


def stopped() -> dict:
    """Tells the live view to keep what it shows and to say that the run was stopped."""
    return {"run": secrets.token_hex(4), "phase": "stopped"}


def closed() -> dict:
    """Tells the live view to leave the page to the theatre: the run failed."""
    return {"run": secrets.token_hex(4), "phase": "closed"}


def served(path: Path) -> dict:
    """A file that gradio turns into an address the browser can fetch."""
    return {"path": str(path), "orig_name": path.name, "meta": {"_type": "gradio.FileData"}}


def save_sound(waveform: Tensor, sample_rate: int, folder: Path, name: str) -> dict:
    """A sound [N] and its picture as files that the page can fetch."""
    audio = folder / f"{name}.wav"
    picture = audio.with_suffix(".png")
    write_audio(audio, waveform, sample_rate)
    save_spectrogram(waveform, sample_rate, picture)
    return {"audio": served(audio), "picture": served(picture)}


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
