"""What is on the disk: what runs leave goes as what visitors sent does, what is bundled stays.

A process keeps it all in a folder of its own, which goes as it ends or, if it was killed, as another starts.
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from copy import copy
from datetime import datetime
from pathlib import Path
from typing import Self

import gradio as gr
from gradio.utils import get_upload_folder

from soundstorm.errors import FileError
from soundstorm.ui.runtime import HOUR

try:
    import fcntl
except ImportError:  # Windows, where what a killed process left stays
    fcntl = None

EVERY_MINUTE = 60
FORGET = (EVERY_MINUTE, HOUR)  # how often gradio looks for files of what age, both in seconds
OURS = "soundstorm-"  # how the folder of a process begins
RUNS = "runs.txt"  # beside a page: the files of its runs, which it does not outlive
UNFINISHED = "tmp????????"  # uploads, as Python names them until they are whole


class Leftovers(set):
    """All files in a folder, as the set of files that gradio deletes by age, and whole when the app ends.

    By itself gradio deletes only what it was handed: a run also leaves pieces that the page fetches by name,
    and an upload that never ended a file beside the folder. Nobody else's is touched until it is an hour old.
    """

    def __init__(self, folder: Path, app: gr.Blocks | None = None) -> None:
        super().__init__()
        self.folder, self.app = folder, app

    def __iter__(self) -> Iterator[str]:
        yield from [str(path) for path in self.folder.rglob("*") if path.is_file()]
        yield from [str(path) for path in self.folder.parent.glob(UNFINISHED) if is_old(path)]

    def __isub__(self, deleted: set[str]) -> Self:
        """Gradio has deleted these files: what is an empty folder now goes, too."""
        every = self.folder.parent
        runs = {Path(path).parent for path in deleted} - {every}
        uploads = [path for path in every.glob("*/") if is_old(path)]
        for folder in (*runs, *uploads):
            with suppress(OSError):  # it is not empty
                folder.rmdir()
        forget_sessions(self.app)
        for listed in self.folder.glob(f"*/{RUNS}"):
            if not all(Path(run).is_file() for run in listed.read_text(encoding="utf-8").splitlines()):
                shutil.rmtree(listed.parent, ignore_errors=True)
        return self


def forget_sessions(app: gr.Blocks | None) -> None:
    """What a session that was not used for an hour left goes, unless its page is open; so does the session.

    gradio keeps it until hundreds of others have come, and of a program's, which opens no page, never learns
    that it has gone. Of an open page what is chosen there still holds, but not what lists were shown.
    """
    held = getattr(app, "state_holder", None)
    for session, used in [*held.time_last_used.items()] if held else []:
        if (datetime.now() - used).total_seconds() <= HOUR:
            continue
        state = held.session_data.get(session)
        if state is None or not app.open_pages[session]:
            held.session_data.pop(session, None)
            held.time_last_used.pop(session, None)
        else:
            state.blocks_config = copy(app.default_config)


def is_old(path: Path) -> bool:
    """Whether nothing was written there for an hour."""
    try:
        return time.time() - path.stat().st_mtime > HOUR
    except OSError:  # it has just gone
        return False


def claim_folder() -> Path:
    """Give all that gradio keeps for this process a folder of its own, inside the one it would use.

    It goes when the process ends. Those of processes that were killed go now.

    Raises:
        FileError: when none can be made.
    """
    every, name = Path(get_upload_folder()), secrets.token_hex(12)
    for left in every.glob(f"{OURS}*"):
        lock = locked(left)
        if lock is not None:
            shutil.rmtree(left, ignore_errors=True)
            os.close(lock)
    unnamed, folder = every / name, every / f"{OURS}{name}"
    try:
        every.mkdir(parents=True, exist_ok=True)
        unnamed.mkdir(mode=0o700)
        locked(unnamed)  # before it has the name by which another start would find it
        unnamed.rename(folder)
    except OSError as error:
        raise FileError(
            f"Set GRADIO_TEMP_DIR to a folder that can be written: {every} cannot ({error.strerror})."
        ) from error
    os.environ["GRADIO_TEMP_DIR"] = str(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def locked(folder: Path) -> int | None:
    """The lock of a folder, which ends with this process, however that ends; None where another has it."""
    try:
        lock = os.open(folder, os.O_RDONLY)
    except OSError:  # somebody else's
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (OSError, AttributeError):
        os.close(lock)
        return None
    return lock


def own_folder(app: gr.Blocks) -> Path:
    """A folder of this app alone, which gradio serves files from and empties."""
    folder = Path(get_upload_folder()) / secrets.token_hex(12)
    app.temp_file_sets.append(Leftovers(folder, app))
    return folder


def keep_bundled(component: gr.blocks.Block, paths: Iterable[str | Path]) -> None:
    """Copy files of the project into gradio's cache and keep them there.

    A copy is named after what is in it, so that every app of this folder serves the same one: each would
    delete it, by age or as it ends, as if it were a visitor's.
    """
    component.keep_in_cache.update(component.move_resource_to_block_cache(path) for path in paths)
