"""Who speaks when in a trace: the speaker of every frame, the frames and the sound of every turn."""

from __future__ import annotations

import torch
from torch import Tensor

from soundstorm.errors import UserError
from soundstorm.text.script import Turn
from soundstorm.trace.trace import Trace


def speakers_of(trace: Trace) -> Tensor:
    """int64 [T], who speaks in every frame, from 0: the slots that SoundStorm reads."""
    given = torch.zeros(trace.prompt_frames, dtype=torch.long)
    for speaker, (first, end) in trace.prompts:
        given[first:end] = speaker - 1
    turns = trace.script.turns
    who = torch.tensor([turn.speaker - 1 for turn in turns] or [0])
    # a token of no phoneme (-1) is the first turn's
    said = who[_turn_of_token(trace).clamp(min=0)]
    return torch.cat([given, said.repeat_interleave(trace.frames_per_semantic)])


def is_dialogue(trace: Trace) -> bool:
    """Whether several people speak."""
    return len({turn.speaker for turn in trace.script.turns}) > 1


def letter_of(speaker: int) -> str:
    """What a speaker, from 1, is called: A for the first."""
    return chr(ord("A") + speaker - 1) if speaker <= 26 else str(speaker)


def turn_stretches(trace: Trace) -> list[Turn]:
    """Speaker and frames, the prompt's counted too, of every turn of which anything is spoken."""
    own = _turn_of_token(trace)
    before = trace.prompt_frames
    return [
        Turn(turn.speaker, tuple(before + frame for frame in turn_frames(trace, number)))
        for number, turn in enumerate(trace.script.turns)
        if bool((own == number).any())
    ]


def turn_frames(trace: Trace, turn: int) -> tuple[int, int]:
    """First and last + 1 frame after the prompt of a turn, from 0; the pause before it is its own.

    Raises:
        UserError: when there is no such turn, or nothing of it is spoken.
    """
    count = len(trace.script.turns)
    if not 0 <= turn < count:
        raise UserError(f"Choose one of the {count} turns: there is none with the number {turn + 1}.")
    own = (_turn_of_token(trace) == turn).nonzero()[:, 0]
    if not len(own):
        raise UserError(f"Choose another turn: nothing is spoken in turn {turn + 1}.")
    first, last = int(own[0]), int(own[-1])
    return first * trace.frames_per_semantic, (last + 1) * trace.frames_per_semantic


def turn_waveform(trace: Trace, waveform: Tensor, turn: int) -> Tensor:
    """What of the waveform [N] of a trace's speech is one of its turns, from 0.

    Raises:
        UserError: as in `turn_frames`.
    """
    first, end = turn_frames(trace, turn)
    return waveform[first * trace.hop : end * trace.hop]


def _turn_of_token(trace: Trace) -> Tensor:
    """int64 [target tokens], the turn of every semantic token after the prompt; -1 before the first."""
    begins = torch.tensor([first for first, _ in trace.script.turn_places], dtype=torch.long)
    return torch.searchsorted(begins, trace.phoneme.long(), right=True) - 1
