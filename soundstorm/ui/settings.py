"""Settings of a run that speaks, for who wants them: seed, schedule, guidance, pace."""

from __future__ import annotations

import gradio as gr

from soundstorm.acoustic.schedule import Schedule
from soundstorm.text.model import PACES
from soundstorm.ui.limits import MOST_GUIDANCE
from soundstorm.ui.stage import Stage


def speaking_settings(whose: str, prefix: str = "") -> tuple[gr.Number, gr.Textbox, gr.Slider, gr.Slider]:
    """Seed, iterations, guidance and pace, in two rows.

    whose: what guidance leads nearer to. prefix: of their ids, where a page has them twice.
    """
    opening = Stage.opening().a  # of the bundled models, whose levels are named one by one
    schedule = Schedule().over(opening.levels if opening else 1)
    with gr.Row(elem_id=f"{prefix}settings"):
        seed = gr.Number(0, label="Seed", min_width=120, elem_id=f"{prefix}seed", elem_classes="hide-seed")
        iterations = gr.Textbox(
            schedule.written,
            label="Iterations per level",
            max_lines=1,
            min_width=200,
            elem_id=f"{prefix}iterations",
            elem_classes="hide-iterations",
        )
    with gr.Row():
        guidance = gr.Slider(
            0.0, MOST_GUIDANCE, 0.0, step=0.1, label=f"Guidance: nearer to the {whose}, at twice the time",
            min_width=200, elem_id=f"{prefix}guidance", elem_classes="hide-guidance",
        )  # fmt: skip
        pace = gr.Slider(
            *PACES, 1.0, step=0.05, label="Pace of speaking",
            min_width=200, elem_id=f"{prefix}pace", elem_classes="hide-pace",
        )  # fmt: skip
    return seed, iterations, guidance, pace
