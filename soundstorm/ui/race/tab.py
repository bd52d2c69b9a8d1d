"""The Race tab: what to decode, and two grids that fill by the clock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gradio as gr

from soundstorm.pipeline import SoundStormPipeline
from soundstorm.player import race_script
from soundstorm.ui.assets import component
from soundstorm.ui.examples import SENTENCES, example_voices
from soundstorm.ui.line import Line
from soundstorm.ui.race.handlers import LENGTHS, RaceHandlers, RaceUpdate, after_edit, bundled_race
from soundstorm.ui.runtime import MODELS, SILENT, in_whole_steps, note

EXPLANATION = (
    "Both get the same semantic tokens and the same voice. AudioLM writes one token after the other, each "
    "after all before it; SoundStorm fills the grid in a few waves. The times are real. AudioLM's bundled "
    "stages learned for little more than an hour, so compare the time, not the sound."
)


def race_tab(models: Callable[[], SoundStormPipeline], cache: Path, line: Line) -> None:
    """The tab's components and their events; `cache` is the folder that gradio serves and empties."""
    voices = [(voice.label, voice.name) for voice in example_voices()]
    with gr.Row(elem_classes="controls", equal_height=False):
        with gr.Column(min_width=320):
            gr.HTML("<h2>The same words, twice</h2>")
            voice = gr.Dropdown(voices, value=voices[0][1], label="Voice", elem_id="race-voice")
            words = gr.Textbox(
                SENTENCES[0], lines=2,
                label=f"What both will say, up to {LENGTHS[-1]} s; empty: the voice goes on by itself",
                elem_id="race-words",
            )  # fmt: skip
            seconds = gr.Radio(
                list(LENGTHS), value=5, label="Seconds to go on, without a sentence", elem_id="race-seconds"
            )
            seed = gr.Number(0, label="Seed", min_width=120, elem_id="race-seed")
        with gr.Column(min_width=320):
            gr.HTML(note(EXPLANATION), elem_classes="explained")
            with gr.Row():
                run = gr.Button("Decode them both", variant="primary", size="lg", elem_id="race-run")
                stop = gr.Button("Stop", size="lg", interactive=False, elem_id="race-stop")
            notice = gr.HTML("", elem_id="race-notice", elem_classes="notice")
            files = gr.File(
                label="The two recorded runs", interactive=False, visible=False, elem_id="race-files"
            )
    view = component("race/race", race_script(), bundled_race())
    handlers = RaceHandlers(models, cache, line)
    outputs = list(RaceUpdate(view, notice, files, run, stop))
    run.click(handlers.wait, None, outputs, queue=False, **SILENT)
    form = [voice, words, seconds, seed]
    edits = [voice.change, words.change, seconds.change, seed.input]
    gr.on(edits, after_edit, notice, notice, queue=False, **SILENT)
    # Multiple: a race that was stopped is pending until its last step is over, and another may be asked for.
    race = in_whole_steps(handlers.race)
    running = run.click(race, form, outputs, trigger_mode="multiple", **MODELS, **SILENT)
    running.failure(handlers.over, notice, outputs, queue=False, **SILENT)
    stop.click(handlers.stop, None, outputs, cancels=running, queue=False, **SILENT)
