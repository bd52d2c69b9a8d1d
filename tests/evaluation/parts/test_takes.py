"""Takes: what is given of an utterance, and what is left to say."""

import pytest
import torch

from soundstorm.evaluation.parts.takes import LENGTHS, Take, count_of, keep, read_take, speak
from soundstorm.evaluation.parts.utterances import Utterance

RATE = 16_000


@pytest.fixture(scope="module")
def take(pipeline, prompt_clips) -> Take:
    """A man, 5.5 s, with a transcript."""
    clip = next(clip for clip in prompt_clips if "five hundred" in clip.transcript)
    return read_take(pipeline, Utterance((clip,)), "short", 7)


def test_a_prompt_is_three_seconds_or_a_little_more_in_whole_tokens(take):
    assert 3.0 <= len(take.prompt) / RATE <= 4.0
    assert len(take.prompt) == take.prompt_tokens * 640 == take.prompt_frames * 320
    assert torch.equal(torch.cat([take.prompt, take.rest]), take.recording)
    assert len(take.rest) / RATE >= 1.9
    assert len(take.recording) == 640 * take.semantic.shape[1]


def test_of_longer_takes_there_are_fewer():
    assert [count_of(length, None) for length in LENGTHS] == [12, 8, 4]
    assert [count_of(length, 3) for length in LENGTHS] == [3, 2, 1]
    assert [count_of(length, 1) for length in LENGTHS] == [1, 1, 1]


def test_what_is_generated_begins_with_what_is_given(pipeline, take):
    codes = speak(pipeline.storm, take)
    assert codes.shape == take.codes.shape
    assert torch.equal(codes[:, :, : take.prompt_frames], take.codes[:, :, : take.prompt_frames])
    assert torch.equal(codes, speak(pipeline.storm, take))
    assert not torch.equal(codes, take.codes)


def test_true_levels_are_not_made(pipeline, take):
    codes = speak(pipeline.storm, take, true_levels=2)
    assert torch.equal(codes[:, :2], take.codes[:, :2])
    assert not torch.equal(codes[:, 2], take.codes[:, 2])


def test_the_codec_keeps_as_much_as_is_left(pipeline, take):
    assert len(keep(pipeline, take)) == len(take.rest)


@pytest.mark.compiled_metrics
def test_words_left_to_say_are_the_end_of_the_transcript(take):
    left = " ".join(take.words("them have your way to a better life"))
    assert left == "them pave your way to a better life"


@pytest.mark.compiled_metrics
def test_without_a_transcript_they_are_what_is_heard(pipeline, prompt_clips):
    clip = next(clip for clip in prompt_clips if not clip.transcript)
    unknown = read_take(pipeline, Utterance((clip,)), "short", 0)
    assert unknown.words("The 5th of May.") == ["the", "5th", "of", "may"]
