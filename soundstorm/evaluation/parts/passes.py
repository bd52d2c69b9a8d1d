"""What SoundStorm's passes cost on this machine, beside the fastest matrix product it was seen to do."""

from __future__ import annotations

import sys
from statistics import median
from time import perf_counter

import torch

from soundstorm.acoustic import Schedule, SoundStorm, SoundStormConfig
from soundstorm.acoustic.engine import chosen_precision

# Section 4.1 of the paper: about 350 M parameters.
PAPER = SoundStormConfig(levels=12, width=1024, heads=16, blocks=12, feedforward=4096, kernel=5)
FRAME_RATE = 50.0
SECONDS, PROMPT_SECONDS = 10.0, 3.0
MATRIX, PRODUCTS = 1536, 8  # side of the square matrices; the fastest of so many products counts


def matrix_peak(dtype: torch.dtype, device: torch.device, side: int = MATRIX) -> float:
    """Floating-point operations a second of the fastest product of two square matrices."""
    one, other = (torch.randn(side, side, device=device).to(dtype) for _ in range(2))
    fastest = float("inf")
    for _ in range(PRODUCTS):
        started = perf_counter()
        one = one @ other / side
        _wait(device)
        fastest = min(fastest, perf_counter() - started)
    return 2 * side**3 / fastest


def pass_operations(config: SoundStormConfig, frames: int, heard: int, opened: int) -> float:
    """Floating-point operations of a pass, two a multiplication and addition.

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

    A short decoding before it warms up. `peak_memory_gb` is the most that the process (on a GPU: its
    tensors there) held so far.
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
        decoding = storm.decode(semantic.to(weight.device), prompt.to(weight.device), Schedule())
        opened = []
        for step in decoding:
            _wait(weight.device)
            steps.append(perf_counter() - started)
            opened.append(int(step.open.sum()))
    taken = [end - start for start, end in zip([0.0, *steps], steps, strict=False)]
    computed = frames - prompt_frames if config.prompt_alone else frames
    operations = sum(pass_operations(config, computed, frames, count) for count in opened)
    peak = matrix_peak(weight.dtype, weight.device)
    return {
        "parameters": sum(parameter.numel() for parameter in storm.parameters()),
        "precision": storm.engine.precision,
        "passes": len(steps),
        "tokens": config.levels * (frames - prompt_frames),
        "milliseconds_a_pass": 1000 * median(taken),
        "seconds": steps[-1],
        "real_time_factor": steps[-1] / seconds,
        "operations_a_second": operations / steps[-1],
        "matrix_peak": peak,
        "matrix_precision": str(weight.dtype).removeprefix("torch."),
        "share_of_peak": operations / steps[-1] / peak,
        "peak_memory_gb": _peak_memory(weight.device) / 1e9,
    }


def paper_sized(device: str | torch.device = "cpu") -> SoundStorm:
    """SoundStorm in the paper's size with random weights, in the precision that is fastest."""
    return SoundStorm(PAPER).to(device).eval().compute_in(chosen_precision(device))


def passes_line(name: str, facts: dict) -> str:
    """One line about the passes of a model."""
    return (
        f"{name} ({facts['parameters'] / 1e6:.0f} M, {facts['precision']}), {SECONDS:.0f} s of speech after "
        f"{PROMPT_SECONDS:.0f} s: {facts['passes']} passes of {facts['milliseconds_a_pass']:.0f} ms for "
        f"{facts['tokens']:,} tokens, real-time factor {facts['real_time_factor']:.2f}, "
        f"{facts['operations_a_second'] / 1e9:.0f} of {facts['matrix_peak'] / 1e9:.0f} GFLOP/s "
        f"({facts['share_of_peak']:.0%} of the {facts['matrix_precision']} matrix peak), "
        f"{facts['peak_memory_gb']:.2f} GB at most"
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
    import resource  # not on Windows

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
