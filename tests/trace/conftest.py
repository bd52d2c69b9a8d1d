"""A small decoding of hand-made distributions, recorded."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

from soundstorm.acoustic import DecodingStep, Schedule, decode
from soundstorm.safety.origin import Origin
from soundstorm.text.script import Script, Turn, Word
from soundstorm.trace import Trace
from soundstorm.trace.edit import rest_of
from soundstorm.trace.sound import add_sound

LEVELS, FRAMES, PROMPT, SIZE, HOP = 3, 30, 6, 16, 320


def toy_predict(codes: torch.Tensor, level: int, masked: torch.Tensor) -> torch.Tensor:
    """Logits that depend on the frame, the level and the coarser tokens around."""
    logits = torch.randn(1, LEVELS, FRAMES, SIZE, generator=torch.Generator().manual_seed(0)) * 2
    for coarser in codes[0, : level - 1]:
        logits = logits + torch.nn.functional.one_hot(coarser.roll(1), SIZE + 1)[:, :SIZE]
    return logits[:, level - 1][masked]


def toy_audio(codes: torch.Tensor, prompt_frames: int) -> torch.Tensor:
    """A tone for every level, its loudness by its token: [N] for codes [1, q, T]."""
    levels = codes[0, :, prompt_frames:].repeat_interleave(HOP, dim=1) / SIZE
    time = torch.arange(levels.shape[1]) / 16000
    pitch = 400 * 2.0 ** torch.arange(len(levels))
    return (0.2 * levels * torch.sin(2 * np.pi * pitch[:, None] * time)).sum(dim=0)


@pytest.fixture
def recorded() -> tuple[Trace, list[DecodingStep]]:
    """A decoding of 3 levels, its trace and its steps."""
    codes = torch.full((1, LEVELS, FRAMES), SIZE)
    codes[:, :, :PROMPT] = 3
    schedule = Schedule((5, 2, 1), noise=0.5)
    trace = Trace(
        given=codes[0].clone(),
        semantic=torch.arange(FRAMES // 2),
        prompt_frames=PROMPT,
        codebook_size=SIZE,
        schedule=schedule,
        seed=4,
        sample_rate=16_000,
        hop=HOP,
        candidates=3,
        script=Script("Hello – 嵐", ("h", "ə", "l", "oʊ"), (Word("hello", (0, 4)),), (Turn(1, (0, 1)),)),
        phoneme=torch.tensor([-1, 0, 0, 1, 1, 2, 2, 2, 3, 3, 3, -1]),
        title="Toy",
        origin=Origin("someone/models", "apache-2.0"),
        precision="int8",
        timings={"acoustic": 0.5},
    )
    steps = list(decode(toy_predict, codes, codes == SIZE, SIZE, schedule, 4, 3, PROMPT))
    for step in steps:
        trace.record(step, seconds=0.25)
    return trace, steps


@pytest.fixture
def trace(recorded) -> Trace:
    """The trace alone, with its sound."""
    return add_sound(recorded[0], toy_audio, watermark=True)


@pytest.fixture
def go_on() -> Callable[[Trace], Trace]:
    """Decodes what is missing in a trace of the small decoding."""

    def decode_rest(trace: Trace) -> Trace:
        mask, hidden, start = rest_of(trace)
        options = {"prompt_frames": trace.prompt_frames, "hidden": hidden, "start": start}
        for step in decode(toy_predict, trace.codes, mask, SIZE, trace.schedule, trace.seed, 3, **options):
            trace.record(step)
        return trace

    return decode_rest
