"""How SoundStorm's time and memory grow: with what comes before the speech, with its length, with the levels.

    PYTHONPATH=. python benchmarks/lengths.py

The bundled SoundStorm in the precision that is fastest here, and in float32 where a bar is about it; the
paper's schedule, random tokens, a fresh process for every row, whose memory holds nothing else. The row of
120 s takes minutes on a CPU.
"""

from __future__ import annotations

from dataclasses import replace

from soundstorm.acoustic import SoundStorm, SoundStormConfig
from soundstorm.acoustic.engine import chosen_precision
from soundstorm.bundled import WORKSHOP
from soundstorm.checkpoint import load_pretrained
from soundstorm.evaluation.parts.passes import in_fresh_process, measure_passes

LONG, LONGER = 30.0, 120.0  # seconds of speech
ROUNDS = 5


def bundled(precision: str, seconds: float, prompt_seconds: float) -> dict:
    """Passes of the bundled model."""
    storm = load_pretrained(SoundStorm, WORKSHOP / "acoustic")
    return measure_passes(storm.compute_in(precision), seconds, prompt_seconds)


def by_levels(*levels: int) -> list[float]:
    """Milliseconds of a pass of models of the bundled one's size, by turns: of each the fastest decoding."""
    storms = [SoundStorm(replace(SoundStormConfig(), levels=count)).eval() for count in levels]
    rounds = [[measure_passes(storm)["milliseconds_a_pass"] for storm in storms] for _ in range(ROUNDS)]
    return [min(own) for own in zip(*rounds, strict=True)]


def row(what: str, facts: dict) -> dict:
    """Print a measurement, and give it back."""
    print(
        f"{what}, {facts['precision']}: {facts['passes']} passes of {facts['milliseconds_a_pass']:.0f} ms, "
        f"{facts['seconds']:.2f} s, {facts['peak_memory_gb']:.2f} GB at most",
        flush=True,
    )
    return facts


def main() -> None:
    fast = chosen_precision()
    whole = row("8 s without a prompt", in_fresh_process(bundled, "float32", 8.0, 0.0))
    for precision in dict.fromkeys(["float32", fast]):
        after = row("3 s after a prompt of 5 s", in_fresh_process(bundled, precision, 3.0, 5.0))
        print(f"  of the time of 8 s in float32: {after['seconds'] / whole['seconds']:.2f}")
    six, twelve = in_fresh_process(by_levels, 6, 12)
    print(f"a pass with 12 levels, {twelve:.0f} ms, beside one with 6, {six:.0f} ms: {twelve / six - 1:+.0%}")
    long = row(f"{LONG:.0f} s", in_fresh_process(bundled, fast, LONG, 3.0))
    longer = row(f"{LONGER:.0f} s", in_fresh_process(bundled, fast, LONGER, 3.0))
    growth = longer["milliseconds_a_pass"] / long["milliseconds_a_pass"]
    print(f"  a pass over {LONGER / LONG:.0f} times the speech: {growth:.1f} times the time")


if __name__ == "__main__":
    main()
