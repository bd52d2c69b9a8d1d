"""The training mask of SoundStorm, section 3.2, checked on many draws."""

import math

import pytest
import torch

from soundstorm.acoustic.masking import draw_training_mask

LEVELS, FRAMES, DRAWS = 4, 50, 4000


@pytest.fixture(scope="module")
def mask():
    return draw_training_mask(DRAWS, LEVELS, FRAMES, torch.Generator().manual_seed(0))


def test_the_prompt_is_never_hidden_and_carries_no_loss(mask):
    in_prompt = torch.arange(FRAMES) < mask.prompt_frames[:, None]
    assert not (mask.hidden & in_prompt[:, None]).any()
    assert not (mask.target & in_prompt).any()


def test_finer_levels_are_hidden_and_coarser_ones_visible(mask):
    after_prompt = torch.arange(FRAMES) >= mask.prompt_frames[:, None]
    for level in range(1, LEVELS + 1):
        hidden = mask.hidden[:, level - 1]
        assert torch.equal(hidden[mask.level < level], after_prompt[mask.level < level])
        assert not hidden[mask.level > level].any()
        assert torch.equal(hidden[mask.level == level], mask.target[mask.level == level])


def test_the_next_level_is_guessed_where_the_drawn_one_is_visible(mask):
    after_prompt = torch.arange(FRAMES) >= mask.prompt_frames[:, None]
    finest = mask.level == LEVELS
    assert not mask.next_target[finest].any()
    # after the prompt, a frame is guessed at the drawn level or at the next, never at both
    assert torch.equal(mask.target[~finest] ^ mask.next_target[~finest], after_prompt[~finest])
    for level in range(1, LEVELS):
        drawn = mask.level == level
        seen = ~mask.hidden[drawn, level - 1] & mask.hidden[drawn, level]
        assert torch.equal(mask.next_target[drawn], seen)


def test_every_example_has_something_to_guess(mask):
    assert mask.target.any(dim=1).all()


def test_prompts_end_anywhere_and_one_in_ten_is_missing(mask):
    # mean of U{0..49}, within four standard errors, over the nine tenths that have one
    assert mask.prompt_frames.float().mean() == pytest.approx(0.9 * 24.5, abs=4 * 15.6 / math.sqrt(DRAWS))
    missing = 0.1 + 0.9 / FRAMES
    assert (mask.prompt_frames == 0).float().mean() == pytest.approx(missing, abs=4 * 0.32 / math.sqrt(DRAWS))
    assert mask.prompt_frames.max() == FRAMES - 1


def test_coarse_levels_are_drawn_more_often(mask):
    # 1, 1/2, 1/3, 1/4 over their sum 25/12
    for level, share in zip(range(1, LEVELS + 1), (12 / 25, 6 / 25, 4 / 25, 3 / 25), strict=True):
        assert (mask.level == level).float().mean() == pytest.approx(share, abs=4 * 0.5 / math.sqrt(DRAWS))


def test_the_hidden_share_follows_the_cosine(mask):
    # E[cos u] for u ~ U[0, pi/2] is 2 / pi; long targets only, where "at least one" does not matter
    long = mask.prompt_frames < 10
    share = mask.target[long].sum(dim=1) / (FRAMES - mask.prompt_frames[long])
    assert share.mean() == pytest.approx(2 / math.pi, abs=4 * 0.31 / math.sqrt(int(long.sum())))
    # P(cos u < 1/2) = P(u > pi/3) = 1/3
    assert (share < 0.5).float().mean() == pytest.approx(1 / 3, abs=0.06)


def test_a_single_frame_is_always_guessed():
    mask = draw_training_mask(10, LEVELS, 1, torch.Generator().manual_seed(2))
    assert mask.target.all() and (mask.prompt_frames == 0).all()
