"""HTML, CSS and JavaScript of the app, kept as files so that editors and linters can read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

FOLDER = Path(__file__).parent


def read_static(name: str) -> str:
    """Text of one asset by its path in this package, as in "codec/codec.html"."""
    return (FOLDER / name).read_text(encoding="utf-8")


def component(name: str, before: str = "", value: Any = None, answers: Sequence[Callable] = ()) -> gr.HTML:
    """A component of our own: NAME.html and NAME.css, brought to life by NAME.js.

    The last part of its name is its id. before: script that defines what NAME.js uses. answers: functions
    that NAME.js calls, by their names, as `server`'s.
    """
    # The template holds no ${value}: it is never rendered again, so the canvas survives every update.
    # A factory, not a subclass: gradio writes a .pyi beside the source of every subclass.
    return gr.HTML(
        value=value,
        html_template=read_static(f"{name}.html"),
        css_template=read_static(f"{name}.css"),
        js_on_load=before + read_static(f"{name}.js"),
        apply_default_css=False,
        elem_id=name.split("/")[-1],
        server_functions=[*answers],
    )
