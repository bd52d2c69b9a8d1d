"""The training mask of SoundStorm, section 3.2, checked on many draws."""

import math

import pytest
import torch

from soundstorm.acoustic.masking import draw_mask, draw_paper_mask

LEVELS, FRAMES, DRAWS = 4, 50, 4000


@pytest.fixture(scope="module", params=[draw_paper_mask, draw_mask], ids=["paper", "workshop"])
def mask(request):
    return request.param(DRAWS, LEVELS, FRAMES, torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def paper():
    return draw_paper_mask(DRAWS, LEVELS, FRAMES, torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def workshop():
    return draw_mask(DRAWS, LEVELS, FRAMES, torch.Generator().manual_seed(0))


def after_prompt(mask):
    return torch.arange(FRAMES) >= mask.prompt_frames[:, None]


def drawn(mask):
    """bool [B, T], the hidden tokens of the drawn level."""
    return mask.hidden[torch.arange(DRAWS), mask.level - 1]


def test_the_prompt_is_never_hidden_and_carries_no_loss(mask):
    in_prompt = ~after_prompt(mask)[:, None]
    assert not (mask.hidden & in_prompt).any()
    assert not (mask.target & in_prompt).any()


def test_finer_levels_are_hidden_and_coarser_ones_visible(mask):
    for level in range(1, LEVELS + 1):
        hidden = mask.hidden[:, level - 1]
        assert torch.equal(hidden[mask.level < level], after_prompt(mask)[mask.level < level])
        assert not hidden[mask.level > level].any()


def test_the_hidden_tokens_of_the_drawn_level_are_guessed(mask):
    for level in range(1, LEVELS + 1):
        chosen = mask.level == level
        assert torch.equal(mask.target[chosen, level - 1], mask.hidden[chosen, level - 1])
        assert mask.target[chosen, level - 1].any(dim=1).all()
        # nothing else at the paper's draw, the next level at most in ours
        assert not mask.target[chosen, : level - 1].any() and not mask.target[chosen, level + 1 :].any()


def test_the_paper_guesses_at_the_drawn_level_alone(paper):
    for level in range(1, LEVELS):
        assert not paper.target[paper.level == level, level:].any()


def test_ours_guesses_the_next_level_where_the_drawn_one_is_visible(workshop):
    for level in range(1, LEVELS):
        chosen = workshop.level == level
        seen = after_prompt(workshop)[chosen] & ~workshop.hidden[chosen, level - 1]
        assert torch.equal(workshop.target[chosen, level], seen)


def test_prompts_of_the_paper_end_anywhere(paper):
    # mean and extremes of U{0..49}, the mean within four standard errors
    assert paper.prompt_frames.float().mean() == pytest.approx(24.5, abs=4 * 14.4 / math.sqrt(DRAWS))
    assert paper.prompt_frames.min() == 0 and paper.prompt_frames.max() == FRAMES - 1


def test_our_prompts_are_at_most_half_and_one_in_ten_is_missing(workshop):
    # nine in ten are U{0..24}
    prompts = workshop.prompt_frames
    assert prompts.max() == FRAMES // 2 - 1
    assert prompts.float().mean() == pytest.approx(0.9 * 12, abs=4 * 7.8 / math.sqrt(DRAWS))
    missing = 0.1 + 0.9 / (FRAMES // 2)
    assert (prompts == 0).float().mean() == pytest.approx(missing, abs=4 * 0.32 / math.sqrt(DRAWS))


def test_the_paper_draws_levels_evenly_and_we_the_coarse_ones_more_often(paper):
    # ours: 1, 1/sqrt(2), 1/sqrt(3), 1/2, then 1/5 to 1/8, over their sum
    odds = (1.0, 0.7071, 0.5774, 0.5, 1 / 5, 1 / 6, 1 / 7, 1 / 8)
    ours = draw_mask(DRAWS, len(odds), FRAMES, torch.Generator().manual_seed(0))
    for mask, shares in ((paper, (1 / 4,) * 4), (ours, [one / 3.4190 for one in odds])):
        for level, share in enumerate(shares, start=1):
            found = (mask.level == level).float().mean()
            assert found == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / DRAWS))


def test_the_hidden_share_follows_the_cosine(mask):
    # E[cos u] for u ~ U[0, pi/2] is 2 / pi; long targets only, where "at least one" does not matter
    long = mask.prompt_frames < 10
    share = drawn(mask)[long].sum(dim=1) / (FRAMES - mask.prompt_frames[long])
    assert share.mean() == pytest.approx(2 / math.pi, abs=4 * 0.31 / math.sqrt(int(long.sum())))
    # P(cos u < 1/2) = P(u > pi/3) = 1/3
    assert (share < 0.5).float().mean() == pytest.approx(1 / 3, abs=0.06)


@pytest.mark.parametrize("draw", [draw_paper_mask, draw_mask])
def test_a_known_prompt_stays_where_it_is(draw):
    known = torch.tensor([7, -1] * 50)
    mask = draw(100, LEVELS, FRAMES, torch.Generator().manual_seed(1), known)
    assert (mask.prompt_frames[::2] == 7).all()
    assert len(mask.prompt_frames[1::2].unique()) > 10


@pytest.mark.parametrize("draw", [draw_paper_mask, draw_mask])
def test_a_single_frame_is_always_guessed(draw):
    mask = draw(10, LEVELS, 1, torch.Generator().manual_seed(2))
    assert mask.target.any(dim=1).all() and (mask.prompt_frames == 0).all()
