"""The Continue tab: a voice, how long, by which way; what was given and what was made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import gradio as gr

from soundstorm.continuation import BABBLE, PROMPT_SECONDS
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.ui.consent import Consent
from soundstorm.ui.continuation.handlers import LENGTHS, NO_VOICE, ContinueHandlers, ContinueUpdate
from soundstorm.ui.examples import example_voices
from soundstorm.ui.running import clear_with, run_on_click
from soundstorm.ui.runtime import HOUR, PROMPT_LENGTHS, SILENT, note
from soundstorm.ui.voices import own_voices, tell_recordings

WAYS = [
    ("SoundStorm, in parallel", "soundstorm"),
    ("AudioLM's own stages, token by token (slower, and hardly trained: blurred)", "audiolm"),
]


@dataclass(frozen=True)
class ContinueTab:
    """The components that a run reads and writes.

    form: the inputs of `ContinueHandlers.run` after the stage.
    """

    form: list[gr.components.Component]
    notice: gr.HTML
    picture: gr.HTML
    sound: gr.Audio
    run: gr.Button
    stop: gr.Button

    def wire(self, handlers: ContinueHandlers, live: gr.HTML, stage: gr.State) -> None:
        """Connect the buttons with the top of the page and the stage."""
        made = gr.State(None, time_to_live=HOUR)
        outputs = ContinueUpdate(live, self.notice, self.picture, self.sound, self.run, self.stop, made)
        runs = run_on_click(self.run, handlers, handlers.run, self.form, outputs, stage)
        self.stop.click(handlers.stop, None, list(outputs), cancels=runs, queue=False, **SILENT)


def continue_tab(models: Callable[[], SoundStormPipeline], consent: Consent, one_by_one: bool) -> ContinueTab:
    """The form on the left, what came of it on the right.

    one_by_one: whether AudioLM's own stages can make the sound, too.
    """
    voices = example_voices()
    choices = [*((voice.label, voice.name) for voice in voices), ("nobody: out of nothing", NO_VOICE)]
    with gr.Row(elem_classes="controls", equal_height=False):
        with gr.Column(min_width=320):
            gr.HTML("<h2>Three seconds of a voice</h2>")
            voice = gr.Dropdown(choices, value=choices[0][1], label="Voice", elem_id="continue-voice")
            with gr.Accordion("Or use your own", open=False):
                own = own_voices(consent, models)
                recording = own.recording("the voice", PROMPT_LENGTHS, "continue-audio")
                permission = own.permission("continue-permission")
                tell_recordings(models, [recording], [""], "continue-heard", PROMPT_SECONDS)
            # whichever was chosen last is used, and the other is none
            quick = {"queue": False, **SILENT}
            voice.input(lambda: None, None, recording, **quick)
            recording.change(lambda path: None if path else gr.skip(), recording, voice, **quick)
            seconds = gr.Slider(*LENGTHS, 10, step=1, label="Seconds to go on", elem_id="continue-seconds")
            way = gr.Radio(
                WAYS, value=WAYS[0][1], label="Sound made by", visible=one_by_one, elem_id="continue-way"
            )
            seed = gr.Number(0, label="Seed", min_width=120, elem_id="continue-seed")
        with gr.Column(min_width=320):
            gr.HTML("<h2>It goes on by itself</h2>")
            gr.HTML(note(f"No text is given. {BABBLE}"), elem_id="babble", elem_classes="explained")
            with gr.Row():
                run = gr.Button("Go on", variant="primary", size="lg", elem_id="go-on")
                stop = gr.Button("Stop", size="lg", interactive=False, elem_id="continue-stop")
            notice = gr.HTML("", elem_id="continue-notice", elem_classes="notice")
            picture = gr.HTML("", elem_id="continue-picture")
            sound = gr.Audio(
                label="What was given, then what was made",
                type="filepath",
                interactive=False,
                buttons=["download"],
                visible=False,  # until there is one
                elem_id="continue-sound",
            )
    form = [voice, recording, permission, seconds, way, seed]
    clear_with(form, notice)
    return ContinueTab(form, notice, picture, sound, run, stop)
