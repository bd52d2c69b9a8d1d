"""Where bfloat16 matrix products are faster than float32 ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from time import perf_counter

import torch

WORTH_IT = 1.15  # times as fast as float32: less is lost in what is not a matrix product
FRAMES, WIDTH, HIDDEN, REPEATS = 500, 320, 1280, 7  # of a measurement: 10 s of speech in SoundStorm's size


def has_fast_bfloat16(device: str | torch.device = "cpu") -> bool:
    """True on recent GPUs and on CPUs that are measured to be faster in bfloat16.

    Instructions for it are needed and do not suffice: a Xeon with AVX-512 BF16 but without AMX multiplied
    bfloat16 matrices at 0.6 of the speed of float32 ones.
    """
    device = torch.device(device)
    if device.type == "cuda":
        with torch.cuda.device(device):
            return torch.cuda.is_bf16_supported(including_emulation=False)
    return device.type == "cpu" and has_bfloat16_instructions() and _is_bfloat16_faster()


def has_bfloat16_instructions() -> bool:
    """Whether this CPU has AVX-512 BF16 or AMX."""
    return torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()


@cache
@torch.inference_mode()
def _is_bfloat16_faster() -> bool:
    """By a measurement of less than 0.1 s."""
    frames, weight = torch.randn(FRAMES, WIDTH), torch.randn(HIDDEN, WIDTH)
    rounded = frames.bfloat16(), weight.bfloat16()
    float32, bfloat16 = fastest_seconds(
        lambda: torch.nn.functional.linear(frames, weight), lambda: torch.nn.functional.linear(*rounded)
    )
    return float32 / bfloat16 > WORTH_IT


def fastest_seconds(*calls: Callable[[], object]) -> list[float]:
    """Of the fastest of several runs of each, by turns: others may be busy beside them."""
    taken = []
    for _ in range(REPEATS):
        for call in calls:
            started = perf_counter()
            call()
            taken.append(perf_counter() - started)
    return [min(taken[first :: len(calls)]) for first in range(len(calls))]
