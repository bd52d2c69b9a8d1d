"""What is measured of dialogues: by arithmetic, and once with small untrained models."""

import pytest
import torch

from soundstorm.evaluation.instruments.recogniser import Recogniser
from soundstorm.evaluation.instruments.voice import embed_voice
from soundstorm.evaluation.parts import dialogue as part_module
from soundstorm.evaluation.parts.dialogue import (
    alike,
    first_to_last,
    measure_dialogue,
    over_time,
    pairs,
    sentences,
    summarise,
)
from soundstorm.evaluation.parts.sentences import SENTENCES
from soundstorm.evaluation.parts.study import Study
from soundstorm.evaluation.parts.voices import Voice


def test_every_voice_meets_every_other():
    voices = "abcd"
    met = pairs(voices, 12)
    assert met[:5] == [("a", "b"), ("b", "c"), ("c", "d"), ("d", "a"), ("a", "c")]
    assert len(set(met)) == 12 and all(one != other for one, other in pairs(voices, 50))


def test_sentences_go_round():
    assert sentences(48, 3) == [SENTENCES[48], SENTENCES[49], SENTENCES[0]]


def turn(dialogue: int, speaker: str, voice: float, gap: float | None = None) -> dict:
    row = {"kind": "turn", "dialogue": dialogue, "speaker": speaker, "prompt_speaker": speaker}
    row |= {"gap": gap} if gap is not None else {}
    return row | {"voice": voice, "nearest": float(voice > 0.5)}


def said(kind: str, speaker: str, errors: int, words: int) -> dict:
    return {"kind": kind, "dialogue": 0, "speaker": speaker, "errors": errors, "words": words}


def test_the_figures_are_those_of_the_rows():
    """anna loses 0.2 and gains 0.1 from first to last, bo loses 0.02; 6 of 60 words wrong, alone 4 of 80."""
    rows = [
        turn(0, "anna", 0.8), turn(0, "bo", 0.7, gap=0.3),
        turn(0, "anna", 0.6, gap=0.04), turn(0, "bo", 0.68, gap=0.0),
        turn(1, "anna", 0.4), turn(1, "anna", 0.5, gap=0.06),
    ]  # fmt: skip
    assert [loss for loss, _ in first_to_last(rows)] == pytest.approx([0.2, 0.02, -0.1])
    spoken = [said("in turn", "anna", 4, 40), said("in turn", "bo", 2, 20), said("alone", "anna", 4, 80)]
    long = [
        {"kind": "long", "speaker": "anna", "begin": 0.7, "end": 0.6, "failed": False, "seams": [0.2, 0.6]},
        {"kind": "long", "speaker": "bo", "failed": True},
    ]
    figures = summarise(rows, spoken, long)
    assert figures["dialogues"] == 2
    assert figures["nearest"].value == pytest.approx(4 / 6)
    assert figures["error_rate"].value == pytest.approx(6 / 60)
    assert figures["error_ratio"].value == pytest.approx((6 / 60) / (4 / 80))
    assert figures["first_to_last"].value == pytest.approx(0.12 / 3)
    assert figures["drift"].value == pytest.approx(0.1) and figures["long_failed"] == 1
    assert figures["seam"].value == pytest.approx(0.4)
    assert "drift" not in summarise(rows, spoken, long[1:])
    assert figures["gap"].value == pytest.approx((0.3 + 0.04 + 0.0 + 0.06) / 4)
    assert figures["no_gap"].value == pytest.approx(2 / 4)  # 0.04 and 0
    unheard = [{name: value for name, value in row.items() if name != "gap"} for row in rows]
    assert "gap" not in summarise(unheard, spoken, long)


@pytest.mark.compiled_metrics
def test_over_time_a_window_is_told_every_two_fifths_of_a_second():
    """Of 2.4 s of noise: windows of 1.6 s that begin at 0, 0.4 and 0.8 s."""
    noise = torch.randn(38_400, generator=torch.Generator().manual_seed(0)) * 0.1
    voices = [Voice(name, name, None, torch.eye(256)[number], None) for number, name in enumerate("ab")]
    series = over_time(noise, voices)
    assert series["seconds"] == pytest.approx([0.8, 1.2, 1.6])
    assert len(series["A"]) == len(series["B"]) == 3 and series["A"] != series["B"]


@pytest.mark.compiled_metrics
def test_a_voice_is_near_to_itself_and_silence_to_nobody():
    noise = torch.randn(38_400, generator=torch.Generator().manual_seed(0)) * 0.1
    own, other = (
        Voice("a", "a", None, embed_voice(noise), None),
        Voice("b", "b", None, torch.eye(256)[0], None),
    )
    assert alike(noise, own, other) == {"voice": pytest.approx(1.0), "nearest": 1.0}
    assert alike(noise, other, own)["nearest"] == 0.0
    for nothing in (torch.zeros(0), torch.zeros(16_000)):
        assert alike(nothing, own, other) == {"voice": 0.0, "nearest": 0.0}


@pytest.mark.compiled_metrics
def test_models_are_measured_turn_by_turn(talkers, prompt_clips, whisper_folder, monkeypatch):
    monkeypatch.setattr(part_module, "LONG_SENTENCES", 10)  # 20 s and more: two parts
    study = Study(talkers, prompt_clips, Recogniser(whisper_folder), count=2)
    part = measure_dialogue(study)
    kinds = [row["kind"] for row in part.rows]
    assert kinds == ["turn"] * 12 + ["in turn", "alone"] * 4 + ["long"]
    for first in (0, 6):
        one, other = part.rows[first : first + 2]
        assert "gap" not in one and 0 <= other["gap"] < 60
        assert one["speaker"] != other["speaker"] and one["seconds"][1] == other["seconds"][0]
    assert "over_time" in part.rows[0] and 10 < part.rows[-1]["seconds"]
    assert [row["sentence"] for row in part.rows[:6]] == list(SENTENCES[:6])
    for one, other in (part.rows[12:14], part.rows[14:16]):  # both heard in one piece, against the same words
        assert one["sentence"] == other["sentence"] and one["words"] == other["words"] > 20
    assert [row["sentence"] for row in part.rows[12:16:2]] == [" ".join(SENTENCES[at:6:2]) for at in (0, 1)]
    assert [row["speaker"] for row in part.rows[12:16:2]] == [row["speaker"] for row in part.rows[:2]]
    speed = part.figures["speed"]
    stages = sum(speed[name] for name in ("prompt", "text", "acoustic", "codec"))
    assert speed["end_to_end"] == pytest.approx(stages * speed["over_stages"])
    assert speed["over_stages"] >= 1
