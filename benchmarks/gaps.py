"""How long it is quiet between two turns of dialogues in bundled voices.

PYTHONPATH=. python benchmarks/gaps.py --dialogues 10
"""

from __future__ import annotations

import argparse

import numpy as np

from soundstorm.evaluation.instruments.gaps import gap_seconds
from soundstorm.evaluation.parts.dialogue import NO_GAP_SECONDS, TURNS, sentences
from soundstorm.pipeline import SoundStormPipeline, finish
from soundstorm.trace.turns import turn_frames
from soundstorm.ui.examples import example_voices


def main() -> None:
    """Print mean, median and longest, and how often the voices meet."""
    arguments = argparse.ArgumentParser(description="Quiet between the turns of dialogues.")
    arguments.add_argument("--dialogues", type=int, default=10)
    chosen = arguments.parse_args()
    pipeline, gaps = SoundStormPipeline.from_pretrained(), []
    voices = [voice.path for voice in example_voices()]
    for number in range(chosen.dialogues):
        both = [voices[(number + place) % len(voices)] for place in range(2)]
        said = " | ".join(sentences(number * TURNS, TURNS))
        result = finish(pipeline.dialogue(said, both, seed=number))
        trace = result.trace
        changes = [turn_frames(trace, turn)[0] * trace.hop / result.sample_rate for turn in range(1, TURNS)]
        gaps += [gap_seconds(result.waveform, result.sample_rate, change) for change in changes]
    lengths = np.array(gaps)
    average, middle = lengths.mean(), np.median(lengths)
    print(
        f"{len(gaps)} changes of turns: {average:.2f} s of quiet on average, median {middle:.2f}, longest "
        f"{lengths.max():.2f}; the voices meet in {100 * (lengths < NO_GAP_SECONDS).mean():.0f} %."
    )


if __name__ == "__main__":
    main()
