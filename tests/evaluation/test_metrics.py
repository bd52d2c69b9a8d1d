"""Metrics against arithmetic and against the packages they come from."""

import builtins

import numpy as np
import pytest
import torch

from soundstorm.errors import UserError
from soundstorm.evaluation import metrics
from soundstorm.evaluation.voice import LOUDNESS, embed_voice, voice_encoder, voice_similarity


@pytest.fixture
def vowels() -> torch.Tensor:
    """Two seconds [32000] of something PESQ takes for speech: harmonics under a syllable's envelope."""
    time = torch.arange(32_000) / 16_000
    tones = sum(torch.sin(2 * torch.pi * 120 * harmonic * time) / harmonic for harmonic in range(1, 30))
    return 0.2 * tones * (0.55 - 0.45 * torch.cos(2 * torch.pi * 3 * time))


@pytest.mark.compiled_metrics
def test_what_is_unchanged_is_perfect(vowels):
    assert metrics.pesq_wb(vowels, vowels) > 4.5
    assert metrics.stoi(vowels, vowels) == pytest.approx(1, abs=1e-3)
    assert metrics.mel_distance(vowels, vowels) == 0


@pytest.mark.compiled_metrics
def test_noise_makes_every_figure_worse(vowels):
    torch.manual_seed(0)
    little, much = (vowels + level * torch.randn(len(vowels)) for level in (0.003, 0.1))
    assert metrics.pesq_wb(vowels, vowels) > metrics.pesq_wb(vowels, little) > metrics.pesq_wb(vowels, much)
    assert metrics.stoi(vowels, little) > metrics.stoi(vowels, much)
    assert metrics.mel_distance(vowels, little) < metrics.mel_distance(vowels, much)


@pytest.mark.compiled_metrics
def test_pesq_is_its_package_s(vowels):
    import pesq

    noisy = vowels + 0.01 * torch.randn(len(vowels), generator=torch.Generator().manual_seed(1))
    assert metrics.pesq_wb(vowels, noisy) == pytest.approx(
        pesq.pesq(16000, vowels.numpy(), noisy.numpy(), "wb")
    )


@pytest.mark.compiled_metrics
def test_silence_gets_the_worst_pesq(vowels):
    assert metrics.pesq_wb(vowels, torch.zeros_like(vowels)) == metrics.PESQ_FLOOR
    assert metrics.pesq_wb(torch.zeros_like(vowels), vowels) == metrics.PESQ_FLOOR


def test_half_the_amplitude_is_log_four_everywhere():
    torch.manual_seed(0)
    noise = 0.1 * torch.randn(16_000)
    assert metrics.mel_distance(noise, noise / 2) == pytest.approx(np.log(4), abs=1e-4)


def test_usage_and_entropy_of_codebooks():
    assert metrics.codebook_usage(torch.tensor([[0, 1], [1, 3]]), 8) == 3 / 8
    assert metrics.codebook_entropy(torch.arange(1024), 1024) == pytest.approx(10)
    assert metrics.codebook_entropy(torch.zeros(50, dtype=torch.long), 1024) == 0
    assert metrics.codebook_entropy(torch.tensor([0, 0, 1, 2]), 4) == pytest.approx(1.5)


def test_a_missing_package_is_named_in_one_sentence(monkeypatch):
    def without_pesq(name, *args, **kwargs):
        if name == "pesq":
            raise ModuleNotFoundError(name)
        return import_module(name, *args, **kwargs)

    import_module = metrics.importlib.import_module
    monkeypatch.setattr(metrics.importlib, "import_module", without_pesq)
    with pytest.raises(UserError, match=r"requirements-evaluation\.txt"):
        metrics.require("pesq")
    assert metrics.require("builtins") is builtins


@pytest.mark.compiled_metrics
def test_embeddings_are_resemblyzer_s(vowels):
    """Same figures as `embed_utterance` with librosa's mel spectrogram, at the level that is set."""
    levelled = vowels * LOUDNESS / vowels.square().mean().sqrt()
    expected = voice_encoder().embed_utterance(levelled.numpy())
    assert voice_similarity(embed_voice(vowels), torch.from_numpy(expected)) == pytest.approx(1, abs=1e-5)


@pytest.mark.compiled_metrics
def test_a_quiet_recording_keeps_its_voice(vowels):
    assert voice_similarity(embed_voice(vowels), embed_voice(0.1 * vowels)) == pytest.approx(1, abs=1e-4)
