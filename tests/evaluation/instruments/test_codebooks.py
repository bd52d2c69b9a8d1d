"""Use of codebooks by arithmetic."""

import pytest
import torch

from soundstorm.evaluation.instruments.codebooks import codebook_entropy, codebook_usage


def test_usage_and_entropy_of_codebooks():
    assert codebook_usage(torch.tensor([[0, 1], [1, 3]]), 8) == 3 / 8
    assert codebook_entropy(torch.arange(1024), 1024) == pytest.approx(10)
    assert codebook_entropy(torch.zeros(50, dtype=torch.long), 1024) == 0
    assert codebook_entropy(torch.tensor([0, 0, 1, 2]), 4) == pytest.approx(1.5)
