"""The endpoint for programs: the same run as on the page, without the pictures."""

# No `from __future__ import annotations` here: gr.api describes the endpoint from the evaluated type hints.

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr
from gradio_client.utils import is_file_obj_with_meta

from soundstorm.acoustic import Schedule
from soundstorm.errors import AudioError, UserError
from soundstorm.pipeline import Result, SoundStormPipeline
from soundstorm.text.model import longest_text
from soundstorm.text.script import read_script
from soundstorm.ui.consent import Consent
from soundstorm.ui.examples import example_voices
from soundstorm.ui.limits import Deadline, choose_pace, choose_schedule, choose_seed, choose_words
from soundstorm.ui.running import save_speech, sentence_of
from soundstorm.ui.runtime import whole_step
from soundstorm.ui.speak.describe import NO_VOICE, prompt_path

USUAL = Schedule().written  # at the first levels
NOT_PERMITTED = (
    "Send speaker_permits=true if you have the speaker's permission to clone this voice, or name a bundled "
    "voice instead."
)
ONLY_BUNDLED = (
    "Name a bundled voice: on this server the speaker of any other has to read a sentence into the "
    "microphone, on the page."
)


def generate_endpoint(models: Callable[[], SoundStormPipeline], cache: Path, consent: Consent) -> Callable:
    """The function behind `/generate`; files are written into `cache`, which gradio serves and empties."""

    def speech(
        prompt: Any, transcript: Any, seed: Any, iterations: Any, speaker_permits: Any, voice: Any, pace: Any
    ) -> Iterator[tuple[gr.FileData, dict] | None]:
        """The run in steps: None after each, then what comes of it."""
        recording = chosen_voice(prompt, speaker_permits, voice, consent)
        chosen = choose_seed(0 if seed is None else seed)
        schedule = choose_schedule(USUAL if iterations is None else iterations)
        pace = choose_pace(1.0 if pace is None else pace)
        words = read_script(choose_words(transcript), longest_text(pace))
        pipeline, deadline = models(), Deadline()
        decoding = pipeline.stream(words, recording, chosen, schedule, pace=pace)
        yield None  # the text stage is over
        for _ in deadline.over(decoding):
            yield None
        [path] = save_speech(decoding.result, chosen, pipeline.origin, cache)
        yield gr.FileData(path=str(path), orig_name=path.name), result_figures(decoding.result, chosen)

    async def generate(
        prompt: gr.FileData = None,
        transcript: str = "",
        seed: int = 0,
        iterations: str = USUAL,
        speaker_permits: bool = False,
        voice: str = "",
        pace: float = 1.0,
    ) -> tuple[gr.FileData, dict]:
        """Speak a transcript in the voice of a recording, or in a bundled voice.

        prompt: the recording, 1 to 60 s, 20 MB at most. transcript: English, about 20 s of speech at most.
        seed: the same seed gives the same speech. iterations: of decoding, like 16,1,2 for the first levels,
        one at all further ones. speaker_permits: true says that you have the speaker's permission to clone
        the voice of the recording. voice: the name of a bundled one, instead of a recording. pace: of
        speaking, 0.7 to 1.4. Returns a WAV file and the run's figures.
        """
        run = speech(prompt, transcript, seed, iterations, speaker_permits, voice, pace)
        try:
            # Each step by itself: a client that cancels its job ends it before the next one.
            while not (made := await whole_step(next, run)):
                pass
        except Exception as error:
            raise gr.Error(sentence_of(error, "A run"), print_exception=False) from error
        return made

    return generate


def chosen_voice(prompt: Any, speaker_permits: Any, voice: Any, consent: Consent) -> str:
    """The file of the voice that a program asked for.

    Raises:
        UserError: when there is none, or no permission to clone it.
    """
    if voice and prompt is None:
        names = [bundled.name for bundled in example_voices()]
        if voice not in names:
            raise UserError(f"Name one of the bundled voices: {', '.join(names)}.")
        return prompt_path(voice, None)
    if prompt is None:
        raise AudioError(NO_VOICE)
    if voice:
        raise UserError("Send a recording or the name of a bundled voice, not both.")
    if not is_file_obj_with_meta(prompt):  # gradio has checked the path of nothing else
        raise AudioError("Send the voice prompt as an uploaded file.")
    if consent == "spoken":
        raise UserError(ONLY_BUNDLED)
    if speaker_permits is not True:
        raise UserError(NOT_PERMITTED)
    return prompt["path"]


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
