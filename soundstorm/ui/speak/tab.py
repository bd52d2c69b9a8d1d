"""The Speak tab: a voice, words, and settings for who wants them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import gradio as gr

from soundstorm.pipeline import SoundStormPipeline
from soundstorm.player import still_script
from soundstorm.ui.assets import component
from soundstorm.ui.consent import Consent
from soundstorm.ui.examples import SENTENCES, example_voices
from soundstorm.ui.limits import MOST_ITERATIONS, MOST_READING_SECONDS, MOST_SECONDS
from soundstorm.ui.line import Line
from soundstorm.ui.running import clear_with
from soundstorm.ui.runtime import (
    MB,
    MOST_OF_ONE,
    MOST_WAITING,
    PROMPT_LENGTHS,
    SILENT,
    VOICES,
    note,
    recording,
    served,
)
from soundstorm.ui.settings import speaking_settings
from soundstorm.ui.speak.describe import describe_prompt, describe_transcript, waiting_prompt
from soundstorm.ui.speaking import SpeakingTab
from soundstorm.ui.voices import own_voices

LIMITS = (
    f"A run may take {MOST_ITERATIONS} iterations and {MOST_SECONDS:.0f} seconds, a long text "
    f"{MOST_READING_SECONDS:.0f}. {MOST_WAITING} may wait, {MOST_OF_ONE} of them yours; visitors take turns."
)


def speak_tab(models: Callable[[], SoundStormPipeline], line: Line, consent: Consent) -> SpeakingTab:
    """The form, side by side on wide screens; a voice and a sentence are chosen already.

    line: knows how long a run takes.
    """
    with gr.Row(elem_id="form", elem_classes="controls", equal_height=False):
        with gr.Column(elem_id="voice", elem_classes="hide-voice", min_width=320):
            chosen, picker, prompt, permission = _voice(models, consent)
        with gr.Column(elem_id="words", min_width=320):
            mode, ways, transcript, source, length = _words(line)
            with gr.Row(elem_id="actions"):
                generate = gr.Button("Generate", variant="primary", size="lg", elem_id="generate")
                another = gr.Button("Another take", size="lg", elem_id="another")
                stop = gr.Button("Stop", size="lg", interactive=False, elem_id="stop")
            notice = gr.HTML("", elem_id="notice", elem_classes="notice")
            seed, iterations, guidance, pace, beside = _settings()
    form = [mode, chosen, prompt, permission, transcript, source, seed, iterations, guidance, pace, beside]
    gr.on(
        [transcript.change, pace.change],
        lambda text, pace: describe_transcript(text, line.rate, pace),
        [transcript, pace],
        length,
        trigger_mode="always_last",
        **SILENT,
    )
    clear_with([picker, ways, *form], notice)
    return SpeakingTab(form, seed, notice, generate, another, stop)


def _voice(
    models: Callable[[], SoundStormPipeline], consent: Consent
) -> tuple[gr.State, gr.HTML, gr.Audio, gr.components.Component]:
    """The voice: a bundled one or a recording with permission, and what the models take of it."""
    voices = example_voices()
    first = voices[0].name if voices else None
    licences = ", ".join(sorted({voice.licence for voice in voices}))
    gr.HTML("<h2>1. A voice</h2>")
    chosen = gr.State(first)
    picker = component("speak/voices", value=picked(first))
    gr.HTML(note(f"Recordings of people who gave them away ({licences})."))
    with gr.Accordion("Or use your own", open=False, elem_id="own-voice"):
        own = own_voices(consent, models)
        prompt = own.recording("the voice", PROMPT_LENGTHS, "prompt-audio")
        permission = own.permission("prompt-permission")
        gr.HTML(note(own.hint))
    tokens = component("speak/prompt", still_script())
    every = {"trigger_mode": "multiple", **SILENT}  # who chooses quickly means the last
    picker.choose(choose_voice, None, [chosen, picker, prompt], queue=False, **every)
    # A recording takes the place of the bundled voice; nothing of that waits behind a run.
    prompt.change(own_voice, [chosen, prompt], [chosen, picker], queue=False, **SILENT)
    seen = gr.on(
        [chosen.change, prompt.change], waiting_voice, [chosen, prompt], tokens, queue=False, **SILENT
    )
    last = {"trigger_mode": "always_last", **VOICES, **SILENT}
    seen.then(partial(describe_prompt, models), [chosen, prompt], tokens, **last)
    return chosen, picker, prompt, permission


def picked(name: str | None) -> dict[str, Any]:
    """What speak/voices.js shows: all bundled voices, and the chosen one."""
    voices = [
        {"name": voice.name, "label": voice.label, "file": served(voice.path)} for voice in example_voices()
    ]
    return {"voices": voices, "selected": name}


def choose_voice(event: gr.EventData) -> tuple[str | None, dict, None]:
    """A bundled voice instead of a recording."""
    asked = event._data if isinstance(event._data, dict) else {}
    name = next((voice.name for voice in example_voices() if voice.name == asked.get("name")), None)
    return name, picked(name), None


def own_voice(chosen: str | None, path: str | None) -> tuple[Any, Any]:
    """A recording instead of the bundled voice; taking it away leaves what was chosen."""
    return (None, picked(None)) if path else (gr.skip(), picked(chosen))


def waiting_voice(chosen: str | None, path: str | None) -> dict:
    """Until the voice has been listened to."""
    return waiting_prompt(chosen or path)


def _words(line: Line) -> tuple[gr.State, gr.Tabs, gr.Textbox, gr.Audio, gr.HTML]:
    """What to say: which way is open, both ways, the transcript, the recording to convert, the length."""
    gr.HTML("<h2>2. A sentence</h2>")
    mode = gr.State("speak")
    first = SENTENCES[0]
    with gr.Tabs(elem_id="mode", elem_classes="hide-words") as ways:
        with gr.Tab("Write it", elem_id="tab-write") as write:
            transcript = gr.Textbox(
                first,
                label="What the voice will say, in English: a sentence or a page",
                lines=2,
                max_lines=8,
                elem_id="transcript",
            )
            length = gr.HTML(describe_transcript(first, line.rate), elem_id="transcript-note")
            sentences = [[sentence] for sentence in SENTENCES]
            gr.Examples(sentences, transcript, label="Or take one of these", api_visibility="private")
        with gr.Tab("Convert a recording", elem_id="tab-convert") as convert:
            source = recording(
                f"Speech whose words are kept, up to 30 seconds and {MB} MB", "source-audio", editable=True
            )
    write.select(lambda: "speak", None, mode, queue=False, **SILENT)
    convert.select(lambda: "convert", None, mode, queue=False, **SILENT)
    return mode, ways, transcript, source, length


def _settings() -> tuple[gr.Number, gr.Textbox, gr.Slider, gr.Slider, gr.Checkbox]:
    """For who wants to: seed, schedule, guidance, pace, where the run goes."""
    with gr.Accordion("Advanced", open=False, elem_id="advanced"):
        seed, iterations, guidance, pace = speaking_settings("voice")
        gr.HTML(note(LIMITS))
        beside = gr.Checkbox(
            False,
            label="beside the run on the screen, to compare them",
            container=False,
            elem_id="beside",
            elem_classes="hide-beside",
        )
    return seed, iterations, guidance, pace, beside
