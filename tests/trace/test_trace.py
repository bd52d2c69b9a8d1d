import torch

from soundstorm.trace import Trace


def check_replay(trace: Trace, steps) -> None:
    for replayed, step in zip(trace.steps(), steps, strict=True):
        for name in ("level", "iteration", "iterations", "prompt_frames", "level_done"):
            assert getattr(replayed, name) == getattr(step, name)
        for name in ("codes", "mask", "open", "sampled"):
            assert torch.equal(getattr(replayed, name), getattr(step, name)), name
        for name in ("confidence", "score", "threshold"):
            assert torch.equal(getattr(replayed, name), getattr(step, name).half().float()), name
        # 8 significant bits: half a unit in the last place is at most 1/256, float16 adds 1/2048
        torch.testing.assert_close(replayed.entropy, step.entropy, rtol=1 / 220, atol=1e-4)
        assert torch.equal(replayed.candidates[0], step.candidates[0])
        torch.testing.assert_close(replayed.candidates[1], step.candidates[1], rtol=1 / 220, atol=1e-4)


def test_a_trace_replays_every_step(recorded):
    check_replay(*recorded)


def test_a_file_replays_every_step(recorded, tmp_path):
    trace, steps = recorded
    trace.save(tmp_path / "a.sstrace")
    check_replay(Trace.load(tmp_path / "a.sstrace"), steps)


def test_recording_leaves_the_step_alone(recorded):
    trace, steps = recorded
    before = [(step.codes.clone(), step.score.clone()) for step in steps]
    for step in steps:
        trace.record(step)
    assert all(torch.equal(step.codes, codes) for step, (codes, _) in zip(steps, before, strict=True))
    assert all(torch.equal(step.score, score) for step, (_, score) in zip(steps, before, strict=True))


def test_a_replayed_step_may_be_written_into(recorded):
    trace, _ = recorded
    expected = [step.codes for step in trace.steps()]
    for step, codes in zip(trace.steps(), expected, strict=True):
        assert torch.equal(step.codes, codes)
        step.codes.zero_()
        step.confidence.zero_()


def test_counts_of_the_schedule(recorded):
    trace, _ = recorded
    # 24 frames: floor(24 cos(pi/2 * i/5)) and floor(24 cos(pi/4))
    planned = [22, 19, 14, 7, 0, 16, 0, 0]
    assert [done.planned for done in trace.iterations] == planned
    assert [done.hidden_after for done in trace.iterations] == planned
    assert [len(done.frame) for done in trace.iterations] == [24, 22, 19, 14, 7, 24, 16, 24]


def test_kept_scores_are_above_the_threshold_and_hidden_ones_below_after_rounding(recorded):
    for done in recorded[0].iterations:
        assert (done.score[done.kept].float() >= done.threshold).all()
        assert (done.score[~done.kept].float() <= done.threshold).all()


def test_codes_after_some_iterations(recorded):
    trace, steps = recorded
    assert torch.equal(trace.codes_after(0)[0], trace.given)
    assert torch.equal(trace.codes_after(3), steps[2].codes)
    assert torch.equal(trace.codes, steps[-1].codes)


def test_without_candidates(recorded):
    trace, steps = recorded
    trace.candidates, trace.iterations = 0, []
    for step in steps:
        trace.record(type(step)(**{**vars(step), "candidates": None}))
    replayed = next(Trace.from_bytes(trace.to_bytes()).steps())
    assert replayed.candidates is None and torch.equal(replayed.sampled, steps[0].sampled)


def test_lengths(recorded):
    trace, _ = recorded
    assert (trace.levels, trace.frames, trace.frames_per_semantic) == (3, 30, 2)
    assert trace.seconds == 24 * 320 / 16000
    assert trace.target_semantic.tolist() == list(range(3, 15))
