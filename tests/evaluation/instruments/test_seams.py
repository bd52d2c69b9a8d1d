"""Seams in noise, which changes everywhere alike, and in tones, which do not change at all."""

import pytest
import torch

from soundstorm.evaluation.instruments.seams import seam_ranks

RATE = 16_000


def noise(seconds: float) -> torch.Tensor:
    return torch.randn(round(seconds * RATE), generator=torch.Generator().manual_seed(0)) / 10


def test_a_seam_like_everything_around_it_has_any_rank():
    ranks = seam_ranks(noise(60.0), RATE, [0.5 + second for second in range(59)])
    assert sum(ranks) / len(ranks) == pytest.approx(0.5, abs=4 * 0.29 / 59**0.5)


@pytest.mark.parametrize("seam", [2.0, 2.01, 1.99])
def test_a_click_and_a_jump_stand_out(seam):
    clicked, louder = noise(4.0), noise(4.0)
    clicked[32_000:32_008] += 5.0
    louder[32_000:] *= 10
    for sound in (clicked, louder):
        assert seam_ranks(sound, RATE, [seam, 1.0])[0] > 0.98 > seam_ranks(sound, RATE, [1.0])[0]


def test_a_seam_at_the_end_is_at_the_end():
    assert 0 <= seam_ranks(noise(1.0), RATE, [1.0])[0] <= 1
