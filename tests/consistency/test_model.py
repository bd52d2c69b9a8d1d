"""The consistency model: its embeddings and its logits."""

import pytest
import torch

from soundstorm.checkpoint import load_pretrained, save_pretrained
from soundstorm.consistency import Consistency
from tests.consistency.small import SMALL, noise, small_model


@pytest.fixture(scope="module")
def model() -> Consistency:
    return small_model()


def test_the_bundled_size_fits_beside_the_evaluation():
    """About a million weights: under 4 MB as float16."""
    weights = sum(tensor.numel() for tensor in Consistency().state_dict().values())
    assert 0.8e6 < weights < 1.2e6 and 2 * weights < 4e6


def test_embeddings_have_length_one_whatever_the_length_of_the_crop(model):
    for seconds in (0.01, 1.0, 3.0):
        embedded = model.embed(noise(seconds).expand(2, -1))
        assert embedded.shape == (2, 8)
        torch.testing.assert_close(embedded.norm(dim=1), torch.ones(2))


def test_logits_are_scaled_cosines(model):
    """The scale starts where CLIP's does, at 1 / 0.07."""
    first, second = torch.randn(3, 20, 64), torch.randn(3, 30, 64)
    one, other = model.embed_log_mel(first), model.embed_log_mel(second)
    torch.testing.assert_close(model(first, second), one @ other.T / 0.07)


def test_saved_and_loaded_it_says_the_same(model, tmp_path):
    save_pretrained(model, tmp_path)
    loaded = load_pretrained(Consistency, tmp_path)
    assert loaded.config == SMALL
    assert torch.equal(loaded.embed(noise(1.0)[None]), model.embed(noise(1.0)[None]))
