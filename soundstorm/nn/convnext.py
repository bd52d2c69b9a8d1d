"""ConvNeXt blocks over frames, the backbone of the codec (Liu et al. 2022; Vocos, Siuzdak 2023)."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class ConvNeXtBlock(nn.Module):
    """Depthwise convolution over time, then a pointwise feed-forward network, scaled and added.

    Shapes: [B, T, width] -> [B, T, width].
    """

    KERNEL = 7  # frames

    def __init__(self, width: int, expansion: int = 3, scale: float = 0.1) -> None:
        super().__init__()
        self.depthwise = nn.Conv1d(width, width, self.KERNEL, padding=self.KERNEL // 2, groups=width)
        self.norm = nn.LayerNorm(width)
        self.expand = nn.Linear(width, expansion * width)
        self.contract = nn.Linear(expansion * width, width)
        self.scale = nn.Parameter(torch.full((width,), scale))

    def forward(self, frames: Tensor) -> Tensor:
        hidden = self.depthwise(frames.transpose(1, 2)).transpose(1, 2)
        hidden = self.contract(nn.functional.gelu(self.expand(self.norm(hidden)), approximate="tanh"))
        return frames + self.scale * hidden
