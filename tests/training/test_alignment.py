"""Marks get the silence behind their words, worked out by hand."""

import numpy as np
import pytest
import torch

from soundstorm.training.alignment import AlignedClip, in_turns, place_marks, silent_tokens

# two words of two phonemes; the silence between them went half to the one, half to the other
TOLD = [0, 0, 1, 1, 1, 2, 2, 2, 3, 3]
SILENT = [bool(int(one)) for one in "0001111001"]


@pytest.mark.parametrize(
    ("marks", "pause", "read", "expected"),
    [
        # the mark takes the four silent tokens, the full stop the last one
        ([",", "."], 9, [",", "."], [0, 0, 1, 2, 2, 2, 2, 3, 4, 5]),
        # a pause of four tokens is a comma nobody wrote, and so is the end a full stop
        (["", ""], 4, [",", "."], [0, 0, 1, 2, 2, 2, 2, 3, 4, 5]),
        # shorter than a pause it stays with the phonemes
        (["", "?"], 5, ["", "?"], [0, 0, 1, 1, 1, 2, 2, 2, 3, 4]),
    ],
)
def test_marks_take_the_silence_behind_their_words(marks, pause, read, expected):
    assert place_marks(TOLD, [2, 2], marks, SILENT, pause) == (read, expected)


def test_a_mark_without_silence_takes_one_token_of_its_neighbours():
    loud = [False] * 6
    # of the phoneme before; where that has only one, of the one after
    assert place_marks([0, 0, 0, 1, 1, 1], [1, 1], [",", "."], loud, 5) == (
        [",", "."],
        [0, 0, 1, 2, 2, 3],
    )
    assert place_marks([0, 1, 1, 1], [1, 1], [",", "."], loud, 5) == ([",", "."], [0, 1, 2, 3])


def test_a_mark_for_which_there_is_no_token_is_left_out():
    assert place_marks([0, 1, 2], [1, 1, 1], [",", "!", "."], [False] * 3, 5) == (["", "", ""], [0, 1, 2])


def test_every_phoneme_keeps_a_token_in_silence():
    marks, told = place_marks([0, 1, 1, 2], [1, 1, 1], [",", ",", "."], [True] * 4, 9)
    assert marks == [",", "", ""] and told == [0, 1, 2, 3]


def tokens_at(*decibels):
    """A waveform of tokens of four samples each."""
    return (10 ** (torch.tensor(decibels) / 20)).repeat_interleave(4)


@pytest.mark.parametrize(
    ("decibels", "silent"),
    [
        # whatever is 40 dB below the loudest, beside what is not, too
        ((0.0, -39.0, -41.0, -90.0), "0011"),
        # noise at -32 dB, and a phoneme within 12 dB of it that is too loud for noise
        # two tokens beside speech may be consonants
        ((0.0, -32.0, -31.0, -26.0, -32.0, -32.0, -32.0, -24.0), "00011000"),
        # 11.5 dB above the noise, and 12.5: no recording's edge is speech
        ((-38.5, -27.0, -27.0, -38.5, -38.5, 0.0), "111000"),
        ((-38.5, -26.0, -27.0, -38.5, -38.5, 0.0), "000000"),
        # speech from end to end
        ((0.0, -6.0, -20.0, -24.0, -24.0, -24.0), "000000"),
    ],
)
def test_silence_is_what_is_as_quiet_as_the_noise(decibels, silent):
    assert silent_tokens(tokens_at(*decibels), 4).tolist() == [bool(int(one)) for one in silent]


def clip(told: list[int], silent: str, first: int) -> AlignedClip:
    """Symbols 1, 2, .. and semantic tokens from `first` on."""
    symbols = max(told) + 1
    return AlignedClip(
        torch.arange(1, symbols + 1),
        torch.ones(symbols, dtype=torch.bool),
        torch.arange(first, first + len(told)),
        torch.tensor(told),
        torch.tensor([bool(int(one)) for one in silent]),
    )


def test_turns_follow_each_other_with_a_marker_between():
    """Of the silence at the edges only what the full stop and the marker need is kept, a token each."""
    first = clip([0, 0, 1, 1, 1], "00111", 10)
    second = clip([0, 0, 0, 1], "1100", 20)
    both = in_turns([first, second], np.random.default_rng(0), edge=0)
    assert both.symbols.tolist() == [1, 2, 45, 1, 2]
    assert both.semantic.tolist() == [10, 11, 12, 21, 22, 23]
    assert both.alignment.tolist() == [0, 0, 1, 2, 3, 4]
    assert both.silent.tolist() == [False, False, True, True, False, False]


def test_gaps_between_turns_are_as_long_as_the_edges_allow():
    first, second = (
        clip([0] * 5 + [1] * 20, "00000" + 20 * "1", 0),
        clip([0] * 20 + [1], 18 * "1" + "000", 100),
    )
    rng = np.random.default_rng(0)
    gaps = {int(in_turns([first, second], rng, edge=5).silent.sum()) for _ in range(300)}
    assert gaps == set(range(2, 11))  # up to 5 tokens each, one at least


def test_a_turn_without_a_token_to_spare_is_left_out():
    first, second = clip([0, 1], "01", 0), clip([0, 1], "00", 10)
    assert in_turns([first, second], np.random.default_rng(0), edge=0) is first
