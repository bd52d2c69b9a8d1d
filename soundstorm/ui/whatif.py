""" "What if" from the theatre: a painted region again, or one token chosen by hand and all that follows."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr
import torch

from soundstorm.errors import UserError
from soundstorm.pipeline import SoundStormPipeline, finish
from soundstorm.trace import Trace
from soundstorm.ui.handlers import FAILURE, LARGEST_SEED, UNCHANGED, affordable, keep_sounding
from soundstorm.ui.stage import Stage, theatre_value

NO_EDIT = "Paint a region or choose a token in the theatre first."

log = logging.getLogger(__name__)


class EditUpdate(NamedTuple):
    """One value for every output of an edit, in the order of the event's outputs."""

    theatre: Any = UNCHANGED
    stage: Any = UNCHANGED


@dataclass(frozen=True)
class WhatIf:
    """The handler of the theatre's edits; `cache` is the folder that gradio serves files from and empties."""

    models: Callable[[], SoundStormPipeline]
    cache: Path

    def edit(self, stage: Stage, event: gr.EventData) -> EditUpdate:
        """The edit as a new run beside the one on the screen, and a sentence about it."""
        asked = event._data if isinstance(event._data, dict) else {}
        number = asked.get("number")
        try:
            trace = stage.required(str(asked.get("trace"))).load()
            affordable(trace.schedule)
            decoding = self.models().edit(trace, **edit_options(asked, trace))
            result = finish(decoding)
            stage = stage.with_b(keep_sounding(self.models(), result, self.cache))
            sentence = describe_edit(trace, decoding.trace)
        except UserError as error:
            sentence = str(error)
        except Exception:
            log.exception("An edit failed")
            sentence = FAILURE
        return EditUpdate(theatre_value(stage, {"number": number, "sentence": sentence}), stage)


def edit_options(asked: Mapping[str, Any], trace: Trace) -> dict[str, Any]:
    """What a browser asked for, as arguments of `pipeline.edit`.

    Raises:
        UserError: when it is nothing that can be done with this trace.
    """
    if asked.get("kind") == "token":
        place = {name: asked.get(name) for name in ("step", "level", "frame", "token")}
        if not all(type(value) is int for value in place.values()):
            raise UserError(NO_EDIT)
        return place
    if asked.get("kind") != "region":
        raise UserError(NO_EDIT)
    first_level, last_level = _bounds(asked.get("levels"), 1, trace.levels)
    first_frame, last_frame = _bounds(asked.get("frames"), trace.prompt_frames, trace.frames - 1)
    region = torch.zeros(trace.levels, trace.frames, dtype=torch.bool)
    region[first_level - 1 : last_level, first_frame : last_frame + 1] = True
    seed = secrets.randbelow(LARGEST_SEED) if asked.get("fresh") is True else trace.seed
    return {"region": region[:, trace.prompt_frames :], "seed": seed}


def describe_edit(before: Trace, after: Trace) -> str:
    """One sentence: what was decoded again and how much came out different."""
    decoded = sum(int(done.kept.sum()) for done in after.iterations)
    if after.edit["kind"] == "token":
        decoded -= sum(int(done.kept.sum()) for done in before.iterations[: after.edit["step"]])
    different = int((after.codes != before.codes).sum())
    return (
        f"{decoded:,} tokens decoded again in {after.timings['acoustic']:.1f} s, {different:,} came out "
        "different: the new run stands beside the old one as B."
    )


def _bounds(values: Any, low: int, high: int) -> tuple[int, int]:
    fits = isinstance(values, list) and len(values) == 2 and all(type(value) is int for value in values)
    if not fits or not low <= values[0] <= values[1] <= high:
        raise UserError(NO_EDIT)
    return values[0], values[1]
