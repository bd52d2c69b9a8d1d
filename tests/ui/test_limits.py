"""What a visitor may ask for."""

import pytest

from soundstorm.errors import UserError
from soundstorm.ui.limits import LARGEST_SEED, choose_schedule, choose_seed

SCHEDULE = "16,1,1,1,1,1,1,1"


def test_the_given_seed_is_used_and_a_random_one_is_fresh():
    assert choose_seed(7, random_seed=False) == 7
    assert choose_seed(7.0, random_seed=False) == 7
    assert len({choose_seed(7, random_seed=True) for _ in range(5)}) > 1


@pytest.mark.parametrize("seed", [None, -1, 2.5, LARGEST_SEED + 1, float("inf"), float("nan"), "abc", [1]])
def test_a_seed_that_is_no_seed_is_refused_with_the_range(seed):
    with pytest.raises(UserError, match=str(LARGEST_SEED)):
        choose_seed(seed, random_seed=False)


def test_a_schedule_that_would_occupy_the_models_for_minutes_is_refused():
    assert choose_schedule(SCHEDULE).iterations[0] == 16
    with pytest.raises(UserError, match="at most"):
        choose_schedule("1000,1,1,1,1,1,1,1")
    with pytest.raises(UserError, match="as text"):
        choose_schedule([16, 1, 1, 1, 1, 1, 1, 1])
