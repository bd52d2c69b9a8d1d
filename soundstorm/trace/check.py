"""Whether the events of a trace that was read are a decoding that could have happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from soundstorm.trace.container import damaged
from soundstorm.trace.limits import LARGEST_HALF

if TYPE_CHECKING:
    from soundstorm.trace.trace import Trace


def check_events(trace: Trace, events: dict[str, Tensor]) -> None:
    """Every number is within its range; TraceError where one is not."""
    hidden = trace.codebook_size
    ranges = [
        (trace.given, 0, hidden),
        (trace.given[:, : trace.prompt_frames], 0, hidden - 1),
        (trace.phoneme, -1, len(trace.phonemes) - 1),
        (events["frame"], trace.prompt_frames, trace.frames - 1),
        (events["sampled"], 0, hidden - 1),
        (events["kept"], 0, 1),
        (events["confidence"], 0, 1),
        (events["score"], -LARGEST_HALF, LARGEST_HALF),
        (events["entropy"], 0, LARGEST_HALF),
        (events["candidate_ids"], 0, hidden - 1),
        (events["candidate_probabilities"], 0, 1),
    ]
    for values, low, high in ranges:
        # written so that NaN fails
        if not bool(((values >= low) & (values <= high)).all()):
            raise damaged("it has numbers out of range")


def check_iterations(trace: Trace) -> None:
    """Every step has a place in the schedule, samples all hidden cells of its level, in ascending order, and
    keeps at least one.
    """
    hidden = trace.given == trace.codebook_size
    before = (0, 0)
    for done in trace.iterations:
        if not before < (done.level, done.iteration) or done.iteration > done.iterations:
            raise damaged("its steps are out of order")
        if done.iterations > trace.schedule.iterations[done.level - 1]:
            raise damaged("its steps do not follow its schedule")
        before = (done.level, done.iteration)
        row = hidden[done.level - 1]
        if not torch.equal(row.nonzero()[:, 0], done.frame) or not bool(done.kept.any()):
            raise damaged("its steps do not fit together")
        if done.written is not None and not bool(done.kept.all()):
            raise damaged("a token that was written is hidden again")
        row[done.frame[done.kept]] = False
    edit = trace.edit
    if edit and edit["kind"] == "token":
        _check_token_edit(trace, edit)


def _check_token_edit(trace: Trace, edit: dict) -> None:
    if edit["step"] >= len(trace.iterations):
        raise damaged("the edit is at a step that is not there")
    done = trace.iterations[edit["step"]]
    cell = done.frame == edit["frame"]
    if done.level != edit["level"] or not bool((cell & done.kept & (done.sampled == edit["token"])).any()):
        raise damaged("the edit does not fit its step")
