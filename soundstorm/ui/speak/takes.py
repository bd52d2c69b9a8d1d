"""The list of what this visitor made, below the form of every tab that makes speech."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from soundstorm.ui.assets import component, read_static
from soundstorm.ui.runtime import SILENT, served
from soundstorm.ui.stage import Stage


def takes_list(stage: gr.State) -> None:
    """The list; follows every change of the stage."""
    takes = component("speak/takes", read_static("static/scroll.js"), value=[])
    stage.change(takes_of, stage, takes, queue=False, **SILENT)
    takes.remove(remove_take, stage, [stage, takes], trigger_mode="multiple", **SILENT)


def takes_of(stage: Stage) -> list[dict]:
    """What this visitor made for speak/takes.js: long texts, without a number, then runs; latest first."""
    texts = [
        {
            "name": text.name,
            "number": 0,
            "words": text.words,
            "differs": text.differs,
            "file": _offered(text.sound),
            "isShown": False,
        }
        for text in stage.texts
    ]
    runs = [
        {
            "name": run.name,
            "number": len(stage.own) - index,
            "words": run.words,
            "differs": run.differs,
            # what was decoded again has no file of its sound
            "file": _offered(run.sound) or _offered(run.path),
            "isShown": run in (stage.a, stage.b),
        }
        for index, run in enumerate(stage.own)
    ]
    return texts + runs


def remove_take(stage: Stage, event: gr.EventData) -> tuple[Stage, list[dict]]:
    """A run or text off the list, and the list: of a stage that was forgotten it would not change."""
    asked = event._data if isinstance(event._data, dict) else {}
    stage = stage.without(str(asked.get("name")))
    return stage, takes_of(stage)


def _offered(path: str) -> dict | None:
    """A file to take away, unless it was removed after an hour."""
    return served(path) if path and Path(path).is_file() else None
