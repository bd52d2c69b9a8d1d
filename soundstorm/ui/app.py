"""The page: what stands where, and which part is connected with which."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gradio as gr
from starlette.middleware import Middleware

from soundstorm.pipeline import SoundStormPipeline
from soundstorm.player import player_colours
from soundstorm.ui.api import generate_endpoint
from soundstorm.ui.assets import component, read_static
from soundstorm.ui.codec.tab import codec_tab
from soundstorm.ui.drawer import NoMcpTools
from soundstorm.ui.laboratory.handlers import LaboratoryHandlers
from soundstorm.ui.laboratory.tab import laboratory_tab
from soundstorm.ui.lesson.tab import lesson_tab
from soundstorm.ui.line import Line
from soundstorm.ui.live import hero_view
from soundstorm.ui.preview import TITLE, LinkPreview
from soundstorm.ui.runtime import HOUR, MODELS, MOST_EVENTS, SILENT
from soundstorm.ui.speak.handlers import SpeakHandlers
from soundstorm.ui.speak.tab import speak_tab
from soundstorm.ui.stage import Stage
from soundstorm.ui.theatre import theatre
from soundstorm.ui.theme import soundstorm_theme

LIGHT_AND_DARK = ".gradio-container", ".dark .gradio-container, .gradio-container.dark"


def build_app(models: Callable[[], SoundStormPipeline]) -> gr.Blocks:
    """The whole page, queued, ready to launch with `launch_options()`; `models` may take its time."""
    with gr.Blocks(title=TITLE, analytics_enabled=False, delete_cache=(HOUR, HOUR)) as app:
        gr.HTML(read_static("static/header.html"), elem_id="masthead")
        component("static/nav", read_static("static/address.js"))
        stage = gr.State(Stage.opening(), time_to_live=HOUR)
        live = hero_view()
        theatre(stage, models)
        with gr.Column(elem_id="speak", elem_classes="hide-speak"):
            speak = speak_tab(models)
        with gr.Column(elem_id="laboratory", elem_classes="hide-laboratory"):
            laboratory = laboratory_tab()
        with gr.Column(elem_id="codec-view", elem_classes="hide-codec"):
            codec_tab(models)
        lesson_tab()

        cache = Path(live.GRADIO_CACHE)
        line = Line(app)
        speakers = SpeakHandlers(models, cache, line)
        speak.wire(speakers, live, stage)
        laboratory.wire(LaboratoryHandlers(models, cache, line), live, stage)
        live.place(place_of(speakers), None, live, queue=False, **SILENT)
        gr.api(generate_endpoint(models, cache), api_name="generate", **MODELS)
    # Not the limit of runs, which would refuse to change the stage, too: see RunHandlers.wait.
    return app.queue(max_size=MOST_EVENTS)


def place_of(handlers: SpeakHandlers) -> Callable[[gr.Request], dict]:
    """What the page asks while a run waits."""

    def place(request: gr.Request) -> dict:
        return handlers.place(request.session_hash)

    return place


def launch_options() -> dict:
    """What `Blocks.launch` needs for this page: look, limits, and nothing that leaves this machine."""
    return {
        "theme": soundstorm_theme(),
        "css": player_colours(*LIGHT_AND_DARK) + read_static("static/app.css"),
        "max_file_size": "30mb",
        "run_history": False,
        "enable_monitoring": False,
        "footer_links": ["api", "gradio", "settings"],
        "ssr_mode": False,
        "app_kwargs": {"middleware": [Middleware(LinkPreview), Middleware(NoMcpTools)]},
    }
