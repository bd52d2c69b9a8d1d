"""The recipes of AudioLM's stages, on a codec of eight levels, a tokenizer and four clips of noise."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from soundstorm.errors import UserError
from soundstorm.training.audiolm import AudioLMRecipe, train
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
    assert recipe.validate(recipe.model) == pytest.approx(dict.fromkeys(figures, math.log(size)), rel=1e-5)


def test_without_a_stage_there_is_nothing_to_train(tmp_path):
    with pytest.raises(UserError, match="--stage semantic, coarse, fine"):
        train(tmp_path, tmp_path / "run", tmp_path, tmp_path)
