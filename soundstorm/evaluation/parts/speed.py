"""Decoding time and real-time factor on this machine."""

from __future__ import annotations

import os
import platform
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from soundstorm.acoustic.schedule import PAPER, Schedule
from soundstorm.corpus import round_robin
from soundstorm.evaluation.parts.sentences import PARAGRAPH
from soundstorm.evaluation.parts.study import Study
from soundstorm.evaluation.parts.utterances import LEAST_PROMPT_SECONDS, prompt_recording
from soundstorm.evaluation.report.part import Part
from soundstorm.pipeline import finish

if TYPE_CHECKING:
    from soundstorm.pipeline import SoundStormPipeline

SECONDS = 10.0  # of speech, which the durations with this length in their name are for
PROMPT_SECONDS = 5.0  # of a prompt, that the time to encode it is for
LENGTHS = (5, 10, 20, 30)  # seconds of speech, for the growth of the runtime
RUNS = 3


def repeated(waveform: Tensor, samples: int) -> Tensor:
    """The waveform [N] repeated and cut to so many samples."""
    return waveform.repeat(-(-samples // len(waveform)))[:samples]


def measure_storm(pipeline: SoundStormPipeline, prompt: Tensor, seed: int) -> float:
    """Seconds SoundStorm takes to decode exactly 10 s of speech."""
    source = repeated(prompt, int(SECONDS * pipeline.sample_rate))
    timings = finish(pipeline.convert(source, prompt=prompt, seed=seed)).timings
    return timings.acoustic * SECONDS / timings.audio_seconds


def measure_prompt(pipeline: SoundStormPipeline, prompt: Tensor) -> float:
    """Seconds it takes to make a voice of 5 s of a prompt: its acoustic and its semantic tokens."""
    samples = int(PROMPT_SECONDS * pipeline.sample_rate)
    voice = pipeline.encode_prompt(repeated(prompt, samples))
    return voice.seconds * samples / len(voice.prepared.waveform)


def measure_click(pipeline: SoundStormPipeline, prompt: Tensor, seed: int) -> dict[str, float]:
    """Seconds from transcript and prompt to the first grid and to the final audio of about 10 s of speech."""
    start = perf_counter()
    first_grid = first_level = None
    decoding = pipeline.stream(PARAGRAPH, prompt=prompt, seed=seed)
    for step in decoding:
        first_grid = first_grid or perf_counter() - start
        if step.level_done:
            first_level = first_level or perf_counter() - start
    timings = decoding.result.timings
    total = perf_counter() - start
    # only afterwards: the page decodes the first level's sound in between, and this run is timed without it
    pipeline.decode_audio(decoding.trace.codes[:, :1], decoding.prompt_frames)
    first_sound = first_level + perf_counter() - start - total
    return {
        "first_grid": first_grid,
        "first_sound": first_sound,
        "click_to_audio": total,
        "audio": timings.audio_seconds,
        "real_time_factor": total / timings.audio_seconds,
        "prompt": timings.prompt,
        "text": timings.text,
        "acoustic": timings.acoustic,
        "codec": timings.codec,
    }


def measure_speed_part(study: Study) -> Part:
    """Durations with the first clip long enough as a prompt; the number of clips makes no difference."""
    prompt = next(clip for clip in round_robin(study.clips) if clip.seconds >= LEAST_PROMPT_SECONDS)
    waveform = prompt_recording(prompt, study.pipeline.sample_rate)
    by_length = {"by_length": measure_lengths(study.pipeline, waveform)}
    return Part(measure_speed(study.pipeline, waveform) | by_length)


def measure_speed(pipeline: SoundStormPipeline, prompt: Tensor, runs: int = RUNS) -> dict:
    """Medians over `runs` runs after one that warms up, with a prompt [N] at the pipeline's rate.

    Keys ending in `_10_s` are for exactly 10 s of speech, `prompt_5_s` is for 5 s of a prompt; `click` holds
    one run as it was, whose speech is as long as the text stage made it.
    """
    measure_click(pipeline, prompt, seed=0)
    clicks = [measure_click(pipeline, prompt, seed) for seed in range(1, runs + 1)]
    middle = sorted(clicks, key=lambda click: click["real_time_factor"])[len(clicks) // 2]
    return {
        "prompt_5_s": median(measure_prompt(pipeline, prompt) for _ in range(runs)),
        "acoustic_10_s": median(measure_storm(pipeline, prompt, seed) for seed in range(1, runs + 1)),
        "click_to_audio_10_s": median(click["real_time_factor"] for click in clicks) * SECONDS,
        "first_grid": median(click["first_grid"] for click in clicks),
        "first_sound": median(click["first_sound"] for click in clicks),
        "real_time_factor": median(click["real_time_factor"] for click in clicks),
        "iterations": Schedule().over(pipeline.levels).written,
        "click": middle,
        "machine": machine(),
    }


def measure_lengths(pipeline: SoundStormPipeline, prompt: Tensor) -> dict[str, dict[str, float]]:
    """Seconds SoundStorm and the codec's decoder take for speech of `LENGTHS`, after 3 s of a prompt [N].

    With the paper's schedule, as in its figure 3.

    What is said makes no difference to the time: the semantic tokens are the prompt's, repeated.
    """
    voice = pipeline.encode_prompt(prompt)
    tokens_per_second = round(pipeline.sample_rate / pipeline.samples_per_token)
    spoken = voice.semantic[:, : 3 * tokens_per_second]
    frames = spoken.shape[1] * voice.codes.shape[2] // voice.semantic.shape[1]
    codes = voice.codes[:, :, :frames]
    measured = {}
    for seconds in (LENGTHS[0], *LENGTHS):  # the first time warms up
        count = spoken.shape[1] + seconds * tokens_per_second
        semantic = spoken.repeat(1, -(-count // spoken.shape[1]))[:, :count]
        start = perf_counter()
        decoded = pipeline.storm.generate(semantic, codes, schedule=PAPER)
        middle = perf_counter()
        pipeline.decode_audio(decoded, codes.shape[2])
        measured[str(seconds)] = {"acoustic": middle - start, "codec": perf_counter() - middle}
    return measured


def machine() -> dict[str, str | int]:
    """What the durations were measured on."""
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        "threads": torch.get_num_threads(),
        "python": platform.python_version(),
        "torch": torch.__version__,
    }
