"""Conformer (Gulati et al. 2020) with rotary positions, the network of SoundStorm (section 3.1)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from soundstorm.nn.attention import SelfAttention, padding_bias, prompt_bias, rotary_angles


class FeedForward(nn.Sequential):
    """Norm, expand, activate, contract: [B, T, width] -> [B, T, width]."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__(nn.LayerNorm(width), nn.Linear(width, hidden), nn.SiLU(), nn.Linear(hidden, width))


class ConvolutionModule(nn.Module):
    """Gated pointwise, depthwise and pointwise convolution over time."""

    def __init__(self, width: int, kernel: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.gate = nn.Linear(width, 2 * width)
        self.depthwise = nn.Conv1d(width, width, kernel, padding=kernel // 2, groups=width)
        self.depthwise_norm = nn.LayerNorm(width)
        self.out = nn.Linear(width, width)

    def forward(self, frames: Tensor, valid: Tensor | None, prompt: Tensor | None = None) -> Tensor:
        hidden = nn.functional.glu(self.gate(self.norm(frames)))
        if valid is not None:  # padding must look like the zeros beyond a sequence's end
            hidden = hidden * valid[:, :, None]
        mixed = self._mix(hidden)
        if prompt is not None:  # for a prompt the sequence ends with it
            inside = prompt[:, :, None]
            mixed = torch.where(inside, self._mix(hidden * inside), mixed)
        return self.out(nn.functional.silu(self.depthwise_norm(mixed)))

    def _mix(self, hidden: Tensor) -> Tensor:
        """Every channel over neighbouring frames."""
        return self.depthwise(hidden.transpose(1, 2)).transpose(1, 2)


class ConformerBlock(nn.Module):
    """Half a feed-forward step, attention, convolution, half a feed-forward step, norm."""

    def __init__(self, width: int, heads: int, feedforward: int, kernel: int) -> None:
        super().__init__()
        self.feedforward_before = FeedForward(width, feedforward)
        self.attention_norm = nn.LayerNorm(width)
        self.attention = SelfAttention(width, heads)
        self.convolution = ConvolutionModule(width, kernel)
        self.feedforward_after = FeedForward(width, feedforward)
        self.norm = nn.LayerNorm(width)

    def forward(
        self,
        frames: Tensor,
        angles: tuple[Tensor, Tensor],
        valid: Tensor | None,
        bias: Tensor | None,
        prompt: Tensor | None = None,
    ) -> Tensor:
        frames = frames + 0.5 * self.feedforward_before(frames)
        frames = frames + self.attention(self.attention_norm(frames), angles, bias)
        frames = frames + self.convolution(frames, valid, prompt)
        frames = frames + 0.5 * self.feedforward_after(frames)
        return self.norm(frames)


class Conformer(nn.Module):
    """A stack of blocks: [B, T, width] -> [B, T, width], every frame sees every other.

    But for a prompt, whose frames see nothing of what follows it: they can be computed once.
    """

    def __init__(self, width: int, heads: int, blocks: int, feedforward: int, kernel: int = 5) -> None:
        super().__init__()
        self.head_dim = width // heads
        self.blocks = nn.ModuleList(ConformerBlock(width, heads, feedforward, kernel) for _ in range(blocks))

    def forward(self, frames: Tensor, valid: Tensor | None = None, prompt: Tensor | None = None) -> Tensor:
        """Transform.

        Args:
            valid: bool [B, T], True on real frames of a padded batch; None when all are.
            prompt: bool [B, T], True on the frames of a prompt; None without one. Not with `valid`.
        """
        angles = rotary_angles(torch.arange(frames.shape[1], device=frames.device), self.head_dim)
        bias = None if valid is None else padding_bias(valid)
        if prompt is not None:
            bias = prompt_bias(prompt)
        for block in self.blocks:
            frames = block(frames, angles, valid, bias, prompt)
        return frames
