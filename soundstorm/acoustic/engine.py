"""In what numbers SoundStorm's passes are computed: float32, bfloat16 or int8, whichever is fastest here.

In int8, matrix products multiply whole numbers: weights are rounded once, each row on a scale of its own,
frames as they come (Jacob et al. 2018, arXiv 1712.05877). All else stays as it is, but that attention is
fused in both of the fast ones.
"""

from __future__ import annotations

import copy
import os
import warnings
from dataclasses import dataclass
from functools import cache, partial

import torch
from torch import nn

from soundstorm.errors import UserError
from soundstorm.nn.conformer import Conformer, FeedForward
from soundstorm.nn.memory import keep_freed_memory
from soundstorm.nn.precision import (
    FRAMES,
    HIDDEN,
    WIDTH,
    WORTH_IT,
    fastest_seconds,
    has_bfloat16_instructions,
    has_fast_bfloat16,
)

VARIABLE = "SOUNDSTORM_PRECISION"
PRECISIONS = ("float32", "bfloat16", "int8")


@dataclass(frozen=True)
class Engine:
    """What computes the passes of a decoding.

    conformer: the model's own, or a copy of it in another precision. dtype: of the frames it takes.
    """

    precision: str
    conformer: Conformer
    dtype: torch.dtype = torch.float32


def start_engine(conformer: Conformer, precision: str) -> Engine:
    """An engine for a Conformer whose weights are float32, and stay it.

    From then on the process keeps what passes free, see `keep_freed_memory`.

    Raises:
        UserError: when the precision is none, or not to be had there.
    """
    check_precision(precision, next(conformer.parameters()).device)
    running, dtype = conformer, torch.float32
    if precision == "int8":
        running = in_int8(conformer)
    elif precision == "bfloat16":
        running, dtype = copy.deepcopy(conformer).bfloat16(), torch.bfloat16
    for block in running.blocks:
        block.attention.fused = precision != "float32"  # which is the reference, to the last bit
    if running is not conformer:  # which may be trained, and then needs what activations begin with
        for layer in running.modules():
            if isinstance(layer, nn.SiLU):
                layer.inplace = True
    keep_freed_memory()
    return Engine(precision, running, dtype)


def check_precision(precision: str, device: str | torch.device = "cpu") -> None:
    """Refuses what is no precision, and int8 where there is none.

    Raises:
        UserError: with one sentence.
    """
    if precision not in PRECISIONS:
        raise UserError(f"Choose a precision from {', '.join(PRECISIONS)}, not {precision[:40]!r}.")
    if precision == "int8" and not has_int8(device):
        raise UserError("Choose float32 or bfloat16: int8 needs an x86 processor.")


def has_int8(device: str | torch.device = "cpu") -> bool:
    """Whether PyTorch multiplies whole numbers there: on x86 processors from AVX2 on."""
    return torch.device(device).type == "cpu" and "fbgemm" in torch.backends.quantized.supported_engines


def in_int8(network: nn.Module) -> nn.Module:
    """A copy of a network in evaluation whose linear layers are int8."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # PyTorch moves this to a package of its own
        return torch.ao.quantization.quantize_dynamic(
            copy.deepcopy(network),
            {nn.Linear: torch.ao.quantization.per_channel_dynamic_qconfig},
            dtype=torch.qint8,
        )


def chosen_precision(device: str | torch.device = "cpu") -> str:
    """That of the environment's SOUNDSTORM_PRECISION, or else the fastest.

    Raises:
        UserError: when the environment names none, or one that is not to be had there.
    """
    precision = os.environ.get(VARIABLE)
    if not precision:
        return fastest_precision(str(device))
    try:
        check_precision(precision, device)
    except UserError as error:
        raise UserError(f"{VARIABLE}: {error}") from error
    return precision


@cache
def fastest_precision(device: str = "cpu") -> str:
    """By the machine's flags, and on a CPU by a measurement of less than 0.1 s."""
    if torch.device(device).type != "cpu":
        return "bfloat16" if has_fast_bfloat16(device) else "float32"
    step = FeedForward(WIDTH, HIDDEN).eval()
    steps = {"float32": step}
    if has_bfloat16_instructions():
        steps["bfloat16"] = copy.deepcopy(step).bfloat16()
    if has_int8(device):
        steps["int8"] = in_int8(step)
    seconds = dict(zip(steps, _seconds(*steps.values()), strict=True))
    fastest = min(seconds, key=seconds.get)
    return fastest if seconds["float32"] / seconds[fastest] > WORTH_IT else "float32"


@torch.inference_mode()
def _seconds(*steps: FeedForward) -> list[float]:
    """What each takes over 10 s of speech."""
    frames = torch.randn(1, FRAMES, WIDTH)
    # the norm stays a float in every precision, and has that of the frames
    return fastest_seconds(*(partial(step, frames.to(step[0].weight.dtype)) for step in steps))
