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

    Written out as matrix products where tokens must stay what they are to the last bit. The fused one rounds
    otherwise, and forward and backward over 16 s of frames take 0.45 of the time: training takes it, and with
    `fused` inference too. A causal one is always fused: what it hides is left out.
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads, self.fused = heads, False
        self.scale = (width // heads) ** -0.5
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)

    def forward(
        self,
        frames: Tensor,
        angles: tuple[Tensor, Tensor],
        bias: Tensor | None = None,
        cache: KeyValueCache | None = None,
        causal: bool = False,
    ) -> Tensor:
        """Attend.

        Args:
            frames: [B, T, width].
            angles: of the positions of `frames`, from `rotary_angles`.
            bias: added to the scores, broadcast to [B, heads, T, keys]; minus infinity hides a key.
            cache: keys and values of earlier frames, to which those of `frames` are added.
            causal: let every frame see those before it alone; there is neither a bias nor an earlier frame.
        """
        query, key, value = self.qkv(frames).unflatten(2, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        query, key = rotate(query, angles), rotate(key, angles)
        if cache is not None:
            key, value = cache.append(key, value)
        if causal or self.fused or self.training:
            hidden = None if bias is None else bias.to(query.dtype)
            attended = nn.functional.scaled_dot_product_attention(query, key, value, hidden, is_causal=causal)
            return self.out(attended.transpose(1, 2).flatten(2))
        scores = (query * self.scale) @ key.transpose(2, 3)
        if bias is not None:
            scores = scores + bias.to(scores.dtype)
        attended = scores.softmax(dim=-1).to(value.dtype) @ value
        return self.out(attended.transpose(1, 2).flatten(2))


class KeyValueCache:
    """Keys and values of the frames an attention has seen, in room for `capacity` of them.

    rows: sequences that go on; they may begin as one, whose frames are written into all of them.
    """

    def __init__(self, capacity: int, rows: int = 1) -> None:
        self.capacity, self.rows, self.length = capacity, rows, 0
        self.room: tuple[Tensor, Tensor] | None = None

    def append(self, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        """Write [B, heads, T, dim] behind what is there; returns all of it, without a copy.

        B: one row for all, or as many as there are.
        """
        batch, heads, _, dim = key.shape
        if self.room is None:
            shape = max(batch, self.rows), heads, self.capacity, dim
            self.room = key.new_zeros(shape), value.new_zeros(shape)
        before, self.length = self.length, self.length + key.shape[2]
        if self.length > self.capacity:
            raise ValueError(f"the cache has room for {self.capacity} frames, not for {self.length}")
        for room, new in zip(self.room, (key, value), strict=True):
            room[:, :, before : self.length] = new
        return self.room[0][:batch, :, : self.length], self.room[1][:batch, :, : self.length]


def padding_bias(valid: Tensor) -> Tensor:
    """bool [B, T], True on real frames -> bias [B, 1, 1, T] that hides the others."""
    return torch.zeros(valid.shape, device=valid.device).masked_fill(~valid, float("-inf"))[:, None, None]


def voice_bias(voices: Tensor, of: Tensor | None = None) -> Tensor:
    """int [B, T], whose every frame is -> bias [B, 1, T, T] that hides from a frame those of others.

    of: int [B, U], whose the frames are that look at them, without it the same: bias [B, 1, U, T].
    """
    hidden = (voices if of is None else of)[:, :, None] != voices[:, None]
    return torch.zeros(hidden.shape, device=voices.device).masked_fill(hidden, float("-inf"))[:, None]


def prompt_bias(prompt: Tensor) -> Tensor:
    """bool [B, T], True on a prompt -> bias [B, 1, T, T] that hides from it what follows it."""
    hidden = prompt[:, :, None] & ~prompt[:, None]
    return torch.zeros(hidden.shape, device=prompt.device).masked_fill(hidden, float("-inf"))[:, None]
