"""Runs, whichever tab starts them: from a click through the queue of the models onto the visitor's stage.

Nothing here remembers a user: what a run needs lives in its generator, what it leaves in the visitor's stage.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from traceback import format_tb
from typing import Any, ClassVar, NamedTuple

import gradio as gr
from torch import Tensor

from soundstorm.audio import write_audio
from soundstorm.errors import FileError, UserError
from soundstorm.files import make_folder
from soundstorm.pipeline import Result, SoundStormPipeline
from soundstorm.safety.origin import Origin
from soundstorm.ui.line import Line
from soundstorm.ui.live import closed, queued, stopped
from soundstorm.ui.runtime import FULL, MODELS, MOST_WAITING, SILENT, in_whole_steps, note
from soundstorm.ui.stage import LongText, Made, Stage

UNCHANGED: Any = gr.skip()
IN_LIST = "The new run is in the list of your runs."
FAILURE = "This failed inside the app, and its log says where: try again, your form is kept."

log = logging.getLogger(__name__)


class Put(NamedTuple):
    """One value for every output of a run's end, in the order of the event's outputs."""

    stage: Any = UNCHANGED
    live: Any = UNCHANGED
    notice: Any = UNCHANGED


@dataclass(frozen=True)
class RunHandlers:
    """What the handlers of every tab that starts runs have in common.

    models: may take their time. cache: the folder that gradio serves files from and empties.
    line: who waits for the models; None where nobody else does.
    """

    update: ClassVar[Callable[..., Any]]  # one value for every output of a run, among them live, notice, made
    starts: ClassVar[tuple[str, ...]]  # the buttons among them that start one
    what: ClassVar[str]  # as a sentence about its failure begins

    models: Callable[[], SoundStormPipeline]
    cache: Path
    line: Line | None = None

    def wait(self) -> Any:
        """At the click, before the queue: another visitor's run may come first, and Stop works already."""
        refuse_when_full(self.line.waiting() if self.line else 0)
        return self.signed(self.update(live=self.place(), notice="", **self.buttons(running=True)))

    def place(self, session: str | None = None) -> dict:
        """How long a visitor still waits."""
        ahead = self.line.ahead(session) if self.line else 0
        return queued(ahead, self.line.wait(session) if self.line else 0.0)

    def stop(self) -> Any:
        """When Stop is pressed: keep what is on the screen; the form is free once the step is over."""
        return self.signed(self.update(live=stopped(), notice="", stop=gr.update(interactive=False)))

    def over(self) -> Any:
        """When a run was stopped, or the queue refused it, which gradio has said: free the form."""
        return self.signed(self.update(live=stopped(), **self.buttons(running=False)))

    def put(self, stage: Stage, made: Made | LongText | None) -> Put:
        """What a run made, as `put_run` puts it."""
        return self.signed(put_run(stage, made))

    def signed(self, update: Any) -> Any:
        """An update whose value for the top of the page says which tab it is of."""
        live = update.live
        return update._replace(live={**live, "tab": self.what}) if "phase" in live else update

    def took(self, started: float, speech: float | None = None) -> None:
        """A run that began at `started`, by `time.perf_counter`, is over; `speech` as the line has it."""
        if self.line:
            self.line.took(time.perf_counter() - started, speech)

    def buttons(self, running: bool) -> dict[str, Any]:
        """Of the form: what starts a run and what stops it."""
        free = gr.update(interactive=not running)
        return {**dict.fromkeys(self.starts, free), "stop": gr.update(interactive=running)}


def one_sentence(run: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    """A handler of RunHandlers that an error ends with one sentence, and the form is free again."""

    @wraps(run)
    def to_its_end(self: RunHandlers, *form: Any, **named: Any) -> Iterator[Any]:
        try:
            for update in run(self, *form, **named):
                yield self.signed(update)
        except Exception as error:
            sentence = note(sentence_of(error, self.what), error=True)
            over = self.update(live=closed(), notice=sentence, made=None, **self.buttons(running=False))
            yield self.signed(over)

    return to_its_end


def put_run(stage: Stage, made: Made | LongText | None) -> Put:
    """What a run made, onto the stage as it is now, or only into its list; nothing when it made none.

    An event of its own: a run takes seconds, and what it read of the stage at its beginning may be gone.
    """
    if made is None:
        return Put()
    if isinstance(made, LongText):
        return Put(replace(stage, texts=(made, *stage.texts)))
    stage, as_asked = stage.put(made)
    return Put(stage) if as_asked else Put(stage, closed(), note(IN_LIST))


def save_speech(result: Result, seed: int, origin: Origin, cache: Path) -> list[Path]:
    """The final speech as a WAV file, as `save_sounds` writes it."""
    return save_sounds(result.waveform, result.sample_rate, seed, origin, cache, (".wav",))


def save_sounds(
    waveform: Tensor, sample_rate: int, seed: int, origin: Origin, cache: Path, endings: tuple[str, ...]
) -> list[Path]:
    """Speech [N] as files with a telling name in an unguessable folder of `cache`, one an ending.

    They say that they are generated, and from what.
    """
    folder = cache / secrets.token_hex(12)
    make_folder(folder)
    paths = [folder / f"soundstorm-seed-{seed}{ending}" for ending in endings]
    for path in paths:
        write_audio(path, waveform, sample_rate, origin.tags(seed))
    return paths


def sentence_of(error: Exception, what: str) -> str:
    """What a visitor is told when `what` ended with an error; of one that is none of theirs, kind and place
    in the code are logged.
    """
    if isinstance(error, UserError):
        if isinstance(error, FileError):  # a full disk is a matter of whoever runs the server
            log.error("%s failed: %s", what, error)
        return str(error)
    # Not its own words: they may hold a visitor's.
    log.error("%s failed: %s\n%s", what, type(error).__name__, "".join(format_tb(error.__traceback__)))
    return FAILURE


def run_on_click(
    button: gr.Button,
    handlers: RunHandlers,
    run: Callable[..., Any],
    inputs: list,
    outputs: NamedTuple,
    stage: gr.State,
    js: str | None = None,
) -> Any:
    """A click becomes a run in the queue of the models, unless too many wait there; returns the run's event.

    run: one of the handlers. inputs: of `run`, after the stage.
    outputs: components by the names of an update. js: what the page makes of stage and inputs before.
    """
    click = button.click(handlers.wait, None, list(outputs), queue=False, **SILENT)
    click.failure(lambda: note(FULL, error=True), None, outputs.notice, queue=False, **SILENT)
    # Multiple: a run that was stopped is pending until its last step is over, and another may be asked for.
    work, once = in_whole_steps(run), {"trigger_mode": "multiple", **MODELS, **SILENT}
    running = click.success(work, [stage, *inputs], list(outputs), js=js, **once)
    running.failure(handlers.over, None, list(outputs), queue=False, **SILENT)
    running.success(
        handlers.put, [stage, outputs.made], list(Put(stage, outputs.live, outputs.notice)), **SILENT
    )
    return running


def clear_with(inputs: list[gr.blocks.Block], notice: gr.HTML) -> None:
    """A sentence about the form goes when the form is changed: its cause may be gone.

    inputs: the page learns of a changed state through the queue alone, so what shows it is among them, too.
    """
    # of a number only what the visitor writes: a run that draws its seed puts it there itself
    changes = [part.input if isinstance(part, gr.Number) else part.change for part in inputs]
    gr.on(changes, lambda: "", None, notice, queue=False, **SILENT)


def after_change(said: str | None) -> Any:
    """A sentence about the form when the stage has changed: why a run was refused may be over."""
    return UNCHANGED if said == note(IN_LIST) else ""  # which is said with the change


def refuse_when_full(waiting: int) -> None:
    """Ends the event, so that no run follows it, when too many are waiting already."""
    if waiting >= MOST_WAITING:
        raise gr.Error(FULL, print_exception=False)
