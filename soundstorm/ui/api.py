"""The endpoint for programs: the same run as on the page, without the pictures."""

# No `from __future__ import annotations` here: gr.api describes the endpoint from the evaluated type hints.

from collections.abc import Callable
from pathlib import Path

import gradio as gr
from gradio_client.utils import is_file_obj_with_meta

from soundstorm.errors import AudioError, UserError
from soundstorm.pipeline import Result, SoundStormPipeline
from soundstorm.ui.limits import choose_schedule, choose_seed
from soundstorm.ui.running import save_speech


def generate_endpoint(models: Callable[[], SoundStormPipeline], cache: Path) -> Callable:
    """The function behind `/generate`; files are written into `cache`, which gradio serves and empties."""

    def generate(
        prompt: gr.FileData, transcript: str, seed: int = 0, iterations: str = "16"
    ) -> tuple[gr.FileData, dict]:
        """Speak a transcript in the voice of a recording.

        prompt: the recording, 1.5 to 60 s. transcript: English, about 20 s of speech at most. seed: the same
        seed gives the same speech. iterations: of decoding, like 16,1,2 for the first levels, one at all
        further ones. Returns a WAV file and the run's figures.
        """
        try:
            if not is_file_obj_with_meta(prompt):  # gradio has checked the path of nothing else
                raise AudioError("Send the voice prompt as an uploaded file.")
            chosen, schedule = choose_seed(seed, random_seed=False), choose_schedule(iterations)
            result = models()(transcript, prompt=prompt["path"], seed=chosen, schedule=schedule)
        except UserError as error:
            raise gr.Error(str(error), print_exception=False) from error
        [path] = save_speech(result, chosen, cache)
        return gr.FileData(path=str(path), orig_name=path.name), result_figures(result, chosen)

    return generate


def result_figures(result: Result, seed: int) -> dict:
    """What a program may want to know about a run besides its audio; seconds, rounded to milliseconds."""
    timings = result.timings
    parts = {
        name: getattr(timings, name) for name in ("prompt", "text", "acoustic", "codec", "audio_seconds")
    }
    return {
        "seed": seed,
        "sample_rate": result.sample_rate,
        "frames": result.codes.shape[2],
        "levels": result.codes.shape[1],
        **{name: round(seconds, 3) for name, seconds in parts.items()},
        "real_time_factor": round(timings.real_time_factor, 3),
    }
