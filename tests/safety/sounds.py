"""Sounds for the watermark: like a voice to its network, made of arithmetic alone."""

import torch
from torch import Tensor


def buzz(sample_rate: int, seconds: float = 2.0) -> Tensor:
    """30 harmonics of a gliding 120 Hz, four syllables a second, float32 [N]."""
    time = torch.arange(round(sample_rate * seconds), dtype=torch.float64) / sample_rate
    phase = 2 * torch.pi * (120 * time + 3 * torch.sin(2 * torch.pi * time))
    harmonics = sum(torch.sin(number * phase) / number for number in range(1, 31))
    return (0.1 * harmonics * (0.55 - 0.45 * torch.cos(2 * torch.pi * 4 * time))).float()
