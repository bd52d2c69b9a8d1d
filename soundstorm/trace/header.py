"""The parts of a trace's header that are values of their own, as anyone may have written them."""

from __future__ import annotations

from typing import Any

from soundstorm.acoustic.schedule import SHAPES, Schedule
from soundstorm.safety.origin import UNKNOWN, Origin
from soundstorm.text.script import Script, Turn, Word
from soundstorm.trace.container import damaged
from soundstorm.trace.fields import Fields, is_text
from soundstorm.trace.limits import MOST_FRAMES, MOST_LETTERS, MOST_LEVELS, MOST_SPEAKERS, MOST_STEPS


def read_schedule(fields: Fields, levels: int) -> Schedule:
    """How it was decoded."""
    iterations = fields.entries("iterations", MOST_LEVELS)
    shape = fields.text("shape", 20)
    whole = all(type(count) is int for count in iterations)
    if not whole or len(iterations) != levels or shape not in SHAPES:
        raise damaged("its schedule makes no sense")
    names = ("temperature", "noise", "guidance")
    settings = {name: fields.number(name, missing=0.0 if name == "guidance" else None) for name in names}
    try:
        return Schedule(tuple(iterations), shape=shape, **settings)
    except ValueError as error:
        raise damaged("its schedule makes no sense") from error


def read_script(header: Fields) -> Script:
    """What is said; one turn where the file tells of none."""
    phonemes = tuple(header.texts("phonemes", MOST_FRAMES))
    words = [Word(*word) for word in _placed(header.entries("words", MOST_FRAMES), len(phonemes))]
    one_turn = [[1, [0, len(words)]]] if words else []
    turns = _turns(header.entries("turns", MOST_FRAMES, one_turn), len(words), "its turns and words")
    if not all(is_text(word.text, MOST_LETTERS) for word in words):
        raise damaged("its words and phonemes do not fit together")
    return Script(header.text("transcript"), phonemes, tuple(words), turns)


def read_prompts(header: Fields, prompt_frames: int) -> tuple[Turn, ...]:
    """Whose the frames of the prompt are; nothing where the file does not tell."""
    stretches = header.entries("prompts", MOST_FRAMES, [])
    return _turns(stretches, prompt_frames, "its prompts and frames") if stretches else ()


def _turns(entries: list[Any], count: int, what: str) -> tuple[Turn, ...]:
    """Speakers who share `count` things between them, in order."""
    turns = tuple(Turn(*turn) for turn in _placed(entries, count))
    ends = [0, *(turn.place[1] for turn in turns)]
    known = all(type(turn.speaker) is int and 1 <= turn.speaker <= MOST_SPEAKERS for turn in turns)
    if not known or [turn.place[0] for turn in turns] != ends[:-1] or ends[-1] != count:
        raise damaged(f"{what} do not fit together")
    return turns


def _placed(entries: list[Any], most: int) -> list[tuple[Any, tuple[int, int]]]:
    """Pairs of something and of where it begins and ends among `most` others."""
    placed = []
    for entry in entries:
        try:
            what, (first, end) = entry
            known = type(first) is int and type(end) is int
        except (TypeError, ValueError):
            known = False
        if not known or not 0 <= first <= end <= most:
            raise damaged("its words and phonemes do not fit together")
        placed.append((what, (first, end)))
    return placed


def read_origin(fields: Fields | None) -> Origin:
    """Of the models; not known in files that older versions wrote."""
    return UNKNOWN if fields is None else Origin(fields.text("model"), fields.text("licence"))


def read_edit(fields: Fields | None, levels: int, frames: int, codebook_size: int) -> dict[str, Any] | None:
    """How it was made out of another decoding, None where it was not."""
    if fields is None:
        return None
    kind = fields.text("kind", 20)
    if kind == "region":
        return {"kind": kind, "cells": fields.whole("cells", 1, levels * frames)}
    if kind != "token":
        raise damaged("it is edited in an unknown way")
    return {
        "kind": kind,
        "step": fields.whole("step", 0, MOST_STEPS - 1),
        "level": fields.whole("level", 1, levels),
        "frame": fields.whole("frame", 0, frames - 1),
        "token": fields.whole("token", 0, codebook_size - 1),
        "sampled": fields.whole("sampled", 0, codebook_size - 1),
    }
