"""Voices to speak with, and to tell one another from."""

from dataclasses import replace

import numpy as np
import pytest
import soundfile
import torch

from soundstorm.errors import UserError
from soundstorm.evaluation.parts.voices import other_voices, read_voices

pytestmark = pytest.mark.compiled_metrics


@pytest.fixture(scope="module")
def voices(pipeline, prompt_clips):
    return read_voices(pipeline, prompt_clips + prompt_clips, 4)


def test_every_voice_is_another_speaker_s(voices):
    assert len({voice.speaker for voice in voices}) == len(voices) == 4


def test_what_is_heard_of_a_prompt_is_three_seconds_through_the_codec(voices):
    for voice in voices:
        assert len(voice.heard) == 3 * 16_000
        assert not torch.equal(voice.heard, voice.prompt.prepared.waveform[: 3 * 16_000])


def test_a_voice_is_told_from_those_of_all_other_speakers(voices):
    first = voices[0]
    others = other_voices(voices, first.speaker)
    assert len(others) == 3
    assert not any(torch.equal(first.embedding, other) for other in others)
    assert len(other_voices(voices, "a stranger")) == 3


def test_of_a_long_recording_the_first_minute_is_a_prompt_and_one_without_speech_is_none(
    pipeline, prompt_clips, tmp_path
):
    spoken, rate = soundfile.read(prompt_clips[0].path)
    long, silent = tmp_path / "b.flac", tmp_path / "a.flac"
    soundfile.write(long, np.tile(spoken, 15), rate)
    soundfile.write(silent, 0.1 * np.sin(np.arange(4 * rate) * 0.1), rate)
    seconds = 15 * len(spoken) / rate
    assert seconds > 60
    first = [replace(prompt_clips[0], path=path, seconds=seconds) for path in (silent, long)]
    voices = read_voices(pipeline, [*first, prompt_clips[1]])
    assert {voice.clip for voice in voices} == {"b.flac", prompt_clips[1].path.name}


def test_one_speaker_is_not_enough(pipeline, prompt_clips):
    with pytest.raises(UserError, match="two speakers"):
        read_voices(pipeline, prompt_clips[:1])
