"""The page: what stands where, and which part is connected with which."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from typing import Any

import gradio as gr
from fastapi import Depends
from starlette.middleware import Middleware

from soundstorm.audiolm.stages import STAGES
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.player import player_colours, terms_script
from soundstorm.ui.api import generate_endpoint
from soundstorm.ui.assets import component, read_static
from soundstorm.ui.codec.tab import codec_tab
from soundstorm.ui.consent import Consent
from soundstorm.ui.continuation.handlers import ContinueHandlers
from soundstorm.ui.continuation.tab import continue_tab
from soundstorm.ui.detection.tab import detect_tab
from soundstorm.ui.dialogue.handlers import DialogueHandlers
from soundstorm.ui.dialogue.tab import dialogue_tab
from soundstorm.ui.drawer import NotOffered
from soundstorm.ui.examples import example_voices
from soundstorm.ui.fair import queue_fairly
from soundstorm.ui.laboratory.handlers import LaboratoryHandlers
from soundstorm.ui.laboratory.tab import laboratory_tab
from soundstorm.ui.leftovers import FORGET, keep_bundled, own_folder
from soundstorm.ui.lesson.tab import lesson_tab
from soundstorm.ui.line import Line
from soundstorm.ui.live import hero_view
from soundstorm.ui.preview import TITLE, LinkPreview
from soundstorm.ui.race.tab import race_tab
from soundstorm.ui.requests import OpenPages, SmallRequests, check_request
from soundstorm.ui.runs import bundled_runs
from soundstorm.ui.runtime import HOUR, MODELS, MOST_EVENTS, MOST_FILE_BYTES
from soundstorm.ui.speak.handlers import SpeakHandlers
from soundstorm.ui.speak.tab import speak_tab
from soundstorm.ui.speak.takes import takes_list
from soundstorm.ui.stage import Stage
from soundstorm.ui.theatre import theatre
from soundstorm.ui.theme import soundstorm_theme
from soundstorm.ui.uploads import UploadsOnly

MOST_SESSIONS = 500  # of which gradio remembers something; whoever was there longest ago is forgotten first
LIGHT_AND_DARK = ".gradio-container", ".dark .gradio-container, .gradio-container.dark"


def build_app(
    models: Callable[[], SoundStormPipeline], stages: Collection[str] = (), consent: Consent = "asked"
) -> gr.Blocks:
    """The whole page, queued, ready to launch with `launch_options()`; `models` may take its time.

    stages: AudioLM's that they have: with the semantic one there is a Continue tab, with all a Race tab.
    consent: how permission to clone a voice is given.
    """
    goes_on, races = "semantic" in stages, set(STAGES) <= set(stages)
    with UploadsOnly(title=TITLE, analytics_enabled=False, delete_cache=FORGET) as app:
        masthead = gr.HTML(read_static("static/header.html"), elem_id="masthead")
        keep_bundled(masthead, [it.path for it in (*bundled_runs(), *example_voices())])
        scripts = [read_static("static/address.js"), terms_script(), read_static("static/explain.js")]
        component("static/nav", "".join(scripts), {"continue": goes_on, "race": races})
        cache, line = own_folder(app), Line(app)
        stage = gr.State(Stage.opening(), time_to_live=HOUR)
        speakers = SpeakHandlers(models, cache, line)
        live = hero_view(place_of(speakers))
        theatre(stage, models, cache, line, consent)
        with gr.Column(elem_id="speak", elem_classes="hide-speak"):
            speak = speak_tab(models, line, consent)
        with gr.Column(elem_id="dialogue", elem_classes="hide-dialogue"):
            dialogue = dialogue_tab(app, models, line, consent)
        with gr.Column(elem_id="laboratory", elem_classes="hide-laboratory"):
            laboratory = laboratory_tab()
        with gr.Column(elem_id="codec-view", elem_classes="hide-codec"):
            codec_tab(models, cache, line)
        with gr.Column(elem_id="detect-view", elem_classes="hide-detect"):
            detect_tab(models)
        lesson_tab()
        if goes_on:
            with gr.Column(elem_id="continue", elem_classes="hide-continue"):
                continuation = continue_tab(models, consent, races)
        if races:
            with gr.Column(elem_id="race-view", elem_classes="hide-race"):
                race_tab(models, cache, line)
        takes_list(stage)

        speak.wire(speakers, live, stage)
        dialogue.wire(DialogueHandlers(models, cache, line), live, stage)
        laboratory.wire(LaboratoryHandlers(models, cache, line), live, stage)
        if goes_on:
            continuation.wire(ContinueHandlers(models, cache, line), live, stage)
        gr.api(generate_endpoint(models, cache, consent), api_name="generate", **MODELS)
    # Not the limit of runs, which would refuse to change the stage, too: see FairQueue.
    return queue_fairly(app, MOST_EVENTS)


def place_of(handlers: SpeakHandlers) -> Callable[[Any, gr.Request], Awaitable[dict]]:
    """What the page asks while a run waits."""

    async def place(asked: Any, request: gr.Request) -> dict:
        # gradio names no session to what is no event: the page's client does
        return handlers.place((await request.json())["session_hash"]) | {"answer": True}

    return place


def launch_options() -> dict:
    """What `Blocks.launch` needs for this page: look, limits, and nothing that leaves this machine."""
    return {
        "theme": soundstorm_theme(),
        "css": player_colours(*LIGHT_AND_DARK) + read_static("static/app.css"),
        "max_file_size": MOST_FILE_BYTES,
        "run_history": False,
        "enable_monitoring": False,
        "footer_links": ["api", "gradio", "settings"],
        "ssr_mode": False,
        "state_session_capacity": MOST_SESSIONS,
        "app_kwargs": {
            "dependencies": [Depends(check_request)],
            "middleware": [*map(Middleware, (SmallRequests, OpenPages, LinkPreview, NotOffered))],
        },
    }
