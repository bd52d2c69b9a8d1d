"""What all tabs share: how events run, how long things are kept, how sounds come in, the models."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import wraps
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr
from anyio.to_thread import run_sync

from soundstorm.audio.prompt import MAX_RECORDING_SECONDS, MIN_PROMPT_SECONDS
from soundstorm.errors import UserError
from soundstorm.pipeline import SoundStormPipeline

HOUR = 3600
# One run at a time for everybody: the models share the machine's cores (or its one GPU).
MODELS = {"concurrency_limit": 1, "concurrency_id": "models"}
VOICES = {
    "concurrency_limit": 2,
    "concurrency_id": "voices",
}  # listening to a prompt never waits behind a run
MARKS = {"concurrency_limit": 1, "concurrency_id": "marks"}  # looking for marks waits for neither
SILENT = {"show_progress": "hidden", "api_visibility": "private"}

MB = 20  # that a file may have
# of a recorded voice
PROMPT_LENGTHS = f"{MIN_PROMPT_SECONDS:g} to {MAX_RECORDING_SECONDS:g} seconds, up to {MB} MB"
MOST_FILE_BYTES = MB * 1_000_000
MOST_WAITING = 32  # runs that may wait for the models
MOST_OF_ONE = 4  # of them by one visitor; likewise where voices are listened to, and marks looked for
MOST_EVENTS = 1000  # a script's flood ends here; a room of people stays far below
WAITING = "Waiting for the models."
FULL = "Too many people are waiting for the models: try again in a minute."
ENOUGH = f"You have {MOST_OF_ONE} runs waiting already: wait until one of them is done."

log = logging.getLogger(__name__)


def in_background(load: Callable[[], SoundStormPipeline]) -> Callable[[], SoundStormPipeline]:
    """Start loading at once; what is returned waits for the models and hands them out.

    The page and the theatre are there meanwhile. What keeps the models from loading is logged once and then
    raised wherever they are asked for.
    """
    loading = ThreadPoolExecutor(1, thread_name_prefix="models").submit(load)
    loading.add_done_callback(_report)
    return loading.result


def _report(loading: Future) -> None:
    error = loading.exception()
    if error is not None:
        unexpected = None if isinstance(error, UserError) else error
        log.error("The models cannot be used: %s", error, exc_info=unexpected)


async def whole_step(work: Callable[..., Any], *arguments: Any) -> Any:
    """What `work` returns, in a thread; whoever is cancelled meanwhile waits until it is over.

    gradio's own calls are abandoned instead: the next in line would use the models beside the last step.
    """
    step = asyncio.ensure_future(run_sync(work, *arguments))
    try:
        return await asyncio.shield(step)
    except asyncio.CancelledError:
        while not step.done():  # however often it is cancelled
            with suppress(asyncio.CancelledError):
                await asyncio.wait([step])
        raise


def in_whole_steps(run: Callable[..., Iterator[Any]]) -> Callable[..., AsyncIterator[Any]]:
    """A handler that can be cancelled between its steps."""

    @wraps(run)
    async def steps(*form: Any, **named: Any) -> AsyncIterator[Any]:
        updates, end = run(*form, **named), object()
        try:
            while (update := await whole_step(next, updates, end)) is not end:
                yield update
        finally:
            updates.close()

    return steps


def recording(label: str, elem_id: str, **options: Any) -> gr.Audio:
    """An audio input: a file or the microphone, unless options say otherwise."""
    return gr.Audio(
        label=label,
        type="filepath",
        buttons=[],
        elem_id=elem_id,
        **{"sources": ["upload", "microphone"], "editable": False, **options},
    )


def note(text: str, error: bool = False) -> str:
    """A line of small print as HTML; the text is escaped."""
    if not text:
        return ""
    attributes = 'class="note error" role="alert"' if error else 'class="note"'
    return f"<p {attributes}>{escape(text)}</p>"


def term(text: str, name: str) -> str:
    """A term that opens its meaning, by its name in player/static/terms.js, as HTML; the text is escaped."""
    return f'<span class="term" role="button" tabindex="0" data-term="{name}">{escape(text)}</span>'


def served(path: str | Path) -> dict:
    """A file that gradio turns into an address the browser can fetch."""
    path = Path(path)
    return {"path": str(path), "orig_name": path.name, "meta": {"_type": "gradio.FileData"}}
