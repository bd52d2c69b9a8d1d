"""The page: what stands where, and which click calls which handler."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import gradio as gr

from soundstorm.acoustic.decoding import Schedule
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.ui.api import generate_endpoint
from soundstorm.ui.describe import describe_prompt, describe_transcript, note
from soundstorm.ui.examples import SENTENCES, example_voices
from soundstorm.ui.grid import decoding_player, prompt_view
from soundstorm.ui.handlers import Handlers, Update
from soundstorm.ui.static import read_static
from soundstorm.ui.theme import soundstorm_theme

HOUR = 3600
# One run at a time for everybody: the models share the machine's cores (or its one GPU).
MODELS = {"concurrency_limit": 1, "concurrency_id": "models"}
SILENT = {"show_progress": "hidden", "api_visibility": "private"}


def build_app(pipeline: SoundStormPipeline) -> gr.Blocks:
    """The whole page over loaded models, queued, ready to launch with `launch_options()`."""
    with gr.Blocks(title="SoundStorm", analytics_enabled=False, delete_cache=(HOUR, HOUR)) as app:
        gr.HTML(read_static("header.html"), elem_id="masthead")
        with gr.Row(elem_id="form", equal_height=False):
            with gr.Column(elem_id="voice", min_width=320):
                prompt = _voice(pipeline)
            with gr.Column(elem_id="words", min_width=320):
                mode, transcript, source = _words()
                settings = _settings()
                with gr.Row(elem_id="actions"):
                    generate = gr.Button("Generate", variant="primary", size="lg", elem_id="generate")
                    stop = gr.Button("Stop", size="lg", interactive=False, elem_id="stop")
                notice = gr.HTML("", elem_id="notice")
        player = decoding_player()
        with gr.Row(elem_id="result"):
            result = gr.Audio(
                label="Final audio, all levels",
                interactive=False,
                buttons=["download"],
                elem_id="final-audio",
            )
            timings = gr.HTML("", elem_id="timings")

        cache = Path(player.GRADIO_CACHE)
        handlers = Handlers(pipeline, cache)
        outputs = list(Update(player, result, timings, settings[0], notice, generate, stop))
        form = [mode, prompt, transcript, source, *settings]
        click = generate.click(handlers.wait, None, outputs, queue=False, **SILENT)
        run = click.then(handlers.run, form, outputs, **MODELS, **SILENT)
        stop.click(handlers.stop, None, outputs, cancels=[run], queue=False, **SILENT)
        gr.api(generate_endpoint(pipeline, cache), api_name="generate", **MODELS)
    return app.queue(max_size=24)


def _voice(pipeline: SoundStormPipeline) -> gr.Audio:
    """The voice prompt: a recording or an example, and what the models take of it."""
    gr.HTML("<h2>Voice</h2>")
    prompt = _recording("Recording of the voice, 1.5 to 60 seconds", "prompt-audio")
    voices = example_voices()
    licences = ", ".join(sorted({voice.licence for voice in voices}))
    gr.Examples(
        [[str(voice.path)] for voice in voices],
        prompt,
        label=f"Or take one of these ({licences})",
        example_labels=[voice.label for voice in voices],
        api_visibility="private",
    )
    tokens = prompt_view()
    gr.HTML(note("Use your own voice, or one whose owner agrees."))
    prompt.change(partial(describe_prompt, pipeline), prompt, tokens, **MODELS, **SILENT)
    return prompt


def _words() -> tuple[gr.State, gr.Textbox, gr.Audio]:
    """What to say: which of the two ways is open, the transcript, the recording to convert."""
    gr.HTML("<h2>Words</h2>")
    mode = gr.State("speak")
    with gr.Tabs(elem_id="mode"):
        with gr.Tab("Write them") as write:
            transcript = gr.Textbox(
                label="What the voice will say, in English", lines=3, max_lines=5, elem_id="transcript"
            )
            length = gr.HTML(describe_transcript(""), elem_id="transcript-note")
            sentences = [[sentence] for sentence in SENTENCES]
            gr.Examples(sentences, transcript, label="Or take one of these", api_visibility="private")
        with gr.Tab("Convert a recording") as convert:
            source = _recording("Speech whose words are kept, up to 30 seconds", "source-audio")
    transcript.change(describe_transcript, transcript, length, **SILENT)
    write.select(lambda: "speak", None, mode, queue=False, **SILENT)
    convert.select(lambda: "convert", None, mode, queue=False, **SILENT)
    return mode, transcript, source


def _settings() -> tuple[gr.Number, gr.Checkbox, gr.Textbox]:
    """Seed, whether to draw a fresh one, and the decoding schedule."""
    schedule = ",".join(map(str, Schedule().iterations))
    with gr.Row(elem_id="settings"):
        seed = gr.Number(0, label="Seed", min_width=120, elem_id="seed")
        fresh = gr.Checkbox(False, label="random", container=False, min_width=90, elem_id="random-seed")
        iterations = gr.Textbox(
            schedule, label="Iterations per level", max_lines=1, min_width=200, elem_id="iterations"
        )
    return seed, fresh, iterations


def _recording(label: str, elem_id: str) -> gr.Audio:
    return gr.Audio(
        label=label,
        sources=["upload", "microphone"],
        type="filepath",
        editable=False,
        buttons=[],
        elem_id=elem_id,
    )


def launch_options() -> dict:
    """What `Blocks.launch` needs for this page: look, limits, and nothing that leaves this machine."""
    return {
        "theme": soundstorm_theme(),
        "css": read_static("app.css"),
        "max_file_size": "30mb",
        "run_history": False,
        "enable_monitoring": False,
        "footer_links": ["api", "gradio", "settings"],
        "ssr_mode": False,
    }
