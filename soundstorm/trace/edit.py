""" "What if": the beginning of another decoding, taken from a recorded one."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from soundstorm.acoustic.schedule import Schedule
from soundstorm.errors import UserError
from soundstorm.seeds import checked_seed
from soundstorm.text.script import Script
from soundstorm.text.symbols import TURN
from soundstorm.trace.trace import Trace
from soundstorm.trace.turns import turn_frames

TINY = 1e-8  # below the smallest probability that float16 holds


def with_region(
    trace: Trace, region: Any, schedule: Schedule | None = None, seed: int | None = None
) -> Trace:
    """A trace of nothing yet, in which the tokens in `region` are hidden and all others are known.

    Args:
        trace: a finished decoding.
        region: bool [Q, T - P], True where to decode again; a Tensor, an array or lists.
        schedule, seed: of the decoding to come; None for those of the trace.

    Raises:
        UserError: when the region is empty or of another shape, or the trace not finished.
    """
    check_finished(trace)
    region = torch.as_tensor(region, dtype=torch.bool)
    if region.shape != (trace.levels, trace.target_frames):
        raise UserError(
            f"Mark the region on {trace.levels} levels of {trace.target_frames} frames, without the prompt: "
            f"this one is {' × '.join(map(str, region.shape))}."
        )
    if not bool(region.any()):
        raise UserError("Mark at least one token to decode again.")
    codes = trace.codes[0]
    codes[:, trace.prompt_frames :][region] = trace.codebook_size
    return replace(
        trace,
        given=codes,
        schedule=schedule or trace.schedule,
        seed=trace.seed if seed is None else checked_seed(seed),
        edit={"kind": "region", "cells": int(region.sum())},
        **_nothing_yet(),
    )


def check_finished(trace: Trace) -> None:
    """Refuses a trace that ends with hidden cells, by a UserError."""
    if not trace.finished:
        raise UserError("This decoding was stopped before its end: choose a finished one.")


def turn_region(trace: Trace, turn: int) -> Tensor:
    """Where a turn, from 0, is spoken: bool [Q, T - P], the pause before it included.

    Raises:
        UserError: when there is no such turn.
    """
    region = torch.zeros(trace.levels, trace.target_frames, dtype=torch.bool)
    region[:, slice(*turn_frames(trace, turn))] = True
    return region


def words_begin(trace: Trace, turn: int) -> int:
    """The first semantic token after the prompt at which a turn, from 0, has more than its marker."""
    first, end = (frame // trace.frames_per_semantic for frame in turn_frames(trace, turn))
    start, _ = trace.script.turn_places[turn]
    marked = turn > 0 and trace.phonemes[start] == TURN
    return first + int((trace.phoneme[first:end] == start).sum()) if marked else first


def with_turn(
    trace: Trace, turn: int, said: Script, semantic: Tensor, phoneme: Tensor, schedule: Schedule, seed: int
) -> Trace:
    """A trace of nothing yet, in which a turn, from 0, says something else and all others are known.

    Args:
        trace: a finished decoding.
        said: what the turn says.
        semantic, phoneme: int64 [S], the tokens of it, and the place in `said` of each.
        schedule, seed: of the decoding to come.

    Raises:
        UserError: when the trace is not finished.
    """
    check_finished(trace)
    each = trace.frames_per_semantic
    start, end = words_begin(trace, turn), turn_frames(trace, turn)[1] // each
    script = trace.script.with_turn(turn, said)
    place = trace.script.turn_places[turn][1]
    longer = len(script.phonemes) - len(trace.script.phonemes)
    shift = place + longer - len(said.phonemes)  # where the turn's words begin in the script
    later = trace.phoneme[end:]
    prompt = trace.prompt_frames // each
    codes = trace.codes[0]
    hidden = torch.full((trace.levels, len(semantic) * each), trace.codebook_size)
    from_frame, to_frame = (trace.prompt_frames + token * each for token in (start, end))
    return replace(
        trace,
        given=torch.cat([codes[:, :from_frame], hidden, codes[:, to_frame:]], dim=1),
        semantic=torch.cat([trace.semantic[: prompt + start], semantic, trace.semantic[prompt + end :]]),
        phoneme=torch.cat([trace.phoneme[:start], phoneme + shift, later + longer * (later >= 0)]),
        script=script,
        schedule=schedule,
        seed=seed,
        edit={"kind": "region", "cells": hidden.numel()},
        **_nothing_yet(),
    )


def check_token(trace: Trace, step: int, level: int, frame: int, token: int) -> None:
    """Whether the cell was sampled in that step and could have been given that token.

    Raises:
        UserError: when it was not, or could not.
    """
    if not 0 <= step < len(trace.iterations):
        raise UserError(f"Choose a step from 0 to {len(trace.iterations) - 1}: there is no step {step}.")
    if not 0 <= token < trace.codebook_size:
        raise UserError(f"Choose a token from 0 to {trace.codebook_size - 1}, not {token}.")
    if 0 <= frame < trace.prompt_frames:
        raise UserError("Choose a frame after the prompt: the prompt's tokens are given.")
    done = trace.iterations[step]
    if level != done.level or not bool((done.frame == frame).any()):
        raise UserError(
            f"Choose a token that was sampled in step {step}: level {level} of frame {frame} was not."
        )


def with_token(trace: Trace, step: int, frame: int, token: int, probability: float) -> Trace:
    """The trace up to `step`, in which the cell at `frame` was given `token` and kept.

    Args:
        step: index into `trace.iterations`.
        frame: of a cell that was open in it, counted from the start of the prompt.
        token: for this cell.
        probability: that the network gave to the token.
    """
    done = trace.iterations[step]
    here = done.frame == frame
    edited = replace(done, kept=done.kept | here)
    sampled = int(done.sampled[here])
    if token != sampled:
        # the noise stays what it was: only the network's belief in the token changes
        gain = math.log(max(probability, TINY)) - math.log(max(float(done.confidence[here]), TINY))
        edited = replace(
            edited,
            sampled=torch.where(here, token, done.sampled),
            confidence=torch.where(here, torch.tensor(probability).half(), done.confidence),
            score=torch.where(here, done.score + gain, done.score),
        )
    edit = {"kind": "token", "step": step, "level": done.level, "frame": frame, "token": token}
    return replace(
        trace,
        edit=edit | {"sampled": sampled},
        **_nothing_yet() | {"iterations": [*trace.iterations[:step], edited]},
    )


def rest_of(trace: Trace) -> tuple[Tensor, Tensor, tuple[int, int]]:
    """How a decoding goes on after the last iteration of `trace`.

    Returns:
        What it generates in all, bool [1, Q, T]; what of it is still hidden, likewise; the level and the
        iteration that come next.
    """
    hidden = trace.codes == trace.codebook_size
    mask = (trace.given == trace.codebook_size)[None]
    if not trace.iterations:
        return mask, hidden, (1, 1)
    last = trace.iterations[-1]
    return mask, hidden, (last.level, last.iteration + 1)


def _nothing_yet() -> dict[str, Any]:
    """What a new decoding has not made yet."""
    return {"iterations": [], "timings": {}, "spectrograms": None, "audio": {}}
