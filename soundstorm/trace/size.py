"""Whether a trace can be read again when it is a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from soundstorm.errors import TraceError, UserError
from soundstorm.seeds import checked_seed
from soundstorm.trace.limits import (
    MOST_CANDIDATES,
    MOST_CANDIDATES_IN_ALL,
    MOST_ENTRIES,
    MOST_EVENTS,
    MOST_FRAMES,
    MOST_LEVELS,
    MOST_SHADES,
)

if TYPE_CHECKING:
    from soundstorm.trace.trace import Trace


def check_size(trace: Trace) -> None:
    """Refuses a trace that nobody could read again; one of nothing yet by what its schedule will make.

    Raises:
        TraceError: which says what there is too much of, or that its seed is none.
    """
    try:
        checked_seed(trace.seed)
    except UserError as error:
        raise TraceError(str(error)) from error
    events = sum(len(done.frame) for done in trace.iterations) or _planned_events(trace)
    sizes = {
        "levels": (trace.levels, MOST_LEVELS),
        "frames": (trace.frames, MOST_FRAMES),
        "entries a codebook": (trace.codebook_size, MOST_ENTRIES),
        "candidates a token": (trace.candidates, MOST_CANDIDATES),
        "sampled tokens": (events, MOST_EVENTS),
        "candidates": (events * trace.candidates, MOST_CANDIDATES_IN_ALL),
        "shades": (trace.spectrograms.values.numel() if trace.spectrograms else 0, MOST_SHADES),
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
