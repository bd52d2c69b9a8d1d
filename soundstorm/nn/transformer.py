"""A causal Transformer decoder with rotary positions and a key-value cache."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from soundstorm.nn.attention import SelfAttention, rotary_angles
from soundstorm.nn.conformer import FeedForward


class CausalBlock(nn.Module):
    """Attention to the past, then a feed-forward step."""

    def __init__(self, width: int, heads: int, feedforward: int) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(width)
        self.attention = SelfAttention(width, heads)
        self.feedforward = FeedForward(width, feedforward)

    def forward(
        self, tokens: Tensor, angles: tuple[Tensor, Tensor], bias: Tensor | None, cache: list[Tensor] | None
    ) -> Tensor:
        tokens = tokens + self.attention(self.attention_norm(tokens), angles, bias, cache)
        return tokens + self.feedforward(tokens)


class CausalTransformer(nn.Module):
    """A stack of causal blocks: [B, T, width] -> [B, T, width]."""

    def __init__(self, width: int, heads: int, blocks: int, feedforward: int) -> None:
        super().__init__()
        self.head_dim = width // heads
        self.blocks = nn.ModuleList(CausalBlock(width, heads, feedforward) for _ in range(blocks))
        self.norm = nn.LayerNorm(width)

    def forward(self, tokens: Tensor, cache: KeyValueCache | None = None) -> Tensor:
        """Run over `tokens`, which follow those the cache has seen, and add them to it."""
        before = 0 if cache is None else cache.length
        now = before + torch.arange(tokens.shape[1], device=tokens.device)
        angles = rotary_angles(now, self.head_dim)
        past = torch.arange(before + tokens.shape[1], device=tokens.device)
        bias = torch.zeros(len(now), len(past), device=tokens.device).masked_fill(
            past > now[:, None], float("-inf")
        )
        for index, block in enumerate(self.blocks):
            tokens = block(tokens, angles, bias, None if cache is None else cache.blocks[index])
        if cache is not None:
            cache.length += len(now)
        return self.norm(tokens)


class KeyValueCache:
    """Keys and values of the tokens a `CausalTransformer` has seen, one pair a block."""

    def __init__(self, blocks: int) -> None:
        self.length = 0
        self.blocks: list[list[Tensor]] = [[] for _ in range(blocks)]

    def expand(self, batch: int) -> None:
        """Let a batch of `batch` sequences go on from the one that was seen."""
        for block in self.blocks:
            block[:] = [seen.expand(batch, -1, -1, -1) for seen in block]
