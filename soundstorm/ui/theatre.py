"""The theatre on the page: the player of traces, the choice of runs above it, and what can be taken away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gradio as gr

from soundstorm.errors import UserError
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.player import lesson_script, player_markup, player_script, player_style
from soundstorm.ui.describe import note
from soundstorm.ui.handlers import UNCHANGED
from soundstorm.ui.runtime import MODELS, SILENT
from soundstorm.ui.stage import Around, Stage, around, choose_a, choose_b, theatre_value, upload
from soundstorm.ui.static import read_static
from soundstorm.ui.whatif import EditUpdate, WhatIf


def theatre_view() -> gr.HTML:
    """The player of soundstorm.player as a component; takes the values of `stage.theatre_value`."""
    return gr.HTML(
        value=theatre_value(Stage.opening()),
        html_template=player_markup(),
        css_template=player_style(),
        js_on_load="\n".join(
            [player_script(), lesson_script(), read_static("address.js"), read_static("theatre.js")]
        ),
        apply_default_css=False,
        elem_id="theatre",
    )


def theatre(stage: gr.State, models: Callable[[], SoundStormPipeline]) -> None:
    """Everything that shows the visitor's stage; follows every change of it."""
    cache = Path(stage.GRADIO_CACHE)
    begin = around(Stage.opening(), cache)
    with gr.Column(elem_id="stage"):
        with gr.Row(elem_id="stage-bar", elem_classes="hide-stage", equal_height=False):
            run_a = gr.Dropdown(**begin.run_a, label="On the stage (A)", min_width=260, elem_id="run-a")
            run_b = gr.Dropdown(**begin.run_b, label="Compare with (B)", min_width=260, elem_id="run-b")
            with gr.Row(elem_id="takeaway"):
                opened = gr.UploadButton(
                    "Open a trace", file_types=[".sstrace"], size="md", min_width=120, elem_id="open-trace"
                )
                save_trace = gr.DownloadButton(
                    "Save trace", **begin.save_trace, size="md", min_width=110, elem_id="save-trace"
                )
                save_page = gr.DownloadButton(
                    "Save page", **begin.save_page, size="md", min_width=110, elem_id="save-page"
                )
        notice = gr.HTML("", elem_id="stage-notice", elem_classes="notice")
        view = theatre_view()

    quick = {"queue": False, **SILENT}
    stage.change(theatre_value, stage, view, **quick)
    outputs = list(Around(run_a, run_b, save_trace, save_page))
    stage.change(lambda now: [gr.update(**part) for part in around(now, cache)], stage, outputs, **quick)
    # Through the queue: gradio tells the page of a changed state only there.
    run_a.input(choose_a, [stage, run_a], stage, **SILENT)
    run_b.input(choose_b, [stage, run_b], stage, **SILENT)
    view.choose(choose_from_page, stage, stage, **SILENT)
    opened.upload(open_trace, [stage, opened], [stage, notice], **SILENT)
    view.edit(WhatIf(models, cache).edit, stage, list(EditUpdate(view, stage)), **MODELS, **SILENT)


def choose_from_page(stage: Stage, event: gr.EventData) -> Stage:
    """The run that the address or a lesson names onto the screen, and another one beside it or none."""
    asked = event._data if isinstance(event._data, dict) else {}
    return choose_b(choose_a(stage, asked.get("trace")), asked.get("beside"))


def open_trace(stage: Stage, path: str) -> tuple[Stage, str]:
    """An uploaded trace onto the screen, or a sentence why not."""
    try:
        return upload(stage, path), ""
    except UserError as error:
        return UNCHANGED, note(str(error), error=True)
