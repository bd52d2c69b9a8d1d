"""The whole evaluation: what its parts are given."""

import pytest

from soundstorm.errors import UserError
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


def test_a_part_that_cannot_be_measured_costs_no_other(recorded_twice, monkeypatch):
    def refuse(_):
        raise UserError("Evaluate on more speech.")

    monkeypatch.setitem(run.PARTS, "codec", lambda _: Part({"levels": 8}))
    monkeypatch.setitem(run.PARTS, "text", refuse)
    monkeypatch.setitem(run.PACKAGES, "codec", ())
    monkeypatch.setitem(run.PACKAGES, "text", ())
    monkeypatch.setattr(run.recogniser, "Recogniser", lambda _: None)
    report = run.evaluate(None, recorded_twice, "valid", ["codec", "text"])
    assert report["codec"] == {"levels": 8} and "text" not in report
    assert report["setup"]["refused"] == {"text": "Evaluate on more speech."}
    with pytest.raises(UserError, match="on more speech"):
        run.evaluate(None, recorded_twice, "valid", ["text"])
