import math
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from soundstorm.semantic.whisper import PREFIX, WhisperEncoder
from soundstorm.training import semantic
from soundstorm.training.semantic import SemanticRecipe, hide_spans, tune_loss
from tests.semantic.small import SMALL_WHISPER


def test_the_encoder_is_of_the_size_that_the_tokenizer_is_made_for(tmp_path, monkeypatch):
    weights = WhisperEncoder(SMALL_WHISPER.encoder).state_dict()
    save_file({PREFIX + name: tensor for name, tensor in weights.items()}, tmp_path / "model.safetensors")
    monkeypatch.setattr(semantic, "read_manifest", lambda data, split: [])
    monkeypatch.setattr(semantic, "check_transcribed", lambda *splits: None)
    monkeypatch.setattr(semantic, "prepared", lambda *given, disturbed: ["a clip"])
    recipe = SemanticRecipe(tmp_path, tmp_path, tmp_path, SMALL_WHISPER, 1.0, 0.3)
    found = recipe.model.whisper.state_dict()
    assert all(torch.equal(found[name], weights[name]) for name in weights)


def test_hidden_spans_are_stretches_of_zeros():
    """Every frame is either untouched or all zeros, and stretches stay short of half the clip."""
    for seed in range(50):
        features = torch.ones(200, 4)
        hidden = hide_spans(features, np.random.default_rng(seed))
        assert torch.equal(features, torch.ones(200, 4))  # what is given stays as it is
        assert set(hidden.sum(dim=1).tolist()) <= {0.0, 4.0}
        assert (hidden[:, 0] == 0).float().mean() <= 3 * 15 / 200


def test_the_shortest_clip_can_be_hidden():
    assert hide_spans(torch.ones(2, 4), np.random.default_rng(0)).shape == (2, 4)


def test_the_tune_counts_pitch_only_where_there_is_one():
    """One clip: pitch missed by one octave in one voiced of two, voicing at chance, energy right."""
    true = torch.tensor([[[0.5, 1, -1.0], [0.0, 0, -2.0], [0.0, 1, -1.0], [9, 9, 9]]])
    told = torch.tensor([[[-0.5, 0, -1.0], [7.0, 0, -2.0], [0.0, 0, -1.0], [0, 0, 0]]])
    batch = {"tokens": torch.tensor([3]), "tune": true}
    # smooth L1 with beta 0.1: |x| - beta / 2 beyond it
    expected = 4 * (1 - 0.05) / 2 + math.log(2) + 0.0
    assert tune_loss(told, batch).item() == pytest.approx(expected)


def test_the_loss_is_that_through_the_tokens_with_a_little_of_the_others(monkeypatch):
    """2 through the tokens, 3 before them and 5 of the tune, both with the weight 0.3."""
    readings = SimpleNamespace(phonemes=2.0, auxiliary=3.0, tune=5.0)
    monkeypatch.setattr(semantic, "_ctc", lambda logits, batch: torch.tensor(logits))
    monkeypatch.setattr(semantic, "tune_loss", lambda tune, batch: torch.tensor(tune))
    network = {"semantic": lambda features, tokens: readings}
    batch = {"features": None, "tokens": None}
    loss, _ = SemanticRecipe.loss(SimpleNamespace(tune_weight=0.3), "semantic", network, batch, 0)
    assert loss.item() == pytest.approx(2 + 0.3 * 3 + 0.3 * 5)
