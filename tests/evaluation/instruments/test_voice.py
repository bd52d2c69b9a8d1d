"""Speaker embeddings against the package they come from."""

import pytest
import torch

from soundstorm.audio import read_audio
from soundstorm.evaluation.instruments.voice import (
    LOUDNESS,
    embed_voice,
    is_nearest,
    voice_encoder,
    voice_similarity,
)


@pytest.mark.compiled_metrics
def test_embeddings_are_resemblyzer_s(vowels):
    """Same figures as `embed_utterance` with librosa's mel spectrogram, at the level that is set."""
    levelled = vowels * LOUDNESS / vowels.square().mean().sqrt()
    expected = voice_encoder().embed_utterance(levelled.numpy())
    assert voice_similarity(embed_voice(vowels), torch.from_numpy(expected)) == pytest.approx(1, abs=1e-5)


@pytest.mark.compiled_metrics
def test_a_quiet_recording_keeps_its_voice(vowels):
    assert voice_similarity(embed_voice(vowels), embed_voice(0.1 * vowels)) == pytest.approx(1, abs=1e-4)


@pytest.mark.compiled_metrics
def test_the_rest_of_a_recording_is_nearest_to_its_beginning(prompt_folder):
    recordings = [read_audio(path, 16_000) for path in sorted(prompt_folder.glob("*.flac"))]
    begun = [embed_voice(recording[:40_000]) for recording in recordings]
    for place, recording in enumerate(recordings):
        others = begun[:place] + begun[place + 1 :]
        assert is_nearest(embed_voice(recording[40_000:]), begun[place], others)
        assert not is_nearest(embed_voice(recording[40_000:]), others[0], begun[place : place + 1])
