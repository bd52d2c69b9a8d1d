"""How large a trace file may be: enough for all that models make, little enough to be read safely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from soundstorm.acoustic.decoding import MOST_ITERATIONS
from soundstorm.errors import TraceError

if TYPE_CHECKING:
    from soundstorm.trace.trace import Trace

MOST_LEVELS = 64
MOST_FRAMES = 12_000  # two minutes of speech at 75 frames a second, and the prompts
MOST_ENTRIES = 2**20  # of a codebook
MOST_STEPS = MOST_LEVELS * MOST_ITERATIONS
MOST_EVENTS = 2_000_000
MOST_CANDIDATE_EVENTS = 4 * MOST_EVENTS  # candidates of all events
MOST_CANDIDATES = 64
MOST_BANDS = 128


def check_size(trace: Trace) -> None:
    """Refuses a trace that nobody could read again; one of nothing yet by what its schedule will make.

    Raises:
        TraceError: which says what there is too much of.
    """
    events = sum(len(done.frame) for done in trace.iterations) or _planned_events(trace)
    sizes = {
        "levels": (trace.levels, MOST_LEVELS),
        "frames": (trace.frames, MOST_FRAMES),
        "entries a codebook": (trace.codebook_size, MOST_ENTRIES),
        "candidates a token": (trace.candidates, MOST_CANDIDATES),
        "sampled tokens": (events, MOST_EVENTS),
        "candidates": (events * trace.candidates, MOST_CANDIDATE_EVENTS),
    }
    for what, (size, most) in sizes.items():
        if size > most:
            raise TraceError(
                f"Decode shorter speech or in fewer iterations: a trace file holds {most:,} {what}, "
                f"and this decoding has {size:,}."
            )


def _planned_events(trace: Trace) -> int:
    """How many tokens the schedule will sample: in every iteration those that the one before left hidden."""
    hidden = (trace.given == trace.codebook_size).sum(dim=1).tolist()
    return sum(
        cells + sum(trace.schedule.still_masked(level, cells))
        for level, cells in enumerate(hidden, start=1)
        if cells
    )
