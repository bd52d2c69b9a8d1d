"""How a decoding is spread over iterations, by arithmetic."""

import math

import numpy as np
import pytest

from soundstorm.acoustic.schedule import PAPER, Schedule
from soundstorm.errors import UserError


def test_the_paper_spends_27_forward_passes_on_12_levels():
    paper = PAPER
    assert paper.over(12).iterations == (16,) + (1,) * 11
    assert sum(len(paper.still_masked(level, 1500)) for level in range(1, 13)) == 27


def test_the_cosine_schedule_over_100_frames_and_4_iterations():
    # floor(100 cos(pi/2 * i/4)): 92.4, 70.7, 38.3, 0
    assert Schedule(iterations=(4,)).still_masked(1, 100) == [92, 70, 38, 0]


@pytest.mark.parametrize(
    ("iterations", "frames", "counts"), [(4, 100, [75, 50, 25, 0]), (10, 10, [*range(9, -1, -1)])]
)
def test_the_linear_schedule_keeps_as_many_in_every_iteration(iterations, frames, counts):
    assert Schedule(iterations=(iterations,), shape="linear").still_masked(1, frames) == counts


@pytest.mark.parametrize("given", [[16, 2], np.array([16, 2]), (np.int64(16), 2)])
def test_iterations_of_any_sequence_of_whole_numbers_are_what_a_trace_can_hold(given):
    schedule = Schedule(given)
    assert schedule == Schedule((16, 2)) and schedule.over(3).iterations == (16, 2, 1)
    assert {type(count) for count in schedule.iterations} == {int}


@pytest.mark.parametrize("given", [16, (1.5,), ("16",), (), None])
def test_iterations_that_are_no_whole_numbers_are_refused(given):
    with pytest.raises(UserError, match="16,1,1,1"):
        Schedule(given)


@pytest.mark.parametrize("text", ["", "16;1", "a,b", "1.5,1", "0,1,1", "-3,1,1", "5000,1,1"])
def test_a_schedule_that_makes_no_sense_is_refused(text):
    with pytest.raises(UserError):
        Schedule.parse(text)


@pytest.mark.parametrize(
    "settings",
    [
        {"temperature": 0},
        {"temperature": math.nan},
        {"noise": -1},
        {"shape": "square"},
        {"guidance": -0.1},
        {"guidance": 5.1},
        {"guidance": math.nan},
    ],
)
def test_settings_out_of_range_are_refused(settings):
    with pytest.raises(UserError):
        Schedule(**settings)
