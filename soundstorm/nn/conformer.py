"""Conformer (Gulati et al. 2020) with rotary positions, the network of SoundStorm (section 3.1)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from soundstorm.nn.attention import (
    KeyValueCache,
    SelfAttention,
    padding_bias,
    prompt_bias,
    rotary_angles,
    voice_bias,
)


class FeedForward(nn.Sequential):
    """Norm, expand, activate, contract: [B, T, width] -> [B, T, width]."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__(nn.LayerNorm(width), nn.Linear(width, hidden), nn.SiLU(), nn.Linear(hidden, width))


class Past:
    """What a block keeps of a prompt for the frames that follow it, of which there are `room` at most.

    attention: keys and values; edge: the last frames [B, kernel // 2, width], as the convolution takes them.
    """

    def __init__(self, prompt: int, room: int) -> None:
        self.prompt = prompt
        self.attention = KeyValueCache(prompt + room)
        self.edge: Tensor | None = None

    def rewind(self) -> None:
        """Forget what followed the prompt."""
        self.attention.length = self.prompt


class ConvolutionModule(nn.Module):
    """Gated pointwise, depthwise and pointwise convolution over time."""

    def __init__(self, width: int, kernel: int) -> None:
        super().__init__()
        if kernel % 2 == 0:
            raise ValueError(f"a kernel of {kernel} frames has no middle: choose an odd one")
        self.norm = nn.LayerNorm(width)
        self.gate = nn.Linear(width, 2 * width)
        self.depthwise = nn.Conv1d(width, width, kernel, padding=kernel // 2, groups=width)
        self.depthwise_norm = nn.LayerNorm(width)
        self.out = nn.Linear(width, width)

    def forward(
        self,
        frames: Tensor,
        valid: Tensor | None,
        prompt: Tensor | None = None,
        past: Past | None = None,
    ) -> Tensor:
        hidden = nn.functional.glu(self.gate(self.norm(frames)))
        if past is not None:
            return self._finish(self._mix_after(hidden, past))
        if valid is not None:  # padding must look like the zeros beyond a sequence's end
            hidden = hidden * valid[:, :, None]
        mixed = self._mix(hidden)
        if prompt is not None:  # for a prompt the sequence ends with it
            inside = prompt[:, :, None]
            mixed = torch.where(inside, self._mix(hidden * inside), mixed)
        return self._finish(mixed)

    def _mix(self, hidden: Tensor) -> Tensor:
        """Every channel over neighbouring frames."""
        return self.depthwise(hidden.transpose(1, 2)).transpose(1, 2)

    def _mix_after(self, hidden: Tensor, past: Past) -> Tensor:
        """The same where `past` stands before the frames; a prompt, which comes first, is kept there."""
        reach = self.depthwise.kernel_size[0] // 2
        if past.edge is None:
            past.edge = hidden[:, -reach:]
            return self._mix(hidden)
        return self._mix(torch.cat([past.edge, hidden], dim=1))[:, past.edge.shape[1] :]

    def _finish(self, mixed: Tensor) -> Tensor:
        return self.out(nn.functional.silu(self.depthwise_norm(mixed)))


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
        past: Past | None = None,
    ) -> Tensor:
        cache = None if past is None else past.attention
        frames = torch.add(frames, self.feedforward_before(frames), alpha=0.5)
        frames = frames + self.attention(self.attention_norm(frames), angles, bias, cache)
        frames = frames + self.convolution(frames, valid, prompt, past)
        frames = torch.add(frames, self.feedforward_after(frames), alpha=0.5)
        return self.norm(frames)


class Conformer(nn.Module):
    """A stack of blocks: [B, T, width] -> [B, T, width], every frame sees every other.

    But for a prompt, whose frames see nothing of what follows it: they can be computed once. And where voices
    take turns, a frame attends to those of its own voice alone; at a change its neighbours are heard still.
    """

    def __init__(self, width: int, heads: int, blocks: int, feedforward: int, kernel: int = 5) -> None:
        super().__init__()
        self.head_dim = width // heads
        self.blocks = nn.ModuleList(ConformerBlock(width, heads, feedforward, kernel) for _ in range(blocks))

    def forward(
        self,
        frames: Tensor,
        valid: Tensor | None = None,
        prompt: Tensor | None = None,
        voices: Tensor | None = None,
    ) -> Tensor:
        """Transform.

        Args:
            valid: bool [B, T], True on real frames of a padded batch; None when all are.
            prompt: bool [B, T], True on the frames of a prompt; None without one. Not with `valid`.
            voices: int [B, T], whose every frame is; None for one voice. Not with `valid`.
        """
        angles = rotary_angles(torch.arange(frames.shape[1], device=frames.device), self.head_dim)
        bias = None if valid is None else padding_bias(valid)
        if prompt is not None:
            bias = prompt_bias(prompt)
        if voices is not None:
            bias = voice_bias(voices) if bias is None else bias + voice_bias(voices)
        for block in self.blocks:
            frames = block(frames, angles, valid, bias, prompt)
        return frames

    def remember(self, prompt: Tensor, room: int, voices: Tensor | None = None) -> list[Past]:
        """What every block keeps of a prompt [B, P, width], for up to `room` frames after it.

        voices: int [B, P], whose every frame is; None for one voice.
        """
        past = [Past(prompt.shape[1], room) for _ in self.blocks]
        self._run(prompt, 0, past, voices)
        return past

    def after(self, frames: Tensor, past: list[Past], voices: Tensor | None = None) -> Tensor:
        """`forward` for the frames [B, T, width] that follow the prompt of `past`, as often as one likes.

        voices: int [B, P + T], of the prompt's and these; None for one voice.
        """
        for kept in past:
            kept.rewind()
        return self._run(frames, past[0].prompt, past, voices)

    def _run(self, frames: Tensor, start: int, past: list[Past], voices: Tensor | None) -> Tensor:
        positions = torch.arange(start, start + frames.shape[1], device=frames.device)
        angles = rotary_angles(positions, self.head_dim)
        bias = None if voices is None else voice_bias(voices, of=voices[:, start:])
        for block, kept in zip(self.blocks, past, strict=True):
            frames = block(frames, angles, None, bias, past=kept)
        return frames
