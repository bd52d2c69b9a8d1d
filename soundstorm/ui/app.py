"""The page: what stands where, and which part is connected with which."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import gradio as gr

from soundstorm.pipeline import SoundStormPipeline
from soundstorm.player import player_colours
from soundstorm.ui.api import generate_endpoint
from soundstorm.ui.assets import read_static
from soundstorm.ui.codec.tab import codec_tab
from soundstorm.ui.laboratory.handlers import LaboratoryHandlers
from soundstorm.ui.laboratory.tab import laboratory_tab
from soundstorm.ui.lesson.tab import lesson_tab
from soundstorm.ui.live import live_view
from soundstorm.ui.runtime import HOUR, MODELS, MOST_EVENTS, waiting_for_models
from soundstorm.ui.speak.handlers import SpeakHandlers
from soundstorm.ui.speak.tab import speak_tab
from soundstorm.ui.stage import Stage
from soundstorm.ui.theatre import theatre
from soundstorm.ui.theme import soundstorm_theme

LIGHT_AND_DARK = ".gradio-container", ".dark .gradio-container, .gradio-container.dark"


def build_app(models: Callable[[], SoundStormPipeline]) -> gr.Blocks:
    """The whole page, queued, ready to launch with `launch_options()`; `models` may take its time."""
    with gr.Blocks(title="SoundStorm", analytics_enabled=False, delete_cache=(HOUR, HOUR)) as app:
        gr.HTML(read_static("static/header.html"), elem_id="masthead")
        stage = gr.State(Stage.opening(), time_to_live=HOUR)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Speak", elem_id="tab-speak"):
                speak = speak_tab(models)
            with gr.Tab("Laboratory", elem_id="tab-laboratory"):
                laboratory = laboratory_tab()
            with gr.Tab("Codec", elem_id="tab-codec"):
                codec_tab(models)
            with gr.Tab("Lesson", elem_id="tab-lesson"):
                lesson_tab()
        live = live_view()
        theatre(stage, models)

        cache = Path(live.GRADIO_CACHE)
        waiting = partial(waiting_for_models, app)
        speak.wire(SpeakHandlers(models, cache, waiting), live, stage)
        laboratory.wire(LaboratoryHandlers(models, cache, waiting), live, stage)
        gr.api(generate_endpoint(models, cache), api_name="generate", **MODELS)
    # Not the limit of runs, which would refuse to change the stage, too: see RunHandlers.wait.
    return app.queue(max_size=MOST_EVENTS)


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
    }
