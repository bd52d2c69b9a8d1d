"""The codec by number of levels."""

from dataclasses import replace

import pytest

from soundstorm.evaluation.instruments.recogniser import Recogniser
from soundstorm.evaluation.parts.codec import add_words, measure_codec, measured_levels, reference_of
from soundstorm.evaluation.parts.study import Study


def test_levels_are_powers_of_two_and_all():
    assert measured_levels(8) == [1, 2, 4, 8]
    assert measured_levels(12) == [1, 2, 4, 8, 12]


def test_a_transcript_counts_where_it_is_what_was_said(prompt_clips):
    said = next(clip for clip in prompt_clips if clip.transcript)
    assert reference_of(said) == said.transcript
    assert reference_of(replace(said, seconds=10.5)) == ""
    assert reference_of(replace(said, corpus="speechocean762")) == ""


@pytest.mark.compiled_metrics
def test_without_a_transcript_what_was_heard_of_the_recording_counts():
    rows = [{"transcript": text, "levels": levels} for text in ("a b", "") for levels in (0, 1)]
    add_words(rows, ["a", "b", "c d", "c"], 2)
    assert [row.get("errors") for row in rows] == [1, 1, None, 1]
    assert [row.get("words") for row in rows] == [2, 2, None, 2]


@pytest.mark.compiled_metrics
def test_more_levels_are_nearer_to_the_recording(pipeline, prompt_clips, whisper_folder):
    figures = measure_codec(Study(pipeline, prompt_clips, Recogniser(whisper_folder), 2)).figures
    assert list(figures["levels"]) == ["1", "2", "4", "8"]
    distances = [own["mel_distance"].value for own in figures["levels"].values()]
    assert distances == sorted(distances, reverse=True)
    assert [own["bitrate"] for own in figures["levels"].values()] == [500, 1000, 2000, 4000]
    assert 1 < figures["recordings"]["quality"].value < 5
    assert set(figures["codebooks"]) == set("12345678")
