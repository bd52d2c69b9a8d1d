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
        shared = None
        if cache is not None:
            shared, (key, value) = cache.append(key, value)
        if shared is None and (causal or self.fused or self.training):
            hidden = None if bias is None else bias.to(query.dtype)
            attended = nn.functional.scaled_dot_product_attention(query, key, value, hidden, is_causal=causal)
            return self.out(attended.transpose(1, 2).flatten(2))
        query = query * self.scale
        scores = query @ key.transpose(2, 3)
        if shared is not None:
            scores = torch.cat([_beside(query, shared[0].transpose(2, 3)), scores], dim=3)
        if bias is not None:
            scores = scores + bias.to(scores.dtype)
        weights = scores.softmax(dim=-1).to(value.dtype)
        if shared is None:
            attended = weights @ value
        else:
            begun = shared[0].shape[2]
            attended = _beside(weights[..., :begun], shared[1]) + weights[..., begun:] @ value
        return self.out(attended.transpose(1, 2).flatten(2))


def _beside(rows: Tensor, one: Tensor) -> Tensor:
    """[B, heads, T, K] @ [1, heads, K, D]: all rows side by side, which read `one` once."""
    product = rows.transpose(0, 1).flatten(1, 2) @ one[0]
    return product.unflatten(1, (len(rows), -1)).transpose(0, 1)


class KeyValueCache:
    """Keys and values of the frames an attention has seen, in room for `capacity` of them.

    rows: sequences that go on; they may begin as one, whose frames are kept once for all of them.
    """

    def __init__(self, capacity: int, rows: int = 1) -> None:
        self.capacity, self.rows, self.length = capacity, rows, 0
        self.shared: tuple[Tensor, Tensor] | None = None  # of the one, [1, heads, frames, dim]
        self.room: tuple[Tensor, Tensor] | None = None

    def append(
        self, key: Tensor, value: Tensor
    ) -> tuple[tuple[Tensor, Tensor] | None, tuple[Tensor, Tensor]]:
        """Write [B, heads, T, dim] behind what is there.

        B: one for all rows, as they begin; all of them; or the first ones, when the others have ended.

        Returns:
            What the rows began with as one, if they did; and all of their own, without a copy.
        """
        batch, heads, frames, dim = key.shape
        before, self.length = self.length, self.length + frames
        if self.length > self.capacity:
            raise ValueError(f"the cache has room for {self.capacity} frames, not for {self.length}")
        if self.room is None and batch < self.rows:
            if before:
                raise ValueError(f"{batch} rows follow the frames of {self.rows}")
            self.shared = key, value
            return None, self.shared
        begun = self.shared[0].shape[2] if self.shared else 0
        if self.room is None:
            shape = batch, heads, self.capacity - begun, dim
            self.room = key.new_empty(shape), value.new_empty(shape)
        for room, new in zip(self.room, (key, value), strict=True):
            room[:batch, :, before - begun : self.length - begun] = new
        keys, values = (room[:batch, :, : self.length - begun] for room in self.room)
        return self.shared, (keys, values)


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
