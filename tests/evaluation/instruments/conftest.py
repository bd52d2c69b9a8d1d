"""A sound that instruments take for speech."""

import pytest
import torch


@pytest.fixture
def vowels() -> torch.Tensor:
    """Two seconds [32000] of something PESQ takes for speech: harmonics under a syllable's envelope."""
    time = torch.arange(32_000) / 16_000
    tones = sum(torch.sin(2 * torch.pi * 120 * harmonic * time) / harmonic for harmonic in range(1, 30))
    return 0.2 * tones * (0.55 - 0.45 * torch.cos(2 * torch.pi * 3 * time))
