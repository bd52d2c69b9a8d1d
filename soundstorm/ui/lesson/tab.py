"""The lesson tab: a line of text; the lesson itself lives in the theatre, beside its grid."""

from __future__ import annotations

import gradio as gr

from soundstorm.ui.assets import read_static
from soundstorm.ui.runs import bundled_runs


def lesson_tab() -> None:
    """Shows the lesson of soundstorm.player in the theatre while it is open; `?lesson=2` opens its step 2."""
    gr.HTML(
        value={"traces": [run.name for run in bundled_runs()]},
        html_template=read_static("lesson/lesson.html"),
        js_on_load="\n".join([read_static("static/address.js"), read_static("lesson/lesson.js")]),
        apply_default_css=False,
        elem_id="lesson",
        elem_classes="hide-lesson",
    )
