"""What a visitor may ask for."""

import time
from types import SimpleNamespace

import pytest

from soundstorm.errors import UserError
from soundstorm.ui.limits import (
    LARGEST_SEED,
    Deadline,
    choose_schedule,
    choose_seed,
    choose_words,
    short_enough,
)
from soundstorm.ui.reading import LiveReading, follow_reading

SCHEDULE = "16,1,1,1,1,1,1,1"


def test_the_given_seed_is_used_and_a_random_one_is_fresh():
    assert choose_seed(7, random_seed=False) == 7
    assert choose_seed(7.0, random_seed=False) == 7
    assert len({choose_seed(7, random_seed=True) for _ in range(5)}) > 1


@pytest.mark.parametrize(
    "seed", [None, -1, 2.5, LARGEST_SEED + 1, float("inf"), float("nan"), "abc", [1], True, 10**400]
)
def test_a_seed_that_is_no_seed_is_refused_with_the_range(seed):
    with pytest.raises(UserError, match=rf"from 0 to {LARGEST_SEED} as the seed\.$"):
        choose_seed(seed, random_seed=False)


def test_a_schedule_that_would_occupy_the_models_for_minutes_is_refused():
    assert choose_schedule(SCHEDULE).iterations[0] == 16
    with pytest.raises(UserError, match="at most"):
        choose_schedule("1000,1,1,1,1,1,1,1")
    with pytest.raises(UserError, match="as text"):
        choose_schedule([16, 1, 1, 1, 1, 1, 1, 1])


def test_a_run_that_takes_too_long_is_stopped_between_two_steps():
    steps = Deadline(-1.0).over(["first", "second"])
    with pytest.raises(UserError, match=r"stopped after -1 seconds: say less, or ask for fewer iterations\."):
        next(steps)
    assert list(Deadline().over(["first", "second"])) == ["first", "second"]
    with pytest.raises(UserError, match="stopped after 600 seconds"):
        Deadline(600.0, time.monotonic() - 601).check()
    Deadline(600.0, time.monotonic() - 500).check()


def test_what_is_longer_than_any_run_of_the_page_is_not_decoded_again():
    """A conversion of 30 s after a voice of 10 s: 2,000 frames of 20 ms."""
    assert short_enough(trace := SimpleNamespace(frames=2000, hop=320, sample_rate=16_000)) is trace
    with pytest.raises(UserError, match=r"lasts 240 seconds, and at most 40 are decoded again here\.$"):
        short_enough(SimpleNamespace(frames=12_000, hop=320, sample_rate=16_000))


def test_words_are_text_or_nothing():
    assert (choose_words(None), choose_words("Hello.")) == ("", "Hello.")
    for wrong in (7, ["Hello."], {"text": "Hello."}, b"Hello."):
        with pytest.raises(UserError, match="as text"):
            choose_words(wrong)


def test_a_text_that_cannot_end_in_time_is_refused_before_it_begins(tmp_path):
    slow, expected = SimpleNamespace(parts=[1, 2], seconds=90.0, estimate=lambda: 700.4), []
    live = LiveReading(tmp_path, 16_000, False, {})
    with pytest.raises(UserError, match="about 700 s, and a text may take 600"):
        next(follow_reading(slow, live, Deadline(600), expected.append))
    slow.estimate = lambda: 599.0
    next(follow_reading(slow, live, Deadline(600), expected.append))
    assert expected == [599.0]  # what others wait for
