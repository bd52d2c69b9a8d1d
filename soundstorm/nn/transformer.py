"""A causal Transformer decoder with rotary positions and a key-value cache."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from soundstorm.nn.attention import KeyValueCache, SelfAttention, rotary_angles
from soundstorm.nn.conformer import FeedForward


class CausalBlock(nn.Module):
    """Attention to the past, then a feed-forward step."""

    def __init__(self, width: int, heads: int, feedforward: int) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(width)
        self.attention = SelfAttention(width, heads)
        self.feedforward = FeedForward(width, feedforward)

    def forward(
        self,
        tokens: Tensor,
        angles: tuple[Tensor, Tensor],
        bias: Tensor | None,
        cache: KeyValueCache | None,
        causal: bool,
    ) -> Tensor:
        tokens = tokens + self.attention(self.attention_norm(tokens), angles, bias, cache, causal)
        return tokens + self.feedforward(tokens)


class CausalTransformer(nn.Module):
    """A stack of causal blocks: [B, T, width] -> [B, T, width]."""

    def __init__(self, width: int, heads: int, blocks: int, feedforward: int) -> None:
        super().__init__()
        self.head_dim = width // heads
        self.blocks = nn.ModuleList(CausalBlock(width, heads, feedforward) for _ in range(blocks))
        self.norm = nn.LayerNorm(width)

    def new_caches(self, capacity: int, rows: int = 1) -> list[KeyValueCache]:
        """One empty cache a block, for up to `capacity` tokens in each of `rows` that may begin as one."""
        return [KeyValueCache(capacity, rows) for _ in self.blocks]

    def forward(
        self, tokens: Tensor, caches: list[KeyValueCache] | None = None, positions: Tensor | None = None
    ) -> Tensor:
        """Run over `tokens`, which follow those the caches have seen, and add them to these.

        positions: float [T], whose distances the attention sees; by default the tokens' places in the row.
        """
        before = caches[0].length if caches else 0
        now = before + torch.arange(tokens.shape[1], device=tokens.device)
        angles = rotary_angles(now if positions is None else positions, self.head_dim)
        causal = before == 0 and len(now) > 1
        bias = None  # a single token sees all there is
        if before and len(now) > 1:
            past = torch.arange(before + len(now), device=tokens.device)
            bias = torch.zeros(len(now), len(past), device=tokens.device)
            bias = bias.masked_fill(past > now[:, None], float("-inf"))
        for index, block in enumerate(self.blocks):
            tokens = block(tokens, angles, bias, caches[index] if caches else None, causal)
        return self.norm(tokens)
