"""The whole evaluation: parts in order, into one report."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from soundstorm.audio import read_audio
from soundstorm.errors import UserError
from soundstorm.evaluation.ablations import measure_ablations
from soundstorm.evaluation.acoustic import measure_acoustic
from soundstorm.evaluation.codec import measure_codec
from soundstorm.evaluation.metrics import SAMPLE_RATE, require
from soundstorm.evaluation.part import Part, intervals, plain
from soundstorm.evaluation.recogniser import recogniser_name
from soundstorm.evaluation.semantic import measure_semantic
from soundstorm.evaluation.speed import machine, measure_lengths, measure_speed
from soundstorm.evaluation.statistics import round_robin
from soundstorm.evaluation.targets import compare_targets
from soundstorm.evaluation.text import measure_text
from soundstorm.evaluation.utterances import LEAST_PROMPT_SECONDS
from soundstorm.training.data import read_manifest

if TYPE_CHECKING:
    from soundstorm.pipeline import SoundStormPipeline
    from soundstorm.training.data import Clip

PACKAGES = {
    "codec": ("pesq", "pystoi", "pocketsphinx"),
    "acoustic": ("resemblyzer", "pocketsphinx"),
    "ablations": ("resemblyzer", "pocketsphinx"),
    "text": ("pocketsphinx",),
}


def measure_speed_part(pipeline: SoundStormPipeline, clips: Sequence[Clip], count: int | None) -> Part:
    """Durations with the first clip long enough as a prompt; the number of clips makes no difference."""
    prompt = next(clip for clip in round_robin(clips) if clip.seconds >= LEAST_PROMPT_SECONDS)
    waveform = read_audio(prompt.path, SAMPLE_RATE)
    by_length = {"by_length": measure_lengths(pipeline, waveform)}
    return Part(measure_speed(pipeline, waveform) | by_length)


PARTS = {
    "codec": measure_codec,
    "semantic": measure_semantic,
    "acoustic": measure_acoustic,
    "ablations": measure_ablations,
    "text": measure_text,
    "speed": measure_speed_part,
}


def evaluate(
    pipeline: SoundStormPipeline,
    data: str | Path,
    split: str = "valid",
    parts: Sequence[str] = tuple(PARTS),
    count: int | None = None,
    checkpoint: str = "bundled",
) -> dict[str, Any]:
    """Measure a pipeline on a split of a manifest.

    Args:
        parts: any of `PARTS`.
        count: clips, pairs or sentences a part; each part's own number without it.
        checkpoint: what the report calls the pipeline.

    Returns:
        the content of report.json: a dictionary a part (figures at keys like `codec.levels.8.pesq_wb`),
        `intervals` (95 %, by key), `targets` (figure beside bar), `clips` (rows of every part) and `setup`.

    Raises:
        UserError: packages are missing, or the split has too few clips.
    """
    for part in parts:
        for package in PACKAGES.get(part, ()):
            require(package)
    clips = read_manifest(data, split)
    if sum(clip.seconds >= LEAST_PROMPT_SECONDS for clip in clips) < 2:
        raise UserError(
            f"The split {split} of {data} has fewer than two clips of 3 s: evaluate on more speech."
        )
    measured, seconds = {}, {}
    for part in parts:
        start = time.perf_counter()
        measured[part] = PARTS[part](pipeline, clips, count)
        seconds[part] = round(time.perf_counter() - start, 1)
    figures = {part: plain(result.figures) for part, result in measured.items()}
    bounds = {
        key: bound
        for part, result in measured.items()
        for key, bound in intervals(result.figures, part).items()
    }
    return figures | {
        "targets": compare_targets(figures),
        "intervals": bounds,
        "setup": {
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "checkpoint": checkpoint,
            "split": split,
            "recogniser": recogniser_name(),
            "seconds_spent": seconds,
            "machine": machine(),
        },
        "clips": {part: plain(result.rows) for part, result in measured.items() if result.rows},
    }
