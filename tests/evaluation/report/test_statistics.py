"""How sure a figure is, against arithmetic."""

import pytest

from soundstorm.evaluation.report.statistics import (
    bootstrap_change,
    bootstrap_difference,
    bootstrap_mean,
    bootstrap_quotient,
    bootstrap_ratio,
)


def test_a_ratio_weighs_clips_by_their_denominators():
    estimate = bootstrap_ratio([1, 1, 0], [10, 20, 10], ["anna", "anna", "bert"])
    assert estimate.value == pytest.approx(2 / 40)
    assert (estimate.clips, estimate.speakers) == (3, 2)
    # With two speakers a draw is anna twice, bert twice or both: the ends of the interval are the extremes.
    assert (estimate.low, estimate.high) == (0, pytest.approx(2 / 30))


def test_a_quotient_compares_the_rates_of_different_clips():
    """Ten errors in a hundred words over one in forty; anna or bert alone make 0.2 or 0, the others agree."""
    ours = ([10, 0], [50, 50], ["anna", "bert"])
    estimate = bootstrap_quotient(ours, ([1, 2], [40, 80], ["cleo", "dora"]))
    assert estimate.value == pytest.approx(0.1 / 0.025)
    assert (estimate.low, estimate.high) == (0, pytest.approx(0.2 / 0.025))
    assert (estimate.clips, estimate.speakers) == (4, 4)


def test_a_difference_compares_the_means_of_different_clips():
    """Means 3 and 2; anna or bert alone make 4 or 2, the others agree."""
    estimate = bootstrap_difference(([4, 2], [1, 1], ["anna", "bert"]), ([2, 2], [1, 1], ["cleo", "dora"]))
    assert (estimate.value, estimate.low, estimate.high) == (1, 0, 2)
    assert (estimate.clips, estimate.speakers) == (4, 4)


def test_equal_speakers_leave_no_doubt():
    estimate = bootstrap_mean([0.5] * 6, ["anna", "bert", "cleo"] * 2)
    assert (estimate.low, estimate.value, estimate.high) == (0.5, 0.5, 0.5)


def test_the_interval_is_about_two_standard_errors_over_speakers():
    speakers = [str(number) for number in range(100)]
    estimate = bootstrap_mean([number % 2 for number in range(100)], speakers)  # deviation 0.5, error 0.05
    assert estimate.low == pytest.approx(0.4, abs=0.02)
    assert estimate.high == pytest.approx(0.6, abs=0.02)


def test_of_a_change_the_difference_between_speakers_falls_out():
    """Anna is wrong in 2 of 4 and Bert in 9 of 10, and both once less otherwise: 2 of 14 words, never 0."""
    speakers, words = ["anna", "bert"], [4, 10]
    change = bootstrap_change(([2, 9], words, speakers), ([1, 8], words, speakers))
    assert change.value == pytest.approx(2 / 14) and change.clips == change.speakers == 2
    assert change.low == pytest.approx(1 / 10) and change.high == pytest.approx(1 / 4)
    with pytest.raises(ValueError, match="same clips"):
        bootstrap_change(([1], [1], ["anna"]), ([1], [1], ["bert"]))
