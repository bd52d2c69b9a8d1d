"""The whole evaluation: parts in order, into one report."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from soundstorm.continuation import required_acoustic
from soundstorm.corpus import read_manifest
from soundstorm.dialogue import check_speakers
from soundstorm.errors import UserError
from soundstorm.evaluation.instruments import recogniser
from soundstorm.evaluation.instruments.packages import require
from soundstorm.evaluation.parts.ablations import measure_ablations
from soundstorm.evaluation.parts.acoustic import measure_acoustic
from soundstorm.evaluation.parts.audiolm import measure_audiolm
from soundstorm.evaluation.parts.classifier import measure_classifier
from soundstorm.evaluation.parts.codec import measure_codec
from soundstorm.evaluation.parts.dialogue import measure_dialogue
from soundstorm.evaluation.parts.semantic import measure_semantic
from soundstorm.evaluation.parts.speed import machine, measure_speed_part
from soundstorm.evaluation.parts.study import Study
from soundstorm.evaluation.parts.text import beside_recordings, measure_text
from soundstorm.evaluation.parts.utterances import LEAST_PROMPT_SECONDS
from soundstorm.evaluation.report.part import Part, intervals, plain
from soundstorm.evaluation.report.targets import compare_targets

if TYPE_CHECKING:
    from soundstorm.pipeline import SoundStormPipeline

PARTS: dict[str, Callable[[Study], Part]] = {
    "codec": measure_codec,
    "semantic": measure_semantic,
    "acoustic": measure_acoustic,
    "text": measure_text,
    "dialogue": measure_dialogue,
    "audiolm": measure_audiolm,
    "classifier": measure_classifier,
    "ablations": measure_ablations,
    "speed": measure_speed_part,
}
SPEAKING = ("faster_whisper", "whisper_normalizer", "speechmos.dnsmos", "resemblyzer")
PACKAGES = {
    "codec": ("pesq", "pystoi", *SPEAKING[:3]),
    "acoustic": SPEAKING,
    "text": SPEAKING,
    "dialogue": ("faster_whisper", "whisper_normalizer", "resemblyzer"),
    "audiolm": SPEAKING,
    "ablations": SPEAKING,
}


def possible_parts(pipeline: SoundStormPipeline) -> list[str]:
    """The parts that can be measured of these models: those that it has all models for."""
    races = pipeline.audiolm is not None and pipeline.audiolm.speaks
    missing = {
        "dialogue": pipeline.storm.config.speakers == 1,
        "audiolm": not races,
        "classifier": pipeline.ear is None,
    }
    return [name for name in PARTS if not missing.get(name)]


def evaluate(
    pipeline: SoundStormPipeline,
    data: str | Path,
    split: str = "valid",
    parts: Sequence[str] = tuple(PARTS),
    count: int | None = None,
    checkpoint: str = "bundled",
    listener: str | Path = recogniser.DEFAULT,
) -> dict[str, Any]:
    """Measure a pipeline on a split of a manifest.

    Args:
        parts: any of `PARTS`.
        count: clips, short takes, short texts or dialogues a part; each part's own number without it.
        checkpoint: what the report calls the pipeline.
        listener: the recogniser, a folder or a Hub id.

    Returns:
        the content of report.json: a dictionary a part (figures at keys like `codec.levels.8.pesq_wb`),
        `intervals` (95 %, by key), `targets` (figure beside bar), `clips` (rows of every part) and `setup`,
        where `refused` says what kept a part from being measured.

    Raises:
        UserError: no part can be measured, packages or the recogniser are missing, the split has too few
            clips, or the models know one speaker alone and dialogues are asked for.
        CheckpointError: when AudioLM is asked for and lacks a stage.
    """
    for part in parts:
        for package in PACKAGES.get(part, ()):
            require(package)
    if "dialogue" in parts:
        check_speakers(pipeline, 2)
    if "audiolm" in parts:
        required_acoustic(pipeline)
    if "classifier" in parts and pipeline.ear is None:
        raise UserError(f"{checkpoint} has no classifier: train one first.")
    clips = read_manifest(data, split)
    if sum(clip.seconds >= LEAST_PROMPT_SECONDS for clip in clips) < 2:
        raise UserError(
            f"The split {split} of {data} has fewer than two clips of 3 s: evaluate on more speech."
        )
    hears = any(part in PACKAGES for part in parts)
    training = [clip for clip in read_manifest(data) if clip.split == "train"] if split != "train" else []
    study = Study(pipeline, clips, recogniser.Recogniser(listener) if hears else None, count, training)
    measured, refused, seconds = {}, {}, {}
    for part in parts:
        start = time.perf_counter()
        try:
            measured[part] = PARTS[part](study)
        except UserError as error:  # what was measured before, perhaps for an hour, is not lost
            refused[part] = str(error)
        seconds[part] = round(time.perf_counter() - start, 1)
    if not measured:
        raise UserError(" ".join(refused.values()))
    if all(name in measured and measured[name].rows for name in ("text", "acoustic")):
        beside = beside_recordings(measured["text"].rows, measured["acoustic"].rows)
        measured["text"].figures["all"] |= beside
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
            "recogniser": study.recogniser.name if study.recogniser else None,
            "seconds_spent": seconds,
            "refused": refused,
            "machine": machine(),
        },
        "clips": {part: plain(result.rows) for part, result in measured.items() if result.rows},
    }
