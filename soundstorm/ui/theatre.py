"""The player of traces on the page, the choice of runs under it, and what can be taken away."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from soundstorm.errors import UserError
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.player import growth_script, lesson_script, player_markup, player_script, player_style
from soundstorm.ui.assets import read_static
from soundstorm.ui.consent import Consent
from soundstorm.ui.line import Line
from soundstorm.ui.running import UNCHANGED
from soundstorm.ui.runs import OPEN
from soundstorm.ui.runtime import FULL, HOUR, MB, MODELS, SILENT, in_whole_steps, note
from soundstorm.ui.stage import (
    OPENED,
    OPENED_FOR_ALL,
    Around,
    Stage,
    around,
    choose_a,
    choose_b,
    theatre_value,
    upload,
)
from soundstorm.ui.voices import SEVERAL_VOICES
from soundstorm.ui.whatif import WhatIf, put_edit

OPEN_UP_TO = f"{OPEN} (up to {MB} MB)"
# One at a time: each is read whole and packed anew.
PAGES = {"concurrency_limit": 1, "concurrency_id": "pages"}


def theatre_view(line: Line) -> gr.HTML:
    """The player of soundstorm.player as a component; takes the values of `stage.theatre_value`.

    line: what an edit waits for.
    """

    def after(asked: Any) -> str:
        return line.after()

    return gr.HTML(
        value=theatre_value(Stage.opening()),
        html_template=player_markup(),
        css_template=player_style(),
        js_on_load="\n".join(
            [
                player_script(),
                lesson_script(),
                growth_script(),
                *(read_static(f"static/{name}.js") for name in ("address", "growing", "theatre")),
            ]
        ),
        apply_default_css=False,
        elem_id="theatre",
        server_functions=[after],
    )


def theatre(
    stage: gr.State, models: Callable[[], SoundStormPipeline], cache: Path, line: Line, consent: Consent
) -> None:
    """Everything that shows the visitor's stage; follows every change of it.

    cache: the folder that gradio serves files from and empties. line: who waits for the models.
    """
    begin = around(Stage.opening(), cache)
    with gr.Column(elem_id="stage"):
        notice = gr.HTML("", elem_id="stage-notice", elem_classes="notice")
        view = theatre_view(line)
        with gr.Row(elem_id="stage-bar", elem_classes="hide-stage", equal_height=False):
            run_a = gr.Dropdown(**begin.run_a, label="On the screen (A)", min_width=260, elem_id="run-a")
            run_b = gr.Dropdown(
                **begin.run_b,
                label="Compare with (B)",
                min_width=260,
                elem_id="run-b",
                elem_classes="hide-compare",
            )
            with gr.Row(elem_id="takeaway"):
                opened = gr.UploadButton(
                    OPEN_UP_TO,
                    size="md",
                    min_width=120,
                    elem_id="open-trace",
                    elem_classes="hide-open",
                )
                save_trace = gr.DownloadButton(
                    "Save this run",
                    **begin.save_trace,
                    size="md",
                    min_width=110,
                    elem_id="save-trace",
                    elem_classes="hide-save",
                )
                save_page = gr.DownloadButton(
                    "Save as a page",
                    **begin.save_page,
                    size="md",
                    min_width=110,
                    elem_id="save-page",
                    elem_classes="hide-save",
                )
        permission = gr.Checkbox(
            **begin.permission,
            label=SEVERAL_VOICES,
            container=False,
            elem_id="stage-permission",
            elem_classes="hide-open",
        )

    quick = {"queue": False, **SILENT}
    stage.change(theatre_value, stage, view, **quick)
    outputs = list(Around(run_a, run_b, save_trace, save_page, permission))
    stage.change(
        lambda now: [gr.update(**part) for part in around(now, cache)], stage, outputs, **PAGES, **SILENT
    )
    stage.change(lambda: "", None, notice, **quick)  # what was refused before is over
    # Through the queue: gradio tells the page of a changed state only there. The last choice counts.
    said, last = [stage, notice], {"trigger_mode": "always_last", **SILENT}
    run_a.input(lambda now, name: tried(choose_a, now, name), [stage, run_a], said, **last)
    run_b.input(lambda now, name: tried(choose_b, now, name), [stage, run_b], said, **last)
    view.choose(choose_from_page, stage, [view, *said], trigger_mode="multiple", **SILENT)  # each is answered
    bring = partial(upload, refusal=OPENED if consent == "asked" else OPENED_FOR_ALL)
    opened.upload(lambda now, path: tried(bring, now, path), [stage, opened], said, **SILENT)
    permission.input(Stage.permit, [stage, permission], stage, **last)
    # In two events, because the visitor may change the stage while the models are at work. Multiple: one
    # that was stopped is pending until its last step is over.
    edited = gr.State(None, time_to_live=HOUR)
    work = in_whole_steps(WhatIf(models, cache, line).edit)
    edit = view.edit(work, stage, edited, trigger_mode="multiple", **MODELS, **SILENT)
    edit.success(put_edit, [stage, edited], [view, stage], **SILENT)
    edit.failure(refuse_edit, stage, view, **quick)
    view.halt(lambda: None, cancels=[edit], **quick)


def choose_from_page(stage: Stage, event: gr.EventData) -> tuple[dict, Any, str]:
    """The run that the address or a lesson names onto the screen, and another one beside it or none.

    Always answered: the page waits for it.
    """
    asked = event._data if isinstance(event._data, dict) else {}
    try:
        if asked.get("trace") is not None:
            stage = choose_a(stage, asked["trace"])
        stage, sentence = choose_b(stage, asked.get("beside")), ""
    except UserError as error:
        sentence = str(error)
    answer = {"number": asked.get("number"), "sentence": sentence}
    return theatre_value(stage, answer), stage, note(sentence, error=True)


def refuse_edit(stage: Stage) -> dict:
    """The answer to an edit that was stopped, or that the queue refused, which the page can tell apart."""
    return theatre_value(stage, {"number": None, "sentence": FULL, "once": secrets.token_hex(4)})


def tried(change: Callable[[Stage, str], Stage], stage: Stage, asked: str) -> tuple[Any, str]:
    """A change of the stage, or a sentence why not."""
    try:
        return change(stage, asked), ""
    except UserError as error:
        return UNCHANGED, note(str(error), error=True)
