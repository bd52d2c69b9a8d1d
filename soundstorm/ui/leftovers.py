"""What runs leave on the disk: in one folder of this app, from which it goes with all that visitors sent."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import gradio as gr
from gradio.utils import get_upload_folder

from soundstorm.ui.runtime import HOUR

EVERY_MINUTE = 60
FORGET = (EVERY_MINUTE, HOUR)  # how often gradio looks for files of what age, both in seconds


class Leftovers(set):
    """All files in a folder, as the set of files that gradio deletes by age, and whole when the app ends.

    By itself gradio deletes only what it was handed: a run also leaves pieces that the page fetches by name.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def __iter__(self) -> Iterator[str]:
        yield from [str(path) for path in self.folder.rglob("*") if path.is_file()]


def own_folder(app: gr.Blocks) -> Path:
    """A folder of this app alone, which gradio serves files from and empties."""
    folder = Path(get_upload_folder()) / secrets.token_hex(12)
    app.temp_file_sets.append(Leftovers(folder))
    return folder
