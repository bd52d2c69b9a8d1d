"""The Dialogue tab: a script with turns, a voice for every speaker, and settings for who wants them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import gradio as gr

from soundstorm.bundled import ASSETS
from soundstorm.dialogue import LONGEST_PROMPT, LONGEST_RECORDING
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.text.dialogue import MAX_CHARACTERS, MAX_PAGE_SECONDS, MAX_SPEAKERS, NAMES
from soundstorm.ui.assets import component, read_static
from soundstorm.ui.consent import Consent
from soundstorm.ui.dialogue.cast import OWN, cast_value, choose_voice, describe_together, first_cast
from soundstorm.ui.dialogue.handlers import describe_models
from soundstorm.ui.dialogue.script import CHOOSE_SPEAKERS, FOLLOW, describe_script, follow_script
from soundstorm.ui.line import Line
from soundstorm.ui.running import clear_with
from soundstorm.ui.runs import bundled_dialogues
from soundstorm.ui.runtime import MB, PROMPT_LENGTHS, SILENT, VOICES
from soundstorm.ui.settings import speaking_settings
from soundstorm.ui.speaking import SpeakingTab
from soundstorm.ui.voices import SEVERAL_VOICES, OwnVoices, own_voices, tell_recordings

FEWEST = 2  # speakers
SCRIPTS = {"concurrency_limit": 2, "concurrency_id": "scripts"}  # to read one takes up to a second


def example_dialogues() -> dict[str, str]:
    """The bundled dialogues as they are written, by what their buttons say."""
    paths = sorted((ASSETS / "dialogues").glob("*.txt"))
    return {path.stem.capitalize(): path.read_text(encoding="utf-8").strip() for path in paths}


def dialogue_tab(
    app: gr.Blocks, models: Callable[[], SoundStormPipeline], line: Line, consent: Consent
) -> SpeakingTab:
    """The form, side by side on wide screens; a script and voices are chosen already.

    line: knows how long a run takes.
    """
    known = gr.HTML("", elem_id="dialogue-models", elem_classes="notice")
    app.load(partial(describe_models, models), None, known, **VOICES, **SILENT)
    recorded = [{"name": run.name, "title": run.title} for run in bundled_dialogues()]
    component("dialogue/recorded", read_static("static/scroll.js"), value=recorded)
    with gr.Row(elem_id="dialogue-form", elem_classes="controls", equal_height=False):
        with gr.Column(elem_classes="hide-script", min_width=320):
            text, turns, speakers = _script(line)
        with gr.Column(min_width=320):
            cast, picker, together, permission, recordings = _cast(models, speakers, consent)
            with gr.Row(elem_id="dialogue-actions"):
                generate = gr.Button("Generate", variant="primary", size="lg", elem_id="dialogue-generate")
                another = gr.Button("Another take", size="lg", elem_id="dialogue-another")
                stop = gr.Button("Stop", size="lg", interactive=False, elem_id="dialogue-stop")
            notice = gr.HTML("", elem_id="dialogue-notice", elem_classes="notice")
            with gr.Accordion("More settings", open=False, elem_id="dialogue-advanced"):
                seed, iterations, guidance, pace = speaking_settings("voices", "dialogue-")
    _read_along(line, text, speakers, pace, turns)
    form = [text, speakers, cast, together, permission, seed, iterations, guidance, pace, *recordings]
    clear_with([picker, *form], notice)
    return SpeakingTab(form, seed, notice, generate, another, stop)


def _script(line: Line) -> tuple[gr.Textbox, gr.HTML, gr.Radio]:
    """What is said in turn, its turns as they are read, and how many speak."""
    examples = example_dialogues()
    first = next(iter(examples.values()), "")
    gr.HTML("<h2>1. A script</h2>")
    text = gr.Textbox(
        first,
        label=(
            f"Turns with | between them, or with names; up to {MAX_CHARACTERS:,} characters and "
            f"{MAX_PAGE_SECONDS / 60:.0f} minutes of speech"
        ),
        lines=4,
        max_lines=10,
        elem_id="script",
    )
    gr.Examples(
        [[example] for example in examples.values()],
        text,
        example_labels=[*examples],
        label="Or take one of the dialogues of the paper's page",
        api_visibility="private",
    )
    turns = gr.HTML(describe_script(first, FEWEST, line.rate)[0], elem_id="script-turns")
    speakers = gr.Radio(
        list(range(FEWEST, MAX_SPEAKERS + 1)), value=FEWEST, label="Speakers", elem_id="speakers"
    )
    return text, turns, speakers


def _read_along(line: Line, text: gr.Textbox, speakers: gr.Radio, pace: gr.Slider, turns: gr.HTML) -> None:
    """Shows the turns while the visitor writes, in a line of its own: nothing runs."""
    answer = gr.JSON(visible=False)
    latest = {"trigger_mode": "always_last", **SCRIPTS, **SILENT}
    text.change(
        lambda text, speakers, pace: follow_script(text, speakers, line.rate, pace),
        [text, speakers, pace],
        [turns, answer],
        **latest,
    ).then(None, [answer, text, speakers], speakers, js=FOLLOW, **SILENT)
    gr.on(
        [speakers.change, pace.change],
        lambda text, speakers, pace: describe_script(text, speakers, line.rate, pace)[0],
        [text, speakers, pace],
        turns,
        **latest,
    )


def _cast(
    models: Callable[[], SoundStormPipeline], speakers: gr.Radio, consent: Consent
) -> tuple[gr.State, gr.HTML, gr.components.Component, gr.components.Component, list[gr.Audio]]:
    """Whose voices they have: bundled ones, recordings of their own, or one recording of two."""
    begin = first_cast()
    gr.HTML("<h2>2. The speakers</h2>")
    cast = gr.State(begin)
    picker = component("dialogue/cast", value=cast_value(begin, FEWEST))
    with gr.Column(elem_classes="hide-cast"):
        with gr.Column(visible=False) as own:
            voices = own_voices(consent, models)
            recordings = [
                voices.recording(
                    f"{letter}'s voice",
                    PROMPT_LENGTHS,
                    f"cast-{letter.lower()}",
                    visible=False,
                    elem_classes="cast-audio",
                )
                for letter in NAMES[:MAX_SPEAKERS]
            ]
            names = [f"{name}: " for name in NAMES[:MAX_SPEAKERS]]
            tell_recordings(models, recordings, names, "cast-heard", LONGEST_PROMPT)
        together = _together(models, voices) if voices.of_two else gr.State(None)
        with gr.Column(visible=False) as permitting:
            permission = voices.permission("cast-permission", SEVERAL_VOICES)

    def show(cast: tuple[str, ...], speakers: int, together: str | None) -> list[Any]:
        if not isinstance(speakers, int):
            raise gr.Error(CHOOSE_SPEAKERS, print_exception=False)
        fields = [
            gr.update(visible=voice == OWN and number < speakers and not together)
            for number, voice in enumerate(cast)
        ]
        asks = gr.update(visible=bool(together) or OWN in cast[:speakers])
        return [cast_value(cast, speakers, together), asks, asks, *fields]

    quick = {"queue": False, **SILENT}
    shown = {
        "fn": show,
        "inputs": [cast, speakers, together],
        "outputs": [picker, own, permitting, *recordings],
        **quick,
    }
    picker.choose(choose_voice, cast, cast, trigger_mode="multiple", **quick).then(**shown)
    gr.on([speakers.change, together.change], **shown)
    return cast, picker, together, permission, recordings


def _together(models: Callable[[], SoundStormPipeline], voices: OwnVoices) -> gr.Audio:
    """One recording of two people, and what was found in it."""
    with gr.Accordion("Or one recording of two people", open=False, elem_id="own-dialogue"):
        together = voices.recording(
            "two people who take turns",
            f"up to {LONGEST_RECORDING:g} seconds and {MB} MB",
            "cast-together",
            editable=False,
            elem_classes="cast-audio",
        )
        found = gr.HTML("", elem_id="cast-found")
    last = {"trigger_mode": "always_last", **VOICES, **SILENT}
    together.change(partial(describe_together, models), together, found, **last)
    return together
