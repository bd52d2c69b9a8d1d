"""What SoundStorm's passes cost on this machine, beside the fastest matrix product it was seen to do."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TypeVar

import torch
from torch import nn

from soundstorm.acoustic import SoundStorm, SoundStormConfig
from soundstorm.acoustic.engine import chosen_precision, in_int8
from soundstorm.acoustic.schedule import PAPER as PAPERS_SCHEDULE
from soundstorm.errors import UserError

# Section 4.1 of the paper, which counts 350 M parameters; as they are built here there are 316 M.
PAPER = SoundStormConfig(levels=12, width=1024, heads=16, blocks=12, feedforward=4096, kernel=5)
FRAME_RATE = 50.0
SECONDS, PROMPT_SECONDS = 10.0, 3.0
Measured = TypeVar("Measured")
MATRIX, PRODUCTS = 1536, 8  # side of the square matrices; the fastest of so many products counts
CUDA_MATRIX = 8192  # a GPU is done with the smaller ones before they have been sent to it


@torch.inference_mode()
def matrix_peak(precision: str, device: torch.device, side: int | None = None) -> float:
    """Operations a second of the fastest product of two square matrices in a precision.

    In int8 one of them is rounded as it comes, as it is in the passes.
    """
    side = side or (CUDA_MATRIX if device.type == "cuda" else MATRIX)
    product = nn.Sequential(nn.Linear(side, side, bias=False, device=device))
    frames = torch.randn(side, side, device=device)
    if precision == "int8":
        product = in_int8(product)
    else:
        product, frames = (thing.to(getattr(torch, precision)) for thing in (product, frames))
    fastest = float("inf")
    for _ in range(PRODUCTS):
        started = perf_counter()
        product(frames)
        _wait(device)
        fastest = min(fastest, perf_counter() - started)
    return 2 * side**3 / fastest


def pass_operations(config: SoundStormConfig, frames: int, heard: int, opened: int) -> float:
    """Operations of a pass, two a multiplication and addition.

    frames: that it computes. heard: that each of them attends to. opened: whose tokens it predicts.
    """
    width = config.width
    feed_forwards = 2 * 2 * width * config.feedforward
    attention, convolution = 4 * width**2, 3 * width**2 + config.kernel * width
    block = 2 * (feed_forwards + attention + convolution) + 4 * heard * width
    return frames * config.blocks * block + 2 * opened * width * config.codebook_size


def measure_passes(
    storm: SoundStorm, seconds: float = SECONDS, prompt_seconds: float = PROMPT_SECONDS
) -> dict[str, float | int | str]:
    """A decoding of random semantic tokens after a random prompt, which cost what real ones do.

    A short decoding before it warms up. `first_grid` and `first_level` are seconds from the semantic tokens
    until the first pass, and all of level 1, is done. `peak_memory_gb` is the most that the process (on a
    GPU: its tensors there) held so far, with all else that is in it.
    """
    config, weight = storm.config, next(storm.parameters())
    for length in (1.0, seconds):
        steps, started = [], perf_counter()
        prompt_frames, frames = (
            _whole(config, part * FRAME_RATE) for part in (prompt_seconds, prompt_seconds + length)
        )
        generator = torch.Generator().manual_seed(0)
        semantic = torch.randint(
            config.semantic_size, (1, frames // config.frames_per_semantic), generator=generator
        )
        prompt = torch.randint(config.codebook_size, (1, config.levels, prompt_frames), generator=generator)
        decoding = storm.decode(semantic.to(weight.device), prompt.to(weight.device), PAPERS_SCHEDULE)
        opened, of_first_level = [], 0
        for step in decoding:
            _wait(weight.device)
            steps.append(perf_counter() - started)
            opened.append(int(step.open.sum()))
            of_first_level += step.level == 1
    taken = [end - start for start, end in zip([0.0, *steps], steps, strict=False)]
    computed = frames - prompt_frames if config.prompt_alone else frames
    operations = sum(pass_operations(config, computed, frames, count) for count in opened)
    if config.prompt_alone:  # it is computed once, before all passes
        operations += pass_operations(config, prompt_frames, prompt_frames, 0)
    peak = matrix_peak(storm.engine.precision, weight.device)
    return {
        "parameters": sum(parameter.numel() for parameter in storm.parameters()),
        "precision": storm.engine.precision,
        "passes": len(steps),
        "iterations": PAPERS_SCHEDULE.over(config.levels).written,
        "tokens": config.levels * (frames - prompt_frames),
        "milliseconds_a_pass": 1000 * median(taken),
        "first_grid": steps[0],
        "first_level": steps[of_first_level - 1],
        "seconds": steps[-1],
        "real_time_factor": steps[-1] / seconds,
        "operations_a_second": operations / steps[-1],
        "matrix_peak": peak,
        "share_of_peak": operations / steps[-1] / peak,
        "peak_memory_gb": _peak_memory(weight.device) / 1e9,
    }


def measure_paper_sized(device: str = "cpu") -> dict[str, float | int | str]:
    """SoundStorm in the paper's size with random weights, in the precision that is fastest."""
    return measure_passes(SoundStorm(PAPER).to(device).eval().compute_in(chosen_precision(device)))


def in_fresh_process(measure: Callable[..., Measured], *given: object) -> Measured:
    """What a function returns in a process that holds nothing else.

    Raises:
        UserError: when that process is ended, as those are that need more memory than there is.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        try:
            return pool.submit(measure, *given).result()
        except BrokenProcessPool as error:
            raise UserError(
                "The paper's size could not be measured, probably for want of memory: leave out --paper."
            ) from error


def passes_line(name: str, facts: dict) -> str:
    """One line about the passes of a model."""
    return (
        f"{name} ({facts['parameters'] / 1e6:.0f} M, {facts['precision']}), {SECONDS:.0f} s of speech after "
        f"{PROMPT_SECONDS:.0f} s, {facts['iterations']} iterations: {facts['passes']} passes of "
        f"{facts['milliseconds_a_pass']:.0f} ms for {facts['tokens']:,} tokens, first grid after "
        f"{facts['first_grid']:.2f} s, level 1 after {facts['first_level']:.2f} s, real-time factor "
        f"{facts['real_time_factor']:.2f}, {facts['operations_a_second'] / 1e9:.0f} of "
        f"{facts['matrix_peak'] / 1e9:.0f} billion operations a second ({facts['share_of_peak']:.0%} of the "
        f"{facts['precision']} matrix peak), {facts['peak_memory_gb']:.2f} GB at most in its process"
    )


def _whole(config: SoundStormConfig, frames: float) -> int:
    """So many frames, in whole semantic tokens."""
    return round(frames / config.frames_per_semantic) * config.frames_per_semantic


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def _peak_memory(device: torch.device) -> float:
    """Bytes."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    status = Path("/proc/self/status")
    if status.exists():
        # what the system calls the maximum begins, in a new process, with that of its parent
        (kilobytes,) = re.findall(r"^VmHWM:\s*(\d+) kB", status.read_text(), re.MULTILINE)
        return 1024 * int(kilobytes)
    import resource  # not on Windows

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
