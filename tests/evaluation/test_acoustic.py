"""Section 4.2 of the paper: what is given as a prompt, and how figures are put together."""

import pytest
import torch

from soundstorm.audio import read_audio
from soundstorm.evaluation.acoustic import find_prompt, summarise
from soundstorm.evaluation.recognition import reference_words

SAID = "There are five hundred dollars on that table. Take them, and let them pave your way to a better life."


@pytest.fixture(scope="module")
def semantic(pipeline, prompt_path) -> torch.Tensor:
    """Tokens [S] of a recording of 5.5 s."""
    return pipeline.semantic.encode(read_audio(prompt_path, 16_000)[None])[0]


def test_a_prompt_is_three_seconds_and_the_rest_of_a_word(pipeline, semantic):
    prompt = find_prompt(pipeline.semantic, semantic, SAID)
    assert 75 <= prompt.tokens <= len(semantic) - 50
    assert 0 < prompt.words < len(reference_words(SAID))


def test_without_a_transcript_it_is_three_seconds(pipeline, semantic):
    prompt = find_prompt(pipeline.semantic, semantic, "")
    assert (prompt.tokens, prompt.words) == (75, 0)


def test_two_seconds_must_be_left_to_speak(pipeline, semantic):
    assert find_prompt(pipeline.semantic, semantic[:125], "") is not None
    assert find_prompt(pipeline.semantic, semantic[:124], "") is None
    assert find_prompt(pipeline.semantic, semantic[:60], SAID) is None


def row(source: str, speaker: str, errors: int | None, voice: float, consistency: float) -> dict:
    counts = (
        {"errors": errors, "words": 10, "character_errors": 2 * errors, "characters": 40} if errors else {}
    )
    return {"source": source, "speaker": speaker, "voice": voice, "consistency": consistency} | counts


def test_every_figure_stands_beside_recording_and_codec():
    """Two clips with a transcript and one without, whose voice alone counts."""
    rows = [
        row(source, speaker, errors, voice, consistency)
        for source, all_errors, voice, consistency in (
            ("recording", (1, 2, None), 0.9, 0.95),
            ("codec", (2, 2, None), 0.8, 0.94),
            ("soundstorm", (2, 4, None), 0.6, 0.90),
        )
        for speaker, errors in zip(("anna", "bert", "cleo"), all_errors, strict=True)
    ]
    figures = summarise(rows)
    assert figures["error_rate"].value == pytest.approx(6 / 20)
    assert figures["character_error_rate"].value == pytest.approx(12 / 80)
    assert figures["recording"]["error_rate"].value == pytest.approx(3 / 20)
    assert figures["codec"]["error_rate"].value == pytest.approx(4 / 20)
    assert figures["error_ratio"].value == pytest.approx(6 / 4)
    assert figures["voice"].value == pytest.approx(0.6)
    assert figures["voice"].clips == 3
    assert figures["voice_share"].value == pytest.approx(0.75)
    assert figures["consistency_loss"].value == pytest.approx(0.05)


def test_unprompted_speech_has_no_voice_to_keep():
    rows = [
        {
            name: value
            for name, value in row(source, "anna", 1, 0, 0).items()
            if name not in ("voice", "consistency")
        }
        for source in ("recording", "codec", "soundstorm")
    ]
    assert summarise(rows)["error_ratio"].value == 1
    assert "voice_share" not in summarise(rows)
