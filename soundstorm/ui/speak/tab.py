"""The Speak tab: a voice, words, settings, and what comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import gradio as gr

from soundstorm.acoustic.decoding import Schedule
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.player import still_script
from soundstorm.ui.assets import component
from soundstorm.ui.examples import SENTENCES, example_voices
from soundstorm.ui.running import run_on_click
from soundstorm.ui.runtime import HOUR, MODELS, SILENT, note, recording
from soundstorm.ui.speak.describe import describe_prompt, describe_transcript, waiting_prompt
from soundstorm.ui.speak.handlers import SpeakHandlers, SpeakUpdate
from soundstorm.ui.stage import Stage


@dataclass(frozen=True)
class SpeakTab:
    """The components that a run reads and writes.

    form: the inputs of `SpeakHandlers.run` after the stage.
    """

    form: list[gr.components.Component]
    seed: gr.Number
    result: gr.Audio
    timings: gr.HTML
    notice: gr.HTML
    generate: gr.Button
    stop: gr.Button

    def wire(self, handlers: SpeakHandlers, live: gr.HTML, stage: gr.State) -> None:
        """Connect the buttons with the live view and the stage."""
        made = gr.State(None, time_to_live=HOUR)
        outputs = SpeakUpdate(
            live, self.result, self.timings, self.seed, self.notice, self.generate, self.stop, made
        )
        run = run_on_click(self.generate, handlers, handlers.run, self.form, outputs, stage)
        self.stop.click(handlers.stop, None, list(outputs), cancels=[run], queue=False, **SILENT)


def speak_tab(models: Callable[[], SoundStormPipeline]) -> SpeakTab:
    """The form, side by side on wide screens."""
    with gr.Row(elem_id="form", elem_classes="controls", equal_height=False):
        with gr.Column(elem_id="voice", elem_classes="hide-voice", min_width=320):
            prompt = _voice(models)
        with gr.Column(elem_id="words", min_width=320):
            mode, transcript, source = _words()
            seed, fresh, iterations, beside = _settings()
            with gr.Row(elem_id="actions"):
                generate = gr.Button("Generate", variant="primary", size="lg", elem_id="generate")
                stop = gr.Button("Stop", size="lg", interactive=False, elem_id="stop")
            notice = gr.HTML("", elem_id="notice", elem_classes="notice")
    with gr.Row(elem_id="result", elem_classes="hide-result"):
        result = gr.Audio(
            label="Final audio, all levels",
            interactive=False,
            visible=False,
            buttons=["download"],
            elem_id="final-audio",
        )
        timings = gr.HTML("", elem_id="timings")
    form = [mode, prompt, transcript, source, seed, fresh, iterations, beside]
    return SpeakTab(form, seed, result, timings, notice, generate, stop)


def _voice(models: Callable[[], SoundStormPipeline]) -> gr.Audio:
    """The voice prompt: a recording or an example, and what the models take of it."""
    gr.HTML("<h2>Voice</h2>")
    prompt = recording("Recording of the voice, 1.5 to 60 seconds", "prompt-audio")
    voices = example_voices()
    licences = ", ".join(sorted({voice.licence for voice in voices}))
    gr.Examples(
        [[str(voice.path)] for voice in voices],
        prompt,
        label=f"Or take one of these ({licences})",
        example_labels=[voice.label for voice in voices],
        api_visibility="private",
    )
    tokens = component("speak/prompt", still_script())
    gr.HTML(note("Use your own voice, or one whose owner agrees."))
    prompt.change(waiting_prompt, prompt, tokens, queue=False, **SILENT)
    prompt.change(partial(describe_prompt, models), prompt, tokens, **MODELS, **SILENT)
    return prompt


def _words() -> tuple[gr.State, gr.Textbox, gr.Audio]:
    """What to say: which of the two ways is open, the transcript, the recording to convert."""
    gr.HTML("<h2>Words</h2>")
    mode = gr.State("speak")
    with gr.Tabs(elem_id="mode", elem_classes="hide-words"):
        with gr.Tab("Write them", elem_id="tab-write") as write:
            transcript = gr.Textbox(
                label="What the voice will say, in English", lines=3, max_lines=5, elem_id="transcript"
            )
            length = gr.HTML(describe_transcript(""), elem_id="transcript-note")
            sentences = [[sentence] for sentence in SENTENCES]
            gr.Examples(sentences, transcript, label="Or take one of these", api_visibility="private")
        with gr.Tab("Convert a recording", elem_id="tab-convert") as convert:
            source = recording("Speech whose words are kept, up to 30 seconds", "source-audio")
    transcript.change(describe_transcript, transcript, length, **SILENT)
    write.select(lambda: "speak", None, mode, queue=False, **SILENT)
    convert.select(lambda: "convert", None, mode, queue=False, **SILENT)
    return mode, transcript, source


def _settings() -> tuple[gr.Number, gr.Checkbox, gr.Textbox, gr.Checkbox]:
    """Seed, whether to draw a fresh one, the decoding schedule, where the run goes."""
    opening = Stage.opening().a  # of the bundled models, whose levels are named one by one
    schedule = Schedule().over(opening.levels if opening else 1)
    with gr.Row(elem_id="settings"):
        seed = gr.Number(0, label="Seed", min_width=120, elem_id="seed", elem_classes="hide-seed")
        fresh = gr.Checkbox(
            False,
            label="random",
            container=False,
            min_width=90,
            elem_id="random-seed",
            elem_classes="hide-seed",
        )
        iterations = gr.Textbox(
            ",".join(map(str, schedule.iterations)),
            label="Iterations per level",
            max_lines=1,
            min_width=200,
            elem_id="iterations",
            elem_classes="hide-iterations",
        )
    beside = gr.Checkbox(
        False,
        label="beside the run on the stage, to compare them",
        container=False,
        elem_id="beside",
        elem_classes="hide-beside",
    )
    return seed, fresh, iterations, beside
