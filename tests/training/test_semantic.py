import numpy as np
import torch

from soundstorm.training.semantic import augment


def test_disguise_changes_the_speed_within_bounds():
    """Speeds of 0.9 to 1.15 make 200 frames 174 to 222, rounded to whole tokens of four frames."""
    lengths = {len(augment(torch.randn(200, 80), np.random.default_rng(seed))) for seed in range(200)}
    assert all(length % 4 == 0 for length in lengths)
    assert 172 <= min(lengths) <= 180 and 216 <= max(lengths) <= 224


def test_what_is_the_same_everywhere_stays_the_same():
    """Warping and masking with the mean cannot change a constant spectrogram."""
    disguised = augment(torch.full((100, 80), -3.0), np.random.default_rng(1))
    torch.testing.assert_close(disguised, torch.full_like(disguised, -3.0))


def test_the_shortest_clip_is_one_token():
    assert augment(torch.randn(4, 80), np.random.default_rng(0)).shape == (4, 80)


def test_same_random_numbers_same_disguise():
    log_mel = torch.randn(120, 80)
    first, again = (augment(log_mel, np.random.default_rng(3)) for _ in range(2))
    assert torch.equal(first, again)
