"""The codec tab: any sound, taken apart into levels that can be seen, heard and left out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gradio as gr

from soundstorm.pipeline import SoundStormPipeline
from soundstorm.player import still_script
from soundstorm.ui.assets import component
from soundstorm.ui.codec.handlers import LONGEST_SECONDS, CodecHandlers, CodecUpdate, refused
from soundstorm.ui.examples import example_voices
from soundstorm.ui.line import Line
from soundstorm.ui.runtime import HOUR, MB, MODELS, SILENT, note, recording

EXPLANATION = (
    "The codec writes frames of 20 ms, each as one token a level. Level 1 says most; every "
    "further level corrects what the ones before leave over. Look, listen, and leave levels out."
)


def codec_tab(models: Callable[[], SoundStormPipeline], cache: Path, line: Line) -> None:
    """The tab's components and their events.

    cache: the folder that gradio serves files from and empties. line: who waits for the models.
    """
    taken = gr.State(None, time_to_live=HOUR)
    with gr.Row(elem_classes="controls"):
        with gr.Column(min_width=320):
            gr.HTML("<h2>Sound</h2>")
            sound = recording(f"Any sound, up to {LONGEST_SECONDS:.0f} seconds and {MB} MB", "codec-audio")
        with gr.Column(min_width=320):
            gr.HTML("<h2>Its levels</h2>")
            gr.HTML(note(EXPLANATION), elem_classes="explained")
            voices = example_voices()
            gr.Examples(
                [[str(voice.path)] for voice in voices],
                sound,
                label="Or take one of these",
                example_labels=[voice.label for voice in voices],
                api_visibility="private",
            )
            figure = gr.DownloadButton(
                "Save the spectrograms",
                interactive=False,
                size="md",
                elem_id="save-figure",
                elem_classes="hide-save",
            )
    notice = gr.HTML("", elem_id="codec-notice", elem_classes="notice")
    view = component("codec/codec", still_script())
    handlers = CodecHandlers(models, cache)
    outputs = list(CodecUpdate(view, figure, notice, taken))
    # Before the queue, where others may come first; gradio sends the second event after the first's answer.
    sound.change(lambda path: note(line.told()) if path else "", sound, notice, queue=False, **SILENT)
    take = sound.change(handlers.take, sound, outputs, trigger_mode="always_last", **MODELS, **SILENT)
    hear = view.subset(handlers.subset, taken, outputs, trigger_mode="multiple", **MODELS, **SILENT)
    for asked in (take, hear):
        asked.failure(refused, None, outputs, queue=False, **SILENT)
