"""Section 4.2 of the paper: four sources of the same words, and what is said of them."""

import pytest

from soundstorm.evaluation.instruments.recogniser import Recogniser
from soundstorm.evaluation.parts import study as studies
from soundstorm.evaluation.parts.acoustic import SOURCES, compare_sources, measure_acoustic
from soundstorm.evaluation.parts.study import Study


def row(source: str, speaker: str, errors: int | None, voice: float, other: float) -> dict:
    words = (
        {"errors": errors, "words": 10, "character_errors": 2 * errors, "characters": 40}
        if errors is not None
        else {}
    )
    judged = {"voice": voice, "nearest": 1.0, "consistency": other}
    judged |= {"quality": 3 * other, "signal": 3.0, "background": 4.0}
    return {"source": source, "speaker": speaker, "prompt_speaker": speaker} | judged | words


def test_generated_speech_stands_beside_recording_and_codec():
    """Three takes, of which the last has no transcript: its recording's words are not counted."""
    rows = [
        row(source, speaker, count, voice, other)
        for source, errors, voice, other in (
            ("recording", (1, 2, None), 0.9, 0.95),
            ("codec", (2, 2, 1), 0.8, 0.94),
            ("same_voice", (2, 4, 5), 0.6, 0.90),
            ("conversion", (5, 5, 5), 0.4, 0.85),
        )
        for speaker, count in zip(("anna", "bert", "cleo"), errors, strict=True)
    ]
    found = compare_sources(rows)
    assert found["recording"]["error_rate"].value == pytest.approx(3 / 20)
    assert found["codec"]["error_rate"].value == pytest.approx(5 / 30)
    assert found["same_voice"]["error_rate"].value == pytest.approx(11 / 30)
    assert found["same_voice"]["character_error_rate"].value == pytest.approx(22 / 120)
    assert found["same_voice"]["added_error_rate"].value == pytest.approx(6 / 30)
    assert found["conversion"]["added_error_rate"].value == pytest.approx(10 / 30)
    assert found["same_voice"]["voice_share"].value == pytest.approx(0.75)
    assert found["same_voice"]["consistency_loss"].value == pytest.approx(0.05)
    assert found["conversion"]["quality_loss"].value == pytest.approx(0.3)
    assert "added_error_rate" not in found["codec"]
    assert compare_sources([]) == {}


@pytest.mark.compiled_metrics
def test_every_source_of_a_take_is_judged(pipeline, prompt_clips, whisper_folder, monkeypatch):
    """A take with a transcript and one without, of the bundled prompts."""
    clips = [*prompt_clips[2:4], *prompt_clips[:2]]
    monkeypatch.setattr(studies, "LENGTHS", {"short": (5.0, 10.0)})
    study = Study(pipeline, clips, Recogniser(whisper_folder), 2)
    part = measure_acoustic(study)
    assert [one["source"] for one in part.rows] == [*SOURCES] * len(study.takes)
    for first in range(0, len(part.rows), 4):
        recording, codec, same, converted = part.rows[first : first + 4]
        assert ("words" in recording) == (recording["reference"] == "transcript")
        assert codec["text"] == same["text"] == converted["text"]
        assert same["prompt_speaker"] == same["speaker"] != converted["prompt_speaker"]
        assert all(
            one["quality"] > 1 and len(one["drift"]) > 0 for one in (recording, codec, same, converted)
        )
    assert part.figures["voices"] == 4
    assert part.figures["short"]["same_voice"]["quality"].clips == len(study.takes)
    assert part.figures["long"] == {}
