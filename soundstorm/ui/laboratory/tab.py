"""The Laboratory tab: one utterance, many ways to decode it, and what each will do before it is run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import gradio as gr

from soundstorm.acoustic.schedule import SHAPES
from soundstorm.ui.laboratory.handlers import LaboratoryHandlers, LaboratoryUpdate
from soundstorm.ui.laboratory.presets import PRESETS
from soundstorm.ui.laboratory.schedule import describe_schedule, matching_preset, preset_values
from soundstorm.ui.running import after_change, clear_with, run_on_click
from soundstorm.ui.runtime import HOUR, SILENT
from soundstorm.ui.stage import Stage

# The name of the run that the page shows: a stage is forgotten after an hour, while its page is open.
SHOWN = """(stage, shown, ...form) =>
  [stage, document.querySelector("#theatre .theatre").dataset.runA, ...form]"""


@dataclass(frozen=True)
class LaboratoryTab:
    """The components that an experiment reads and writes.

    levels: for which there are iterations to set; further ones have one.
    shown: not to be seen, stands for the run on the screen among the inputs.
    settings: the inputs of `schedule.schedule_of`.
    """

    levels: int
    shown: gr.HTML
    seed: gr.Number
    settings: list[gr.components.Component]
    preset: gr.Radio
    lesson: gr.HTML
    plan: gr.HTML
    notice: gr.HTML
    run_a: gr.Button
    run_b: gr.Button
    stop: gr.Button

    def wire(self, handlers: LaboratoryHandlers, live: gr.HTML, stage: gr.State) -> None:
        """Connect the controls with the plan, the live view and the stage."""
        # Whoever is faster than the answers sees the last one; only the queue keeps them in order.
        last = {"trigger_mode": "always_last", **SILENT}
        plan = {"fn": describe_schedule, "inputs": [stage, *self.settings], "outputs": self.plan, **last}
        values = partial(preset_values, self.levels)
        chosen = self.preset.input(values, self.preset, [*self.settings, self.lesson], **last)
        chosen.then(**plan)
        moved = [control.input for control in self.settings]
        gr.on([stage.change, *moved], **plan)
        gr.on(moved, matching_preset, self.settings, [self.preset, self.lesson], **last)
        made = gr.State(None, time_to_live=HOUR)
        outputs = LaboratoryUpdate(live, self.notice, self.run_a, self.run_b, self.stop, made)
        form = [self.shown, self.seed, *self.settings]
        runs = [
            run_on_click(button, handlers, run, form, outputs, stage, SHOWN)
            for button, run in ((self.run_a, handlers.run_a), (self.run_b, handlers.run_b))
        ]
        self.stop.click(handlers.stop, None, list(outputs), cancels=runs, queue=False, **SILENT)
        stage.change(after_change, self.notice, self.notice, queue=False, **SILENT)


def laboratory_tab() -> LaboratoryTab:
    """The controls on the left, what they will do on the right; for the levels of the bundled traces."""
    start, opening = PRESETS[0], Stage.opening()
    levels = opening.a.levels if opening.a else 1
    *begin, lesson_of_start = preset_values(levels, start.name)
    with gr.Row(elem_id="lab", elem_classes="controls", equal_height=False):
        with gr.Column(min_width=320):
            gr.HTML("<h2>Decode the words on the screen again</h2>")
            names = [preset.name for preset in PRESETS]
            preset = gr.Radio(
                names, value=start.name, label="Preset", elem_id="preset", elem_classes="hide-presets"
            )
            lesson = gr.HTML(lesson_of_start, elem_id="lesson-of-preset", elem_classes="hide-presets")
            with gr.Column(elem_classes="hide-iterations"):
                gr.HTML('<p class="legend">Iterations, level by level</p>', elem_classes="explained")
                with gr.Row(elem_id="lab-iterations"):
                    counts = [
                        gr.Number(count, label=str(level), precision=0, min_width=64)
                        for level, count in enumerate(start.schedule.over(levels).iterations, start=1)
                    ]
            with gr.Row(elem_id="lab-settings"):
                shape = gr.Radio(
                    list(SHAPES),
                    value=start.schedule.shape,
                    label="Schedule",
                    elem_id="shape",
                    elem_classes="hide-shape",
                )
                seed = gr.Number(0, label="Seed", min_width=110, elem_id="lab-seed", elem_classes="hide-seed")
            with gr.Row():
                temperature = _slider("Temperature", 0.1, 5.0, start.schedule.temperature, "temperature")
                noise = _slider("Noise", 0.0, 10.0, start.schedule.noise, "noise")
            with gr.Row(elem_id="lab-actions"):
                run_a = gr.Button("Run as A", variant="primary", size="lg", elem_id="run-as-a")
                run_b = gr.Button("Run as B", size="lg", elem_id="run-as-b", elem_classes="hide-compare")
                stop = gr.Button("Stop", size="lg", interactive=False, elem_id="lab-stop")
            notice = gr.HTML("", elem_id="lab-notice", elem_classes="notice")
            shown = gr.HTML("", visible="hidden")
        with gr.Column(min_width=320):
            plan = gr.HTML(
                describe_schedule(opening, *begin),
                elem_id="plan",
                elem_classes="hide-plan",
            )
    clear_with([preset, seed, shape, temperature, noise, *counts], notice)
    settings = [shape, temperature, noise, *counts]
    return LaboratoryTab(levels, shown, seed, settings, preset, lesson, plan, notice, run_a, run_b, stop)


def _slider(label: str, low: float, high: float, value: float, name: str) -> gr.Slider:
    return gr.Slider(
        low, high, value, step=0.1, label=label, min_width=160, elem_id=name, elem_classes=f"hide-{name}"
    )
