"""How well generated speech is told by its sound, as both papers report it, and once sound has travelled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from tqdm import tqdm

from soundstorm.errors import UserError
from soundstorm.evaluation.parts.study import Study
from soundstorm.evaluation.report.part import Part
from soundstorm.evaluation.report.statistics import bootstrap_mean, roc
from soundstorm.imitation import imitable, imitate
from soundstorm.safety.changes import CHANGES, SAMPLE_RATE
from soundstorm.safety.classifier import RECORDED

CLIPS = 60
THRESHOLD = 0.5


def measure_classifier(study: Study) -> Part:
    """Accuracy by change, beside speech through the codec as in the papers; false alarms in recordings.

    Sounds are as they leave: with the watermark, recordings without it and unchanged.
    """
    clips, ear, rows = imitable(study.clips), study.pipeline.ear, []
    for number in tqdm(range(min(study.count or CLIPS, len(clips))), desc="classifier", unit="clip"):
        try:
            sounds = [*imitate(study.pipeline, clips, number)]
        except UserError:  # a clip that cannot be used
            continue
        for sound in sounds:
            changes = {"unchanged": CHANGES["unchanged"]} if sound.source == "recording" else CHANGES
            for name, change in changes.items():
                rows.append(
                    {
                        "clip": clips[number].path.name,
                        "speaker": clips[number].speaker,
                        "source": sound.source,
                        "change": name,
                        "generated": ear.probability(change(sound.waveform), SAMPLE_RATE),
                    }
                )
    return Part(compare_changes(rows), rows)


def compare_changes(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Figures by change, and of unchanged sounds by source how often they are taken for generated."""
    unchanged = [row for row in rows if row["change"] == "unchanged"]
    by_source = {
        source: [row for row in unchanged if row["source"] == source]
        for source in dict.fromkeys(row["source"] for row in unchanged)
    }
    return {
        "changes": {name: judge([row for row in rows if row["change"] == name]) for name in CHANGES},
        "taken_for_generated": {
            source: bootstrap_mean([_told(row) for row in own], [row["speaker"] for row in own])
            for source, own in by_source.items()
        },
    }


def judge(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Accuracy on the codec's and on generated speech, as many of each, and the area under the ROC."""
    kept = [row for row in rows if row["source"] == "codec"]
    made = [row for row in rows if _is_generated(row)]
    right = [_told(row) == _is_generated(row) for row in (*kept, *made)]
    wide, high = roc([row["generated"] for row in made], [row["generated"] for row in kept])
    return {
        "accuracy": bootstrap_mean(right, [row["speaker"] for row in (*kept, *made)]),
        "area": float(np.trapezoid(high, wide)),
    }


def _told(row: dict[str, Any]) -> bool:
    return row["generated"] >= THRESHOLD


def _is_generated(row: dict[str, Any]) -> bool:
    return row["source"] not in RECORDED
