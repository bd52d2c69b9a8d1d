"""The decoding loop, driven by hand-written distributions instead of a model."""

import math
from itertools import pairwise

import pytest
import torch

from soundstorm.acoustic.decoding import decode
from soundstorm.acoustic.schedule import Schedule
from soundstorm.errors import UserError

LEVELS, SIZE, MASK = 3, 8, 8
SCHEDULE = Schedule(iterations=(4, 2, 1))


class Oracle:
    """Logits by position, and a record of what the loop showed and asked."""

    def __init__(self, logits):
        self.logits = logits  # [B, Q, T, SIZE]
        self.calls = []

    def __call__(self, codes, level, masked):
        self.calls.append((codes.clone(), level, masked.clone()))
        return self.logits[:, level - 1][masked]


def flat_oracle(frames, batch=1):
    return Oracle(torch.zeros(batch, LEVELS, frames, SIZE))


def run(oracle, frames=24, prompt_frames=4, schedule=SCHEDULE, seed=0, batch=1, **options):
    codes = torch.full((batch, LEVELS, frames), MASK)
    codes[:, :, :prompt_frames] = 5
    options = {"prompt_frames": prompt_frames, **options}
    return list(decode(oracle, codes, codes == MASK, MASK, schedule, seed, **options))


def test_the_entropy_is_that_of_the_distribution_sampled_from():
    halves = torch.tensor([0.5, 0.25, 0.125, 0.125, 0, 0, 0, 0]).clamp(min=1e-30).log() - 40
    logits = torch.stack([halves, torch.zeros(SIZE), halves, 900 * torch.eye(SIZE)[0]])
    oracle = Oracle(logits.expand(1, LEVELS, -1, -1))
    for step in run(oracle, frames=4, prompt_frames=1, schedule=Schedule(iterations=(1,))):
        assert step.entropy[0].tolist() == pytest.approx([0, math.log(8), 1.75 * math.log(2), 0], abs=1e-5)


def test_fewer_frames_than_iterations_end_the_level_early():
    counts = Schedule(iterations=(16,)).still_masked(1, 3)
    assert counts == [2, 1, 0]
    assert len(run(flat_oracle(5), frames=5, prompt_frames=4)) == 3  # one frame: one iteration a level


def test_counts_are_over_target_frames_only():
    steps = run(flat_oracle(24))
    hidden = [int(step.mask[0, step.level - 1].sum()) for step in steps]
    # 20 frames to generate: floor(20 cos(pi/2 * i/4)) = 18, 14, 7, 0; floor(20 cos(pi/4)) = 14, 0; 0
    assert hidden == [18, 14, 7, 0, 14, 0, 0]
    assert [(step.level, step.iteration) for step in steps] == [
        (1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2), (3, 1)
    ]  # fmt: skip
    assert [step.level_done for step in steps] == [False, False, False, True, False, True, True]


def test_the_prompt_is_untouched_and_certain():
    for step in run(flat_oracle(24)):
        assert (step.codes[:, :, :4] == 5).all() and not step.mask[:, :, :4].any()
        assert (step.confidence[:, :4] == 1).all()


def test_kept_tokens_are_locked_and_finished_levels_never_touched():
    steps = run(flat_oracle(24))
    for before, after in pairwise(steps):
        kept = ~before.mask
        assert torch.equal(before.codes[kept], after.codes[kept])
        assert not (after.mask & kept).any()


def test_the_model_sees_finer_levels_hidden_and_coarser_ones_complete():
    oracle = flat_oracle(24)
    run(oracle)
    for codes, level, masked in oracle.calls:
        assert (codes[:, level:, 4:] == MASK).all()
        assert not (codes[:, : level - 1] == MASK).any()
        assert torch.equal(codes[:, level - 1] == MASK, masked)


def test_the_model_sees_all_levels_of_the_prompt_as_in_training():
    oracle = flat_oracle(24)
    run(oracle, prompt_frames=4)
    assert {level for _, level, _ in oracle.calls} == {1, 2, 3}
    for codes, _, _ in oracle.calls:
        assert (codes[:, :, :4] == 5).all()


def test_masks_and_codes_agree():
    for step in run(flat_oracle(24, batch=2), batch=2):
        assert torch.equal(step.mask, step.codes == MASK)
    assert not step.mask.any()


def test_a_level_with_one_iteration_takes_the_most_probable_tokens():
    logits = torch.randn(1, LEVELS, 24, SIZE, generator=torch.Generator().manual_seed(3))
    codes = run(Oracle(logits))[-1].codes
    assert torch.equal(codes[0, 2, 4:], logits[0, 2, 4:].argmax(dim=1))


def test_the_last_iteration_of_every_level_is_greedy():
    logits = torch.randn(1, LEVELS, 24, SIZE, generator=torch.Generator().manual_seed(4))
    for before, step in pairwise([None, *run(Oracle(logits))]):
        if step.level_done and step.iterations > 1:
            last_pass = before.mask[0, step.level - 1]
            best = logits[0, step.level - 1].argmax(dim=1)
            assert torch.equal(step.codes[0, step.level - 1, last_pass], best[last_pass])


def test_without_noise_the_most_confident_samples_are_kept():
    # frame t prefers token t % SIZE, the more so the later it is
    logits = torch.zeros(1, LEVELS, 24, SIZE)
    for frame in range(24):
        logits[:, :, frame, frame % SIZE] = 1 + 0.2 * frame
    steps = run(Oracle(logits), schedule=Schedule(iterations=(4, 2, 1), temperature=1e-4, noise=0.0))
    assert steps[0].mask[0, 0].nonzero()[:, 0].tolist() == list(range(4, 22))  # the last two frames stay
    assert steps[1].mask[0, 0].nonzero()[:, 0].tolist() == list(range(4, 18))


def test_confidence_is_the_probability_of_the_sample():
    logits = torch.full((1, LEVELS, 24, SIZE), math.log(0.3 / 7))
    logits[..., 2] = math.log(0.7)
    for step in run(Oracle(logits)):
        known = ~step.mask[0, step.level - 1, 4:]
        tokens, confidence = step.codes[0, step.level - 1, 4:][known], step.confidence[0, 4:][known]
        expected = torch.where(tokens == 2, 0.7, 0.3 / 7)
        torch.testing.assert_close(confidence, expected)


def test_samples_follow_the_distribution():
    logits = torch.full((1, 1, 4000, SIZE), math.log(0.3 / 7))
    logits[..., 2] = math.log(0.7)
    codes = torch.full((1, 1, 4000), MASK)
    seen = []

    def predict(codes, level, masked):
        return logits[:, 0][masked]

    for step in decode(predict, codes, codes == MASK, MASK, Schedule(iterations=(2,), noise=1000.0), seed=1):
        seen.append(step)
    # strong noise keeps a random 1172 of the first samples: their share of token 2 is its probability
    kept = seen[0].codes[0, 0][~seen[0].mask[0, 0]]
    assert len(kept) == 4000 - math.floor(4000 * math.cos(math.pi / 4))
    assert (kept == 2).float().mean() == pytest.approx(0.7, abs=4 * math.sqrt(0.21 / len(kept)))


def test_a_low_temperature_is_nearly_greedy():
    logits = torch.randn(1, LEVELS, 24, SIZE, generator=torch.Generator().manual_seed(5))
    steps = run(Oracle(logits), schedule=Schedule(iterations=(4, 2, 1), temperature=1e-4))
    assert torch.equal(steps[-1].codes[0, :, 4:], logits[0, :, 4:].argmax(dim=2))


def test_same_seed_same_tokens_watched_or_not():
    logits = torch.randn(1, LEVELS, 24, SIZE, generator=torch.Generator().manual_seed(6))
    torch.manual_seed(1)
    first = run(Oracle(logits), seed=7)[-1].codes
    torch.manual_seed(2)
    watched = run(Oracle(logits), seed=7, candidates=3)[-1].codes
    other = run(Oracle(logits), seed=8)[-1].codes
    assert torch.equal(first, watched)
    assert not torch.equal(first, other)


def test_a_consumer_that_writes_into_a_step_changes_nothing():
    oracle = Oracle(torch.randn(1, LEVELS, 24, SIZE, generator=torch.Generator().manual_seed(9)))
    expected = run(oracle)[-1].codes
    codes = torch.full((1, LEVELS, 24), MASK)
    codes[:, :, :4] = 5
    for step in decode(oracle, codes, codes == MASK, MASK, SCHEDULE, 0):
        last = step.codes.clone()
        step.codes.zero_()
        step.mask.zero_()
        step.confidence.zero_()
    assert torch.equal(last, expected)


def test_candidates_are_the_most_probable_tokens():
    logits = torch.randn(1, LEVELS, 24, SIZE, generator=torch.Generator().manual_seed(10))
    step = run(Oracle(logits), candidates=3)[0]
    ids, probabilities = step.candidates
    top = logits[0, 0, 4:].softmax(dim=1).topk(3, dim=1)
    assert torch.equal(ids[0, 4:], top.indices) and torch.allclose(probabilities[0, 4:], top.values)
    assert (ids[0, :4] == -1).all() and (probabilities[0, :4] == 0).all()


def test_a_step_tells_what_was_sampled_and_where_the_cut_was():
    oracle = Oracle(torch.randn(1, LEVELS, 24, SIZE, generator=torch.Generator().manual_seed(11)))
    before = torch.ones(24, dtype=torch.bool)
    before[:4] = False
    for step in run(oracle):
        if step.iteration == 1:
            before[4:] = True
        after = step.mask[0, step.level - 1]
        assert torch.equal(step.open[0], before) and (step.sampled[0][~before] == MASK).all()
        kept = before & ~after
        assert torch.equal(step.sampled[0][kept], step.codes[0, step.level - 1][kept])
        assert (step.score[0][kept] >= step.threshold).all()
        assert (step.score[0][after] <= step.threshold).all()
        before = after.clone()


def test_without_noise_the_score_is_the_log_confidence():
    oracle = Oracle(torch.randn(1, LEVELS, 24, SIZE, generator=torch.Generator().manual_seed(12)))
    step = run(oracle, schedule=Schedule(iterations=(4, 2, 1), noise=0.0))[0]
    torch.testing.assert_close(step.score[step.open], step.confidence[step.open].log())


def test_the_noise_falls_to_zero_over_the_iterations_of_a_level():
    # even logits: the score is -log(SIZE) and the noise, standard Gumbel times 1 - i/4: mean 0.5772, standard
    # deviation pi / sqrt(6)
    steps = run(flat_oracle(20_004), frames=20_004, schedule=Schedule(iterations=(4, 1, 1)))
    for step, share in zip(steps[:4], (0.75, 0.5, 0.25, 0.0), strict=True):
        noise = step.score[step.open] + math.log(SIZE)
        assert float(noise.mean()) == pytest.approx(share * 0.5772, abs=0.05)
        assert float(noise.std()) == pytest.approx(share * math.pi / math.sqrt(6), abs=0.05)


def test_what_cannot_be_decoded_is_refused():
    codes = torch.full((2, LEVELS, 6), MASK)
    mask = codes == MASK
    with pytest.raises(ValueError, match="9 candidates of 8 tokens"):
        next(decode(flat_oracle(6, 2), codes, mask, MASK, SCHEDULE, candidates=9))
    uneven = mask.clone()
    uneven[0, 1, 0] = False
    with pytest.raises(ValueError, match="different numbers of hidden tokens"):
        next(decode(flat_oracle(6, 2), codes, uneven, MASK, SCHEDULE))


def test_a_decoding_can_go_on_from_its_middle():
    oracle = Oracle(torch.randn(1, LEVELS, 24, SIZE, generator=torch.Generator().manual_seed(13)))
    steps = run(oracle, seed=3)
    codes = torch.full((1, LEVELS, 24), MASK)
    codes[:, :, :4] = 5
    halfway = steps[1]  # two of the four iterations of level 1
    rest = decode(
        oracle, halfway.codes, codes == MASK, MASK, SCHEDULE, seed=3, hidden=halfway.mask, start=(1, 3)
    )
    for step, expected in zip(rest, steps[2:], strict=True):
        assert (step.level, step.iteration, step.iterations) == (
            expected.level,
            expected.iteration,
            expected.iterations,
        )
        assert torch.equal(step.codes, expected.codes)


def test_only_a_region_is_decoded_anew():
    oracle = Oracle(torch.randn(1, LEVELS, 24, SIZE, generator=torch.Generator().manual_seed(14)))
    known = torch.randint(SIZE, (1, LEVELS, 24), generator=torch.Generator().manual_seed(15))
    region = torch.zeros(1, LEVELS, 24, dtype=torch.bool)
    region[:, 1, 5:15] = True
    steps = list(decode(oracle, known, region, MASK, SCHEDULE, seed=1))
    assert all((codes[:, 2] == MASK).all() for codes, _, _ in oracle.calls)  # as in training
    # level 2 alone, two iterations over 10 tokens: floor(10 cos(pi/4)) = 7, 0
    assert [(step.level, int(step.mask.sum())) for step in steps] == [(2, 7), (2, 0)]
    assert torch.equal(steps[-1].codes[~region], known[~region])


def test_levels_that_a_schedule_does_not_name_take_one_iteration():
    steps = run(flat_oracle(24), schedule=Schedule.parse("4,2"))
    assert [(step.level, step.iterations) for step in steps] == [(1, 4)] * 4 + [(2, 2)] * 2 + [(3, 1)]
    assert Schedule((4, 2)).still_masked(3, 20) == [0]


def test_a_schedule_for_more_levels_is_refused():
    with pytest.raises(UserError, match="iterations for 4 levels, but this model has 3"):
        run(flat_oracle(24), schedule=Schedule(iterations=(4, 1, 1, 1)))
