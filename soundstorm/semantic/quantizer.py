"""Finite scalar quantization (Mentzer et al. 2023): a few bounded numbers, each rounded to a few values."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn


class FiniteScalarQuantizer(nn.Module):
    """[..., len(steps)] numbers <-> one of prod(steps) tokens. It has no parameters and no dead codes.

    `steps[i]` is the number of values of coordinate i.
    """

    def __init__(self, steps: tuple[int, ...]) -> None:
        super().__init__()
        self.register_buffer("steps", torch.tensor(steps), persistent=False)
        strides = [math.prod(steps[:index]) for index in range(len(steps))]
        self.register_buffer("strides", torch.tensor(strides), persistent=False)

    def forward(self, latents: Tensor) -> Tensor:
        """Round latents [..., D] to the grid, scaled to [-1, 1]; gradients pass straight through."""
        bounded = self._bound(latents.float())
        rounded = bounded + (bounded.round() - bounded).detach()
        return rounded / (self.steps // 2)

    def tokens(self, quantized: Tensor) -> Tensor:
        """Grid points [..., D] from `forward` -> int64 [...]."""
        half = self.steps // 2
        return ((quantized * half + half).round().long() * self.strides).sum(-1)

    def points(self, tokens: Tensor) -> Tensor:
        """Tokens int64 [...] -> their grid points [..., D]."""
        half = self.steps // 2
        return ((tokens[..., None] // self.strides) % self.steps - half) / half

    def _bound(self, latents: Tensor) -> Tensor:
        # an even number of values is centred between two of them: shift so that zero stays zero
        reach = (self.steps - 1) * (1 + 1e-3) / 2
        offset = torch.where(self.steps % 2 == 0, 0.5, 0.0)
        shift = torch.atanh(offset / reach)
        return torch.tanh(latents + shift) * reach - offset
