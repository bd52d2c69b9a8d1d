"""The Detect tab: a sound on the left, what mark and words say of it on the right."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import gradio as gr

from soundstorm.pipeline import SoundStormPipeline
from soundstorm.safety.detect import MARKED, SHORTEST_SECONDS
from soundstorm.ui.assets import component
from soundstorm.ui.detection.handlers import (
    LONGEST_SECONDS,
    NOTHING,
    DetectUpdate,
    begin,
    example_sound,
    look_anew,
)
from soundstorm.ui.examples import example_voices
from soundstorm.ui.leftovers import keep_bundled
from soundstorm.ui.runs import bundled_runs
from soundstorm.ui.runtime import FULL, MARKS, MB, SILENT, note, recording

EXPLANATION = (
    "Speech that is made here carries an inaudible mark, its files say so in words, and SoundStorm knows its "
    "own tokens again. Each is looked for by itself: the mark outlived most changes that were tried, words "
    "are easily changed, and by its sound only the speech of these models is known."
)
# The figures of docs/safety.md.
MEASURED = (
    f"Measured: a mark counts as found from {MARKED} on, and none of 1,000 unmarked recordings was read so "
    "high. All of 60 marked clips were found, also as MP3 of 64 kbit/s or Opus of 24, at 8 kHz, 10 dB louder "
    "or quieter, cut to 3 s; with white noise 20 dB below the speech, 53 were missed. So a mark that is not "
    "found proves nothing. By its sound, 0 of 49 recordings were taken for generated, and 0 of 49 that went "
    "through the codec; all 39 clips of SoundStorm were known and 10 of 10 of AudioLM, of at most 6 s each; "
    "after MP3, Opus, noise or a lower rate 4 to 24 % is wrong."
)


def detect_tab(models: Callable[[], SoundStormPipeline]) -> None:
    """The tab's components and their events."""
    with gr.Row(elem_classes="controls"):
        with gr.Column(min_width=320):
            gr.HTML("<h2>Sound</h2>")
            length = f"{SHORTEST_SECONDS:.0f} s to {LONGEST_SECONDS / 60:.0f} minutes"
            # Not editable: what the page cuts it writes anew, without the words of the file.
            sound = recording(f"Any sound, {length}, up to {MB} MB", "detect-audio")
            _examples(sound)
        with gr.Column(min_width=320):
            gr.HTML("<h2>Where it comes from</h2>")
            gr.HTML(note(EXPLANATION), elem_classes="explained")
            notice = gr.HTML("", elem_id="detect-notice", elem_classes="notice")
            report = component("detection/report", value=NOTHING)
            gr.HTML(note(MEASURED))
    outputs = list(DetectUpdate(report, notice))
    sound.change(begin, sound, outputs, queue=False, **SILENT)
    looking = sound.change(
        partial(look_anew, models), sound, outputs, trigger_mode="always_last", **MARKS, **SILENT
    )
    looking.failure(
        lambda: DetectUpdate(NOTHING, note(FULL, error=True)), None, outputs, queue=False, **SILENT
    )


def _examples(sound: gr.Audio) -> None:
    """A sound that was made and one that was recorded, to try."""
    with tempfile.TemporaryDirectory() as folder:  # gradio keeps copies
        made = [str(example_sound(run, Path(folder))) for run in bundled_runs()[:1]]
        recorded = [str(voice.path) for voice in example_voices()[:1]]
        keep_bundled(sound, [*made, *recorded])
        gr.Examples(
            [[path] for path in (*made, *recorded)],
            sound,
            label="Or try one of these",
            example_labels=[*("Made here" for _ in made), *("A recording" for _ in recorded)],
            api_visibility="private",
        )
