"""What if? A recorded decoding once more: with a region open again, with another token, with other settings.

Noise depends on seed, level, iteration, frame and length alone, on one kind of device: where these stay, and
the precision that passes are computed in (a trace tells of it), whatever comes out different is due to the
change. Nothing in the trace that is given changes. Every trace must be by the pipeline's models, and one that
AudioLM wrote is decoded again as a whole alone: UserError otherwise.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import torch

from soundstorm.acoustic import Schedule
from soundstorm.dialogue import MAX_SECONDS
from soundstorm.errors import UserError
from soundstorm.seeds import checked_seed
from soundstorm.text.model import longest_text
from soundstorm.text.script import read_script
from soundstorm.trace.edit import (
    check_finished,
    check_token,
    rest_of,
    turn_region,
    with_region,
    with_token,
    with_turn,
    words_begin,
)
from soundstorm.trace.turns import speakers_of, turn_frames
from soundstorm.utterance import Decoding, Timings

if TYPE_CHECKING:
    from soundstorm.acoustic import DecodingStep
    from soundstorm.pipeline import SoundStormPipeline
    from soundstorm.trace import Trace


SHORTEST_ROOM = 1.0  # seconds, for other words


def redecode_region(
    pipeline: SoundStormPipeline,
    trace: Trace,
    region: Any,
    seed: int | None = None,
    schedule: Schedule | None = None,
) -> Decoding:
    """Decode a region of a finished trace again; everything else stays.

    Args:
        region: bool [Q, T - P], True where to decode again; a Tensor, an array or lists.
        seed, schedule: the trace's own when they are left out.

    Raises:
        UserError: when the region is empty or of another shape, or the trace not finished.
    """
    _check(pipeline, trace)
    return _rest(pipeline, with_region(trace, region, schedule, seed))


def redecode_turn(
    pipeline: SoundStormPipeline,
    trace: Trace,
    turn: int,
    seed: int | None = None,
    schedule: Schedule | None = None,
) -> Decoding:
    """Decode a turn of a finished dialogue, counted from 0, again; everything else stays.

    Args:
        seed, schedule: the trace's own when they are left out.

    Raises:
        UserError: when there is no such turn, or the trace is not finished.
    """
    return redecode_region(pipeline, trace, turn_region(trace, turn), seed, schedule)


def replace_turn(
    pipeline: SoundStormPipeline,
    trace: Trace,
    turn: int,
    text: str,
    seed: int | None = None,
    schedule: Schedule | None = None,
    pace: float = 1.0,
) -> Decoding:
    """Let a speaker say something else in a turn of a finished dialogue, counted from 0; the others stay.

    The text stage goes on from all that is said before the turn.

    Args:
        seed, schedule: the trace's own when they are left out.
        pace: of speaking, 0.7 (slow) to 1.4.

    Raises:
        UserError: when the text or the pace cannot be used, the text is too long, the rest leaves no room
            for it, there is no such turn, or the trace is not finished.
    """
    _check(pipeline, trace)
    check_finished(trace)
    first, end = turn_frames(trace, turn)
    others = (trace.frames - (end - first)) * trace.hop / trace.sample_rate
    room = MAX_SECONDS - others
    if "|" in text:
        raise UserError("Write what one speaker says: turns cannot be added to a dialogue that is spoken.")
    if room < SHORTEST_ROOM:
        raise UserError(
            f"Decode this turn again as it is: the rest of the dialogue lasts {others:.1f} seconds with its "
            f"voices, and all of it may last {MAX_SECONDS:.0f}."
        )
    script = read_script(text, longest_text(pace, room))
    seed, schedule = trace.seed if seed is None else checked_seed(seed), schedule or trace.schedule
    started = time.perf_counter()
    before = trace.prompt_frames // trace.frames_per_semantic + words_begin(trace, turn)
    spoken = pipeline.best_reading(script, trace.semantic[:before].to(pipeline.device), seed, pace)
    timings = Timings(text=time.perf_counter() - started)
    edited = with_turn(trace, turn, script, spoken.semantic.cpu(), spoken.phoneme.cpu(), schedule, seed)
    return _rest(pipeline, edited, timings)


def replace_token(
    pipeline: SoundStormPipeline, trace: Trace, *, step: int, level: int, frame: int, token: int
) -> Decoding:
    """Give one cell another token and keep it; all that comes after is decoded again, with the trace's noise.

    Args:
        step: index into the trace's iterations, of one in which the cell was open.
        level, frame: of the cell, from 1 and from the start of the prompt.
        token: for it.

    Raises:
        UserError: when the cell was not open in that step, or there is no such token.
    """
    _check(pipeline, trace)
    check_token(trace, step, level, frame, token)
    return _rest(
        pipeline, with_token(trace, step, frame, token, _probability(pipeline, trace, step, frame, token))
    )


def decode_again(
    pipeline: SoundStormPipeline,
    trace: Trace,
    seed: int | None = None,
    schedule: Schedule | None = None,
    title: str = "",
) -> Decoding:
    """Decode all that a finished trace says once more: another decoding of its words in its voice.

    Args:
        seed, schedule: the trace's own when they are left out; of what AudioLM wrote, the usual schedule.
        title: of the new trace.

    Raises:
        UserError: when the trace is not finished.
    """
    pipeline.check_trace(trace)
    if trace.one_by_one:
        schedule = schedule or Schedule().over(trace.levels)
    everything = torch.ones(trace.levels, trace.target_frames, dtype=torch.bool)
    decoding = _rest(pipeline, with_region(trace, everything, schedule, seed))
    # nothing of the old decoding is left
    decoding.trace.edit, decoding.trace.title = None, title
    return decoding


def _check(pipeline: SoundStormPipeline, trace: Trace) -> None:
    """Refuses another model's trace, and one of AudioLM, with which SoundStorm would go on under its name."""
    pipeline.check_trace(trace)
    if trace.one_by_one:
        raise UserError("Choose a run of SoundStorm: this one was written token by token, by AudioLM.")


def _rest(pipeline: SoundStormPipeline, trace: Trace, timings: Timings | None = None) -> Decoding:
    trace = replace(trace, origin=pipeline.origin, precision=pipeline.storm.engine.precision)
    steps = _steps(pipeline, trace, trace.candidates)
    return Decoding(trace, steps, pipeline.decode_audio, timings or Timings())


def _steps(pipeline: SoundStormPipeline, trace: Trace, candidates: int) -> Iterator[DecodingStep]:
    """The steps that come after the last one of a trace; none where nothing is hidden any more.

    Begun when asked: the first one's time holds the prompt's.
    """
    mask, hidden, start = rest_of(trace)
    if not bool(hidden.any()):
        return
    yield from pipeline.storm.redecode(
        trace.semantic[None].to(pipeline.device),
        trace.codes.to(pipeline.device),
        mask.to(pipeline.device),
        trace.schedule,
        trace.seed,
        candidates=candidates,
        prompt_frames=trace.prompt_frames,
        speakers=speakers_of(trace)[None].to(pipeline.device),
        hidden=hidden.to(pipeline.device),
        start=start,
    )


def _probability(pipeline: SoundStormPipeline, trace: Trace, step: int, frame: int, token: int) -> float:
    """What the network gave to `token` at a cell that was open in a step of a trace.

    The step is taken once more, with every token as a candidate: whatever decoding shows to the network and
    makes of its logits, it does here.
    """
    before = replace(trace, iterations=trace.iterations[:step])
    ids, probabilities = next(_steps(pipeline, before, trace.codebook_size)).candidates
    return float(probabilities[0, frame][ids[0, frame] == token])
