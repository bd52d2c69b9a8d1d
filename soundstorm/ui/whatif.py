""" "What if" from the theatre: a painted region or a turn again, other words in it, another token."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
import torch
from torch import Tensor

from soundstorm.errors import UserError
from soundstorm.pipeline import Decoding, SoundStormPipeline
from soundstorm.trace import Trace
from soundstorm.trace.sound import add_sound
from soundstorm.ui.limits import LARGEST_SEED, Deadline, affordable, short_enough
from soundstorm.ui.line import Line
from soundstorm.ui.running import UNCHANGED, sentence_of
from soundstorm.ui.runs import keep
from soundstorm.ui.stage import Made, Stage, theatre_value
from soundstorm.whatif import redecode_region, redecode_turn, replace_token, replace_turn

STANDS_BESIDE = ": the new run stands beside the old one as B."
STANDS_IN_LIST = ": the new run is in the list of your runs."
NO_EDIT = "Paint a region or choose a token in the grid first."
NO_TURN = "Choose a turn over the grid first."
LONGEST_TURN = 400  # characters


@dataclass(frozen=True)
class Edited:
    """What came of an edit, until it is on the stage.

    number: of the page's request. sentence: for the user. made: the new run, None when there is none.
    """

    number: Any
    sentence: str
    made: Made | None


@dataclass(frozen=True)
class WhatIf:
    """The handler of the theatre's edits.

    cache: the folder that gradio serves files from and empties.
    line: who waits for the models; None where nobody else does.
    """

    models: Callable[[], SoundStormPipeline]
    cache: Path
    line: Line | None = None

    def edit(self, stage: Stage, event: gr.EventData) -> Iterator[Any]:
        """The edit of the run on the screen as a new run, and a sentence about it, as `Edited`.

        Before that nothing new from time to time, where gradio can end it.
        """
        asked = event._data if isinstance(event._data, dict) else {}
        made, started = None, time.perf_counter()
        try:
            run = stage.to_decode(str(asked.get("trace") or ""))
            trace = short_enough(run.load())
            affordable(trace.schedule)
            pipeline, deadline = self.models(), Deadline()
            decoding = decode_edit(pipeline, trace, asked, run.pace)
            for _ in deadline.pulses(decoding):
                yield UNCHANGED

            def decode_audio(codes: Tensor, prompt_frames: int) -> Tensor:
                deadline.check()
                return pipeline.decode_audio(codes, prompt_frames)

            sentence = describe_edit(trace, decoding.trace)
            heard = add_sound(decoding.result.trace, decode_audio, pipeline.watermark)
            made = Made(keep(heard, self.cache, voice=run.voice, pace=run.pace), "b", stage)
            if self.line:
                self.line.took(time.perf_counter() - started)
        except Exception as error:
            sentence = sentence_of(error, "An edit")
        yield Edited(asked.get("number"), sentence, made)


def put_edit(stage: Stage, edited: Edited | None) -> tuple[Any, Any]:
    """A new run onto the stage as it is now, and the answer to the page; nothing when nothing was edited."""
    if edited is None:  # a program can send any event
        return UNCHANGED, UNCHANGED
    sentence = edited.sentence
    if edited.made:
        stage, beside = stage.put(edited.made)
        sentence += STANDS_BESIDE if beside else STANDS_IN_LIST
    return theatre_value(stage, {"number": edited.number, "sentence": sentence}), stage


def decode_edit(
    pipeline: SoundStormPipeline, trace: Trace, asked: Mapping[str, Any], pace: float = 1.0
) -> Decoding:
    """What a browser asked for; other words at the `pace` of the rest.

    Raises:
        UserError: when it is nothing that can be done with this trace.
    """
    if asked.get("kind") == "token":
        return replace_token(pipeline, trace, **chosen_token(asked))
    if asked.get("kind") == "region":
        return redecode_region(pipeline, trace, painted_region(asked, trace), asked_seed(asked, trace))
    if asked.get("kind") == "turn":
        return redecode_turn(pipeline, trace, chosen_turn(asked), asked_seed(asked, trace))
    if asked.get("kind") == "say":
        return replace_turn(pipeline, trace, chosen_turn(asked), other_words(asked), pace=pace)
    raise UserError(NO_EDIT)


def chosen_turn(asked: Mapping[str, Any]) -> int:
    """A turn, as a number of any size.

    Raises:
        UserError: when it is none.
    """
    turn = asked.get("turn")
    if type(turn) is not int:
        raise UserError(NO_TURN)
    return turn


def other_words(asked: Mapping[str, Any]) -> str:
    """What a turn is to say.

    Raises:
        UserError: when it is no text, or a long one.
    """
    text = asked.get("text")
    if not isinstance(text, str) or len(text) > LONGEST_TURN:
        raise UserError(f"Write what is said in this turn, in at most {LONGEST_TURN} characters.")
    return text


def chosen_token(asked: Mapping[str, Any]) -> dict[str, int]:
    """Step, level, frame and token, as numbers of any size.

    Raises:
        UserError: when they are none.
    """
    place = {name: asked.get(name) for name in ("step", "level", "frame", "token")}
    if not all(type(value) is int for value in place.values()):
        raise UserError(NO_EDIT)
    return place


def painted_region(asked: Mapping[str, Any], trace: Trace) -> Tensor:
    """The rectangle as bool [Q, T - P].

    Raises:
        UserError: when it does not lie in the new speech.
    """
    first_level, last_level = _bounds(asked.get("levels"), 1, trace.levels)
    first_frame, last_frame = _bounds(asked.get("frames"), trace.prompt_frames, trace.frames - 1)
    region = torch.zeros(trace.levels, trace.frames, dtype=torch.bool)
    region[first_level - 1 : last_level, first_frame : last_frame + 1] = True
    return region[:, trace.prompt_frames :]


def asked_seed(asked: Mapping[str, Any], trace: Trace) -> int:
    """A fresh one if that was asked for, else the trace's."""
    return secrets.randbelow(LARGEST_SEED) if asked.get("fresh") is True else trace.seed


def describe_edit(before: Trace, after: Trace) -> str:
    """The beginning of a sentence: what was decoded again and how much came out different."""
    decoded, seconds = sum(int(done.kept.sum()) for done in after.iterations), after.timings["acoustic"]
    if after.edit["kind"] == "token":
        decoded -= sum(int(done.kept.sum()) for done in before.iterations[: after.edit["step"]])
    if after.frames != before.frames:
        return f"{decoded:,} tokens decoded in {seconds:.1f} s for the new words, all others stayed"
    different = int((after.codes != before.codes).sum())
    return f"{decoded:,} tokens decoded again in {seconds:.1f} s, {different:,} came out different"


def _bounds(values: Any, low: int, high: int) -> tuple[int, int]:
    fits = isinstance(values, list) and len(values) == 2 and all(type(value) is int for value in values)
    if not fits or not low <= values[0] <= values[1] <= high:
        raise UserError(NO_EDIT)
    return values[0], values[1]
