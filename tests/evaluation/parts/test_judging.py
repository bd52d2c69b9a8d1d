"""What is said of one piece of speech, and of many."""

import pytest
import torch

from soundstorm.audio import read_audio
from soundstorm.evaluation.instruments.voice import embed_voice
from soundstorm.evaluation.parts.judging import Speech, judge, judge_words, summarise, word_error_rates

pytestmark = pytest.mark.compiled_metrics


@pytest.fixture(scope="module")
def recordings(prompt_folder) -> list[torch.Tensor]:
    return [read_audio(path, 16_000) for path in sorted(prompt_folder.glob("*.flac"))[:2]]


def speech(waveform: torch.Tensor, prompt: torch.Tensor, other: torch.Tensor) -> Speech:
    return Speech(waveform, prompt, embed_voice(prompt), [embed_voice(other)])


def test_a_recording_suits_its_own_prompt_better_than_another_s(recordings):
    one, other = recordings
    begun, rest = one[:48_000], one[48_000:]
    own, foreign = judge(speech(rest, begun, other)), judge(speech(rest, other, begun))
    assert own["nearest"] == 1.0 and foreign["nearest"] == 0.0
    assert own["voice"] > foreign["voice"] and own["consistency"] > foreign["consistency"]
    assert own["quality"] == foreign["quality"] > 2
    assert own["drift"][0][0] == pytest.approx(len(rest) / 16_000 / 2, abs=0.01)


def test_only_three_seconds_of_a_prompt_count_for_consistency(recordings):
    one, other = recordings
    long, short = (judge(speech(one[-32_000:], one[:length], other)) for length in (64_000, 48_000))
    assert long["consistency"] == short["consistency"]


def test_nothing_is_as_bad_as_can_be(recordings):
    for waveform in (torch.zeros(0), torch.zeros(16_000)):
        judged = judge(speech(waveform, *recordings))
        assert (judged["quality"], judged["nearest"], judged["voice"]) == (1.0, 0.0, 0.0)


def test_words_are_compared_as_they_sound():
    judged = judge_words(["mister", "smith", "paid", "$20"], "Mr. Smith said $20")
    assert (judged["errors"], judged["words"], judged["heard"]) == (1, 4, "mister smith said $20")
    assert judge_words([], "anything") == {}


def test_rates_are_over_all_words_not_over_clips():
    rows = [
        judge_words(["a"], "") | {"speaker": "anna"},
        judge_words(["b", "c", "d"], "b c d") | {"speaker": "bert"},
        {"speaker": "cleo"},
    ]
    rates = word_error_rates(rows)
    assert rates["error_rate"].value == pytest.approx(1 / 4)
    assert rates["character_error_rate"].value == pytest.approx(1 / 6)
    assert rates["error_rate"].clips == 2
    assert word_error_rates(rows[2:]) == {}


def test_intervals_of_voices_are_over_the_speakers_of_prompts():
    judged = {
        "quality": 3.0,
        "signal": 3.0,
        "background": 3.0,
        "voice": 0.5,
        "nearest": 1.0,
        "consistency": 0.9,
    }
    rows = [judged | {"speaker": name, "prompt_speaker": "zoe"} for name in ("anna", "bert")]
    found = summarise(rows)
    assert (found["quality"].speakers, found["voice"].speakers) == (2, 1)
    assert (found["quality"].value, found["nearest"].value) == (3.0, 1.0)
