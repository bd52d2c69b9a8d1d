"""A small consistency model with random weights."""

import torch

from soundstorm.consistency import Consistency, ConsistencyConfig

SMALL = ConsistencyConfig(width=16, blocks=1, heads=2, feedforward=32, embedding=8)
SECOND = SMALL.sample_rate


def small_model() -> Consistency:
    torch.manual_seed(0)
    return Consistency(SMALL).eval()


def noise(seconds: float) -> torch.Tensor:
    return 0.1 * torch.randn(round(seconds * SECOND), generator=torch.Generator().manual_seed(1))
