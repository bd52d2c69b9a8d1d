"""The recipes of AudioLM's stages, on a codec of eight levels, a tokenizer and four clips of noise."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from soundstorm.checkpoint import save_pretrained
from soundstorm.errors import CheckpointError, UserError
from soundstorm.training import audiolm
from soundstorm.training.audiolm import AudioLMRecipe, project, train
from soundstorm.training.tokens import TokenModels
from tests.training.small import save_small_models


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return save_small_models(tmp_path_factory.mktemp("trained"), levels=8)


@pytest.mark.parametrize(
    ("stage", "given", "predicted", "size"),
    [
        # a speaker has one clip of 2.5 s, 63 semantic tokens of two frames; some play it more slowly
        ("semantic", 0, 1, 1000),
        ("coarse", 1, 4, 16),
        ("fine", 4, 4, 16),
    ],
)
def test_a_stage_sees_its_streams_and_starts_at_the_logarithm_of_its_codebook(
    data, folder, stage, given, predicted, size
):
    recipe = AudioLMRecipe(data, folder, folder / "codec", folder / "semantic", stage, 12.0)
    batch, again = (recipe.batch(np.random.default_rng(1), 0) for _ in range(2))
    assert batch["given"].shape[1] == given and batch["predicted"].shape[1] == predicted
    assert len(batch["predicted"]) == {"semantic": 1, "coarse": 1, "fine": 4}[stage]
    frames = batch["predicted"].shape[2]
    assert frames >= (63 if stage == "semantic" else 126) and all(
        torch.equal(batch[name], again[name]) for name in batch
    )
    if given:
        assert batch["given"].shape[2] == (frames // 2 if stage == "coarse" else frames)
    for head in recipe.model.heads:
        nn.init.zeros_(head.weight)
        nn.init.zeros_(head.bias)
    loss, figures = recipe.loss(stage, recipe.networks, batch, 0)
    assert loss.item() == pytest.approx(math.log(size), rel=1e-5) and len(figures) == predicted
    valid = recipe.validate(recipe.model)
    assert {name: valid.pop(name) for name in figures} == pytest.approx(
        dict.fromkeys(figures, math.log(size)), rel=1e-5
    )
    assert sorted(valid) == (["bigram", "unigram"] if stage == "semantic" else [])


def test_heads_begin_at_how_often_tokens_occur(data, folder):
    """Of the fine stage: level 5 is its first stream."""
    recipe = AudioLMRecipe(data, folder, folder / "codec", folder / "semantic", "fine", 12.0)
    tokens = np.concatenate([codes[4] for codes in recipe.clips.codes])
    shares = [(np.count_nonzero(tokens == token) + 1) / (len(tokens) + 16) for token in range(16)]
    assert recipe.model.heads[0].bias.exp().tolist() == pytest.approx(shares, rel=1e-5)


def test_what_a_stage_begins_with_does_not_hang_on_what_is_tokenized_already(data, folder, monkeypatch):
    """Tokenizing takes random numbers, and none where the tokens lie there already."""
    trained = folder / "codec", folder / "semantic"
    tokenized, begun = audiolm.tokenize_corpus(data, folder, TokenModels.load(*trained)), []
    for taken in (0, 3):
        monkeypatch.setattr(
            audiolm, "tokenize_corpus", lambda *given, taken=taken: (torch.rand(taken), tokenized)[1]
        )
        torch.manual_seed(0)
        begun.append(AudioLMRecipe(data, folder, *trained, "fine", 12.0).model.state_dict())
    first, again = begun
    assert all(torch.equal(first[name], again[name]) for name in first)


def test_a_stage_goes_on_from_the_weights_of_another_run(data, folder, tmp_path):
    trained = AudioLMRecipe(data, folder, folder / "codec", folder / "semantic", "fine", 12.0).model
    nn.init.constant_(trained.heads[0].bias, 0.25)
    save_pretrained(trained, tmp_path)
    own = AudioLMRecipe(data, folder, folder / "codec", folder / "semantic", "fine", 12.0, tmp_path).model
    assert all(
        torch.equal(one, other) for one, other in zip(own.parameters(), trained.parameters(), strict=True)
    )
    with pytest.raises(CheckpointError, match="another size"):
        AudioLMRecipe(data, folder, folder / "codec", folder / "semantic", "coarse", 12.0, tmp_path)


def test_what_means_the_same_begins_alike_and_no_larger():
    """Two tokens mean one thing and two the opposite; half of every row is chance."""
    torch.manual_seed(0)
    table = 0.3 * torch.randn(4, 4000)
    project(torch.tensor([[1.0, 2.0], [1.0, 2.0], [-1.0, -2.0], [-1.0, -2.0]]), table)
    likeness = torch.nn.functional.cosine_similarity(table[:1], table)
    assert likeness.tolist() == pytest.approx([1.0, 0.5, -0.5, -0.5], abs=0.05)
    assert table.std() == pytest.approx(0.3, rel=0.05)


def test_without_a_stage_there_is_nothing_to_train(tmp_path):
    with pytest.raises(UserError, match="--stage semantic, coarse, fine"):
        train(tmp_path, tmp_path / "run", tmp_path, tmp_path)
