"""What is on the disk: what runs leave goes as what visitors sent does, what is bundled stays."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
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


def keep_bundled(component: gr.blocks.Block, paths: Iterable[str | Path]) -> None:
    """Copy files of the project into gradio's cache and keep them there.

    A copy is named after what is in it, so that every app on this machine serves the same one: each would
    delete it, by age or as it ends, as if it were a visitor's.
    """
    component.keep_in_cache.update(component.move_resource_to_block_cache(path) for path in paths)
