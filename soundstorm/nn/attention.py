"""Self-attention with rotary positions (Su et al. 2021)."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def rotary_angles(positions: Tensor, dim: int, base: float = 10_000.0) -> tuple[Tensor, Tensor]:
    """Cosine and sine [T, dim] of the angles by which queries and keys at `positions` [T] are turned."""
    frequencies = base ** (-torch.arange(0, dim, 2, device=positions.device, dtype=torch.float32) / dim)
    angles = positions[:, None].float() * frequencies.repeat(2)
    return angles.cos(), angles.sin()


def rotate(vectors: Tensor, angles: tuple[Tensor, Tensor]) -> Tensor:
    """Turn [..., T, dim] by the angles of their positions: products then depend on distances only."""
    cos, sin = (part.to(vectors.dtype) for part in angles)
    first, second = vectors.chunk(2, dim=-1)
    return vectors * cos + torch.cat([-second, first], dim=-1) * sin


class SelfAttention(nn.Module):
    """Multi-head self-attention over [B, T, width].

    Written out as matrix products: on CPUs its backward pass is faster than the fused one with a mask.
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.scale = (width // heads) ** -0.5
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)

    def forward(
        self,
        frames: Tensor,
        angles: tuple[Tensor, Tensor],
        bias: Tensor | None = None,
        cache: list[Tensor] | None = None,
    ) -> Tensor:
        """Attend.

        Args:
            frames: [B, T, width].
            angles: of the positions of `frames`, from `rotary_angles`.
            bias: added to the scores, broadcast to [B, heads, T, keys]; minus infinity hides a key.
            cache: keys and values [B, heads, before, dim] of earlier frames, extended in place; first empty.
        """
        query, key, value = self.qkv(frames).unflatten(2, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        query, key = rotate(query, angles), rotate(key, angles)
        if cache is not None:
            if cache:
                key, value = torch.cat([cache[0], key], dim=2), torch.cat([cache[1], value], dim=2)
            cache[:] = [key, value]
        scores = (query * self.scale) @ key.transpose(2, 3)
        if bias is not None:
            scores = scores + bias.to(scores.dtype)
        attended = scores.softmax(dim=-1).to(value.dtype) @ value
        return self.out(attended.transpose(1, 2).flatten(2))


def padding_bias(valid: Tensor) -> Tensor:
    """bool [B, T], True on real frames -> bias [B, 1, 1, T] that hides the others."""
    return torch.zeros(valid.shape, device=valid.device).masked_fill(~valid, float("-inf"))[:, None, None]
