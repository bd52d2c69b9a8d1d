"""The random numbers of a decoding, which depend on the place alone and not on what else is decoded."""

from itertools import pairwise

import torch

from soundstorm.acoustic.decoding import decode
from soundstorm.acoustic.schedule import Schedule

LEVELS, FRAMES, SIZE = 3, 24, 8


def first_samples(logits, start, level=1, iteration=1):
    """What one iteration samples where the frames from `start` on are open at one level."""
    codes = torch.zeros(1, LEVELS, FRAMES, dtype=torch.long)
    mask = torch.zeros_like(codes, dtype=torch.bool)
    mask[0, level - 1, start:] = True
    schedule = Schedule((3,) * LEVELS, noise=0.0)

    def predict(codes, level, masked):
        return logits[:, level - 1][masked]

    step = next(decode(predict, codes, mask, SIZE, schedule, seed=5, start=(level, iteration)))
    return step.sampled[0]


def test_the_noise_of_a_frame_is_its_own_whatever_else_is_open():
    logits = torch.randn(1, LEVELS, FRAMES, SIZE, generator=torch.Generator().manual_seed(16))
    assert torch.equal(first_samples(logits, 4)[10:], first_samples(logits, 10)[10:])


def test_every_level_and_every_iteration_has_noise_of_its_own():
    flat = torch.zeros(1, LEVELS, FRAMES, SIZE)
    drawn = [first_samples(flat, 4, *place).tolist() for place in ((1, 1), (1, 2), (2, 1))]
    assert all(one != other for one, other in pairwise([*drawn, drawn[0]]))
