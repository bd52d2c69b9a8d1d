"""How well two kinds are told apart, against arithmetic."""

import numpy as np
import pytest

from soundstorm.corpus import read_manifest
from soundstorm.evaluation.parts.classifier import compare_changes, measure_classifier
from soundstorm.evaluation.parts.study import Study
from soundstorm.evaluation.report.figures_classifier import alarms
from soundstorm.evaluation.report.statistics import roc
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.safety.changes import CHANGES
from soundstorm.safety.classifier import Classifier, ClassifierConfig


def row(source: str, generated: float, speaker: str = "anna", change: str = "unchanged") -> dict:
    return {"source": source, "generated": generated, "speaker": speaker, "change": change}


def test_the_roc_counts_alarms_as_the_threshold_falls():
    wide, high = roc(generated=[0.9, 0.6], recorded=[0.7, 0.1])
    assert wide.tolist() == [0, 0, 0.5, 0.5, 1]
    assert high.tolist() == [0, 0.5, 0.5, 1, 1]
    # of the four pairs three are in the right order
    assert np.trapezoid(high, wide) == pytest.approx(0.75)


def test_generated_speech_is_held_against_the_codecs_and_recordings_are_counted_by_themselves():
    rows = []
    for change in CHANGES:
        rows += [row("recording", 0.6, change=change), row("codec", 0.2, change=change)]
        rows += [row("own voice", 0.8, change=change), row("AudioLM", 0.4, "bert", change)]
        rows.append(row("codec", 0.1, "bert", change))
    figures = compare_changes(rows)
    assert figures["changes"]["cut to 3 s"]["accuracy"].value == 0.75
    assert figures["changes"]["cut to 3 s"]["area"] == 1.0
    taken = {source: estimate.value for source, estimate in figures["taken_for_generated"].items()}
    assert taken == {"recording": 1.0, "codec": 0.0, "own voice": 1.0, "AudioLM": 0.0}
    assert [line.get_label() for line in alarms(rows).axes[0].lines][:-1] == list(CHANGES)


def test_every_sound_is_heard_after_every_change_and_recordings_as_they_are(talkers, recorded_twice):
    models = talkers.codec, talkers.semantic, talkers.text, talkers.storm
    pipeline = SoundStormPipeline(*models, classifier=Classifier(ClassifierConfig(6)))
    part = measure_classifier(Study(pipeline, read_manifest(recorded_twice, "valid"), count=2))
    clips = {row["clip"] for row in part.rows}
    assert 1 <= len(clips) <= 2
    assert len(part.rows) == len(clips) * (1 + 2 * len(CHANGES))
    assert set(part.figures["changes"]) == set(CHANGES)
    assert {"recording", "codec"} < set(part.figures["taken_for_generated"])
