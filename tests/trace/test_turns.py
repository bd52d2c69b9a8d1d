"""Whose every frame of a trace is, and when a turn is spoken."""

from dataclasses import replace

import pytest
import torch

from soundstorm.errors import UserError
from soundstorm.text.script import Script, Turn, Word
from soundstorm.trace import Trace
from soundstorm.trace.edit import turn_region, with_turn, words_begin
from soundstorm.trace.turns import speakers_of, turn_frames, turn_waveform

# "I. | Am. | I." by the second, the first and the third speaker
PHONEMES = ("aɪ", ".", "|", "æ", "m", ".", "|", "aɪ", ".")
WORDS = (Word("i", (0, 1)), Word("am", (3, 5)), Word("i", (7, 8)))
TURNS = (Turn(2, (0, 1)), Turn(1, (1, 2)), Turn(3, (2, 3)))
SPOKEN = [0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 8]  # a phoneme for every semantic token of the toy's 12


@pytest.fixture
def dialogue(recorded) -> Trace:
    """The toy of conftest with two frames a token; the prompt's 6 frames are of two speakers."""
    script = Script("I. | Am. | I.", PHONEMES, WORDS, TURNS)
    prompts = (Turn(1, (0, 2)), Turn(2, (2, 6)))
    return replace(recorded[0], script=script, phoneme=torch.tensor(SPOKEN), prompts=prompts)


def test_a_pause_before_a_turn_is_of_its_speaker_and_a_mark_behind_it_too(dialogue):
    prompt, first, second, third = [0] * 2 + [1] * 4, [1] * 6, [0] * 10, [2] * 8
    assert speakers_of(dialogue).tolist() == prompt + first + second + third
    assert [turn_frames(dialogue, turn) for turn in range(3)] == [(0, 6), (6, 16), (16, 24)]
    assert turn_region(dialogue, 1).nonzero()[:, 1].unique().tolist() == list(range(6, 16))


def test_a_turn_can_be_heard_alone(dialogue):
    waveform = torch.arange(24 * 320)
    assert torch.equal(turn_waveform(dialogue, waveform, 1), torch.arange(6 * 320, 16 * 320))


def test_one_speaker_without_turns_is_the_first(recorded):
    trace = recorded[0]
    assert speakers_of(trace).tolist() == [0] * 30
    assert speakers_of(replace(trace, script=Script())).tolist() == [0] * 30
    assert turn_frames(trace, 0) == (2, 22)  # its first and its last token have no phoneme


def test_prompts_come_back_from_a_file(dialogue):
    again = Trace.from_bytes(dialogue.to_bytes())
    assert again.prompts == dialogue.prompts
    assert torch.equal(speakers_of(again), speakers_of(dialogue))


@pytest.mark.parametrize("turn", [-1, 3])
def test_a_turn_that_is_not_there_is_refused(dialogue, turn):
    with pytest.raises(UserError, match="one of the 3 turns"):
        turn_frames(dialogue, turn)


def test_a_turn_of_which_nothing_is_spoken_is_refused(dialogue):
    silent = replace(dialogue, phoneme=torch.zeros(12, dtype=torch.long))
    with pytest.raises(UserError, match="nothing is spoken in turn 2"):
        turn_frames(silent, 1)


def test_a_turn_that_says_something_else_keeps_all_others(dialogue, go_on):
    """The middle one, its pause kept, becomes "Oh!": three tokens instead of four of its own."""
    assert words_begin(dialogue, 1) == 5  # three tokens of the first turn and two of the pause
    oh = Script("Oh!", ("oʊ", "!"), (Word("oh", (0, 1)),), (Turn(1, (0, 1)),))
    semantic = torch.tensor([90, 91])
    edited = with_turn(dialogue, 1, oh, semantic, torch.tensor([0, 1]), dialogue.schedule, seed=9)
    assert edited.phonemes == ("aɪ", ".", "|", "oʊ", "!", "|", "aɪ", ".")
    assert edited.phoneme.tolist() == [0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 7]
    assert edited.semantic.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 90, 91, 11, 12, 13, 14]
    assert edited.transcript == "I. | Oh! | I." and (edited.seed, edited.frames) == (9, 28)
    assert (edited.given == edited.codebook_size).nonzero()[:, 1].unique().tolist() == [16, 17, 18, 19]
    assert torch.equal(edited.given[:, :16], dialogue.codes[0, :, :16])
    assert torch.equal(edited.given[:, 20:], dialogue.codes[0, :, 22:])
    assert edited.edit == {"kind": "region", "cells": 12}
    assert [turn_frames(edited, turn) for turn in range(3)] == [(0, 6), (6, 14), (14, 22)]
