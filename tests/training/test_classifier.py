"""Batches of what was heard of generated and recorded sounds, as many of each."""

import math

import numpy as np
import pytest
import torch

from soundstorm.checkpoint import load_pretrained
from soundstorm.errors import ManifestError
from soundstorm.safety.classifier import Classifier
from soundstorm.training.classifier import ClassifierRecipe, read_heard, train


@pytest.fixture
def heard(tmp_path):
    """Twelve clips a split: features of two recorded sounds lie about 0, of a generated one about 3."""
    rng = np.random.default_rng(0)
    for split in ("train", "valid"):
        for number in range(12):
            generated = np.array([False, False, True])
            features = rng.normal(3.0 * generated[:, None], 1.0, (3, 6)).astype(np.float32)
            np.savez(tmp_path / f"{split}-{number}.npz", features=features, generated=generated)
    return tmp_path


def test_what_was_heard_is_read_clip_by_clip(heard):
    features, generated = read_heard(heard, "train")
    assert features.shape == (36, 6)
    assert generated.tolist() == [False, False, True] * 12
    with np.load(heard / "train-10.npz") as tenth:
        assert torch.equal(features[30:33], torch.from_numpy(tenth["features"]))


def test_half_of_a_batch_was_generated(heard):
    recipe = ClassifierRecipe(heard, 16)
    batch = recipe.batch(np.random.default_rng(0), 0)
    assert batch["generated"].sum() == 8
    assert batch["features"][batch["generated"] == 1].mean() > 2
    assert batch["features"][batch["generated"] == 0].mean() < 1


def test_features_are_seen_about_what_is_usual(heard):
    recipe = ClassifierRecipe(heard, 16)
    features, _ = recipe.train
    seen = (features - recipe.model.usual) / recipe.model.spread
    assert torch.allclose(seen.mean(dim=0), torch.zeros(6), atol=1e-5)
    assert torch.allclose(seen.std(dim=0), torch.ones(6), atol=1e-5)


def test_who_knows_nothing_loses_the_logarithm_of_two(heard):
    recipe = ClassifierRecipe(heard, 16)
    torch.nn.init.zeros_(recipe.model.layers[-1].weight)
    torch.nn.init.zeros_(recipe.model.layers[-1].bias)
    batch = recipe.batch(np.random.default_rng(0), 0)
    loss, _ = recipe.loss("classifier", recipe.networks, batch, 0)
    assert loss.item() == pytest.approx(math.log(2))
    assert recipe.validate(recipe.model) == {"found": 0.0, "spared": 1.0, "accuracy": 0.5}


def test_two_heaps_are_told_apart(heard, tmp_path):
    """Their centres are 3 * sqrt(6) = 7.3 standard deviations apart."""
    folder = train(heard, tmp_path / "run", steps=100)
    model = load_pretrained(Classifier, folder)
    assert ClassifierRecipe(heard, 16).validate(model)["accuracy"] > 0.95


def test_a_split_without_sounds_is_refused(tmp_path):
    with pytest.raises(ManifestError, match="two of a speaker, in the split train"):
        read_heard(tmp_path, "train")


def test_a_damaged_file_is_one_sentence(heard):
    (heard / "valid-3.npz").write_bytes((heard / "valid-3.npz").read_bytes()[:300])
    with pytest.raises(ManifestError, match=r"valid-3\.npz is damaged: delete it and train again"):
        read_heard(heard, "valid")
