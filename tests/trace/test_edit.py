"""What if: a region again, another token, on a small decoding of hand-made distributions."""

import pytest
import torch

from soundstorm import Schedule, Trace
from soundstorm.errors import UserError
from soundstorm.trace.edit import check_token, with_region, with_token

SIZE = 16  # of the small decoding's codebooks


def kept_and_hidden(trace: Trace, step: int) -> tuple[int, int]:
    """Places of a kept and of a hidden cell among the open ones of a step."""
    kept = trace.iterations[step].kept
    return int(kept.nonzero()[0, 0]), int((~kept).nonzero()[0, 0])


def test_a_token_replaced_by_itself_gives_the_same_decoding(recorded, go_on):
    trace, _ = recorded
    for step, done in enumerate(trace.iterations):
        for place in done.kept.nonzero()[::4, 0].tolist():
            frame, token = int(done.frame[place]), int(done.sampled[place])
            edited = with_token(trace, step, frame, token, probability=0.5)
            assert edited.edit == {
                "kind": "token",
                "step": step,
                "level": done.level,
                "frame": frame,
                "token": token,
                "sampled": token,
            }
            again = go_on(edited) if bool((edited.codes == SIZE).any()) else edited
            assert torch.equal(again.codes, trace.codes)
            assert len(again.iterations) == len(trace.iterations)
            assert all(
                torch.equal(a.score, b.score) for a, b in zip(again.iterations, trace.iterations, strict=True)
            )


def test_a_hidden_token_that_is_chosen_is_kept_and_the_trace_can_be_saved(recorded, go_on):
    trace, _ = recorded
    _, place = kept_and_hidden(trace, 1)
    done = trace.iterations[1]
    frame, token = int(done.frame[place]), (int(done.sampled[place]) + 1) % SIZE
    edited = with_token(trace, 1, frame, token, probability=0.25)
    changed = edited.iterations[1]
    assert changed.kept[place] and changed.sampled[place] == token and changed.confidence[place] == 0.25
    noise = done.score[place].float() - done.confidence[place].float().log()
    assert float(changed.score[place]) == pytest.approx(float(noise + torch.tensor(0.25).log()), abs=0.01)
    assert changed.hidden_after == changed.planned - 1
    again = Trace.from_bytes(go_on(edited).to_bytes())
    assert again.codes[0, done.level - 1, frame] == token
    assert (again.codes < SIZE).all()
    assert torch.equal(again.iterations[0].sampled, trace.iterations[0].sampled)
    assert not done.kept[place], "the trace it was made from has changed"


def test_only_the_region_is_decoded_again(recorded, go_on):
    trace, _ = recorded
    region = torch.zeros(3, 24, dtype=torch.bool)
    region[0, 5:9] = region[2, 5:20] = True
    again = go_on(with_region(trace, region.tolist(), seed=9))
    assert again.edit == {"kind": "region", "cells": 19} and again.seed == 9
    assert torch.equal(again.codes[0, :, 6:][~region], trace.codes[0, :, 6:][~region])
    assert not torch.equal(again.codes, trace.codes)
    # four tokens at level 1: floor(4 cos(pi/2 * i/5)) = 3, 3, 2, 1, 0, but one more is kept every time
    counts = [(done.level, done.hidden_after) for done in again.iterations]
    assert counts == [(1, 3), (1, 2), (1, 1), (1, 0), (3, 0)]
    assert torch.equal(Trace.from_bytes(again.to_bytes()).codes, again.codes)


def test_a_region_takes_another_schedule(recorded, go_on):
    trace, _ = recorded
    edited = with_region(trace, torch.ones(3, 24, dtype=torch.bool), Schedule((2, 1, 1), shape="linear"))
    assert [done.hidden_after for done in go_on(edited).iterations] == [12, 0, 0, 0]


def test_regions_that_make_no_sense_are_refused(recorded):
    trace, _ = recorded
    for region in (torch.zeros(3, 24), torch.ones(3, 30), torch.ones(2, 24), [True]):
        with pytest.raises(UserError):
            with_region(trace, region)
    del trace.iterations[3:]
    with pytest.raises(UserError, match="finished"):
        with_region(trace, torch.ones(3, 24))


@pytest.mark.parametrize(
    ("place", "hint"),
    [
        ({"step": 8}, "step"),
        ({"step": -1}, "step"),
        ({"token": SIZE}, "token"),
        ({"token": -1}, "token"),
        ({"frame": 5}, "prompt"),
        ({"frame": 30}, "sampled"),
        ({"level": 2}, "sampled"),
    ],
)
def test_tokens_that_cannot_be_chosen_are_refused(recorded, place, hint):
    fine = {"step": 0, "level": 1, "frame": 6, "token": 0}
    check_token(recorded[0], **fine)
    with pytest.raises(UserError, match=hint):
        check_token(recorded[0], **fine | place)


def test_a_cell_that_was_kept_before_is_not_open(recorded):
    trace, _ = recorded
    done = trace.iterations[0]
    with pytest.raises(UserError, match="sampled in step 1"):
        check_token(trace, step=1, level=1, frame=int(done.frame[done.kept][0]), token=0)
