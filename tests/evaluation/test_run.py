"""The whole evaluation: what its parts are given."""

import pytest

from soundstorm.evaluation import run
from soundstorm.evaluation.report.part import Part


@pytest.mark.parametrize(
    ("split", "trained_on"), [("valid", {"train0", "train1", "train2"}), ("train", set())]
)
def test_training_speech_is_known_where_it_is_not_what_is_measured(
    recorded_twice, monkeypatch, split, trained_on
):
    studies = []
    monkeypatch.setitem(run.PARTS, "speed", lambda study: studies.append(study) or Part({}))
    run.evaluate(None, recorded_twice, split, ["speed"])
    [study] = studies
    assert {clip.speaker for clip in study.training} == trained_on
    assert {clip.split for clip in study.clips} == {split}
