"""Traces that can stand on the stage: the bundled ones and those of one visitor."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import torch

from soundstorm.acoustic import Schedule
from soundstorm.bundled import ASSETS
from soundstorm.continuation import goes_on
from soundstorm.errors import TraceError, UserError
from soundstorm.files import make_folder
from soundstorm.trace import Trace

BUNDLED_FOLDERS = ASSETS / "traces", ASSETS / "dialogues"  # in the order in which they are offered
TITLE_CHARACTERS = 44
OPEN = "Open a recorded run"  # the button
REMOVED = f"This run was removed after an hour: open the file you saved with “{OPEN}”."


@dataclass(frozen=True)
class Run:
    """One trace file and what the page says of it without opening it.

    name: the file's stem for a bundled trace, unguessable for a visitor's own.
    title: what a bundled one shows. words: that are spoken, and how they were edited.
    change: which part of another run an edit decoded again.
    frames: to generate, without the prompt.
    opened: from a file of the visitor's. refusal: why it may not be decoded again; empty when it may.
    voice: what the page calls the voice of a visitor's run. pace: of speaking. sound: path of its WAV file.
    """

    name: str
    path: str
    title: str
    words: str
    frames: int
    schedule: Schedule
    seed: int
    change: str = ""
    voice: str = ""
    pace: float = 1.0
    sound: str = ""
    opened: bool = False
    refusal: str = ""

    @property
    def differs(self) -> str:
        """What tells it from other runs of the same words: whatever is not as every run begins."""
        usual, schedule = Schedule().over(self.levels), self.schedule
        facts = [self.change, self.voice, f"seed {self.seed}"]
        if schedule.iterations != usual.iterations:
            facts.append(f"iterations {','.join(map(str, schedule.iterations))}")
        if schedule.shape != usual.shape:
            facts.append(f"{schedule.shape} schedule")
        for name in ("temperature", "noise", "guidance"):
            if getattr(schedule, name) != getattr(usual, name):
                facts.append(f"{name} {getattr(schedule, name):g}")
        if self.pace != 1:
            facts.append(f"pace {self.pace:g}")
        return ", ".join(filter(None, facts))

    @property
    def levels(self) -> int:
        return len(self.schedule.iterations)

    def load(self) -> Trace:
        """The trace itself.

        Raises:
            UserError: when the page's cache has been emptied since, or the file is damaged.
        """
        if not Path(self.path).is_file():
            raise UserError(REMOVED)
        return Trace.load(self.path)


def run_of(trace: Trace, path: Path, name: str, **about: Any) -> Run:
    """The entry of a trace that lies in a file; `about`: further fields."""
    return Run(
        name,
        str(path),
        title_of(trace),
        words_of(trace),
        trace.target_frames,
        trace.schedule,
        trace.seed,
        change_of(trace),
        **about,
    )


def title_of(trace: Trace) -> str:
    """What a list of runs calls a trace."""
    return _short(trace, trace.title or trace.transcript or "Conversion")


def words_of(trace: Trace) -> str:
    """What is said in a trace."""
    return _short(trace, trace.transcript or (trace.title if goes_on(trace) else "Conversion"))


def change_of(trace: Trace) -> str:
    """Where an edited trace differs from the one before: levels and seconds, or the token that was chosen."""
    if not trace.edit:
        return ""
    if trace.edit["kind"] == "token":
        level, frame, token = (trace.edit[name] for name in ("level", "frame", "token"))
        return f"token {token} at level {level}, {_seconds(trace, frame):.2f} s"
    levels = sorted({done.level for done in trace.iterations})
    frames = torch.cat([done.frame for done in trace.iterations])
    named = f"level {levels[0]}" if len(levels) == 1 else f"levels {levels[0]} to {levels[-1]}"
    begin, end = (_seconds(trace, frame) for frame in (int(frames.min()), int(frames.max()) + 1))
    return f"{named}, {begin:.2f} to {end:.2f} s"


def _seconds(trace: Trace, frame: int) -> float:
    """Where a frame of all begins, counted from the end of the prompt."""
    return (frame - trace.prompt_frames) * trace.hop / trace.sample_rate


def _short(trace: Trace, words: str) -> str:
    how = {"region": ", region again", "token": ", other token"}[trace.edit["kind"]] if trace.edit else ""
    return f"{shortened(words)}{how}"


def shortened(words: str) -> str:
    """As much of them as a list shows."""
    return words if len(words) <= TITLE_CHARACTERS else f"{words[: TITLE_CHARACTERS - 1].rstrip()}…"


def keep(trace: Trace, folder: Path, name: str | None = None, **about: Any) -> Run:
    """Write a visitor's trace into an unguessable folder inside `folder`; `name` if it has one already."""
    name = name or secrets.token_hex(12)
    path = folder / name / "soundstorm.sstrace"
    make_folder(path.parent)
    trace.save(path)
    return run_of(trace, path, name, **about)


def open_upload(path: str | Path, refusal: str) -> Run:
    """The run in an uploaded file, wherever the upload put it; the same one however often it is opened.

    refusal: why it may not be decoded again.

    Raises:
        TraceError: when the file is not a trace.
    """
    try:
        trace = Trace.load(path)
    except TraceError as error:
        # the sentence names the file by its place on the server
        raise TraceError(str(error).replace(str(path), Path(path).name)) from error
    # By what it is, so that whoever opens it again and again has one page of it made, not many.
    name = hashlib.sha256(str(path).encode() + Path(path).read_bytes()).hexdigest()[:24]
    return run_of(trace, Path(path), name, opened=True, refusal=refusal)


@cache
def bundled_runs(folders: tuple[Path, ...] = BUNDLED_FOLDERS) -> tuple[Run, ...]:
    """The traces that come with the project, by file name: sentences, then dialogues where there are any."""
    paths = (path for folder in folders for path in sorted(folder.glob("*.sstrace")))
    return tuple(run_of(Trace.load(path), path, path.stem) for path in paths)


def bundled_dialogues(folders: tuple[Path, ...] = BUNDLED_FOLDERS) -> list[Run]:
    """Those of them in which several people speak."""
    return [run for run in bundled_runs(folders) if Path(run.path).parent == folders[-1]]
