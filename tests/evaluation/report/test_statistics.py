"""How sure a figure is, against arithmetic."""

import pytest

from soundstorm.evaluation.report.statistics import (
    Estimate,
    bootstrap_difference,
    bootstrap_mean,
    bootstrap_quotient,
    bootstrap_ratio,
    overlap,
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


def test_intervals_overlap_when_they_have_a_point_in_common():
    low, high, between = (Estimate(0, *ends, 1, 1) for ends in ((0.1, 0.2), (0.3, 0.4), (0.2, 0.3)))
    assert not overlap(low, high) and not overlap(high, low)
    assert overlap(low, between) and overlap(between, low) and overlap(between, high)
