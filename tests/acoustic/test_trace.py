import numpy as np
import pytest
import torch

from soundstorm.acoustic.decoding import Schedule, decode
from soundstorm.acoustic.trace import Trace
from soundstorm.errors import TraceError


@pytest.fixture
def recorded():
    """A decoding of 2 levels, its trace and its steps."""
    logits = torch.randn(1, 2, 30, 16, generator=torch.Generator().manual_seed(0))
    codes = torch.full((1, 2, 30), 16)
    codes[:, :, :6] = 3
    trace = Trace(codes[0, :, :6], torch.arange(15), seed=4, mask_id=16, transcript="Hello – world")
    steps = list(
        decode(
            lambda codes, level, masked: logits[:, level - 1][masked], codes, 6, 16, Schedule((5, 2)), seed=4
        )
    )
    for step in steps:
        trace.record(step)
    return trace, steps


def test_a_trace_replays_every_step(recorded, tmp_path):
    trace, steps = recorded
    trace.save(tmp_path / "a.npz")
    loaded = Trace.load(tmp_path / "a.npz")
    assert (loaded.seed, loaded.transcript) == (4, "Hello – world")
    assert torch.equal(loaded.semantic, torch.arange(15))
    for replayed, step in zip(loaded.steps(), steps, strict=True):
        assert (replayed.level, replayed.iteration, replayed.iterations) == (
            step.level,
            step.iteration,
            step.iterations,
        )
        assert torch.equal(replayed.codes, step.codes) and torch.equal(replayed.mask, step.mask)
        torch.testing.assert_close(replayed.confidence, step.confidence, atol=1e-3, rtol=0)


def test_missing_foreign_and_truncated_files_are_refused(recorded, tmp_path):
    trace, _ = recorded
    trace.save(tmp_path / "a.npz")
    whole = (tmp_path / "a.npz").read_bytes()
    (tmp_path / "cut.npz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.npz").write_text("not a trace")
    np.savez(tmp_path / "foreign.npz", numbers=np.arange(3))
    for name in ("cut", "text", "foreign", "missing"):
        with pytest.raises(TraceError):
            Trace.load(tmp_path / f"{name}.npz")


def test_pickled_arrays_are_never_read(tmp_path):
    class Bomb:
        def __reduce__(self):
            return (pytest.fail, ("a pickle was executed",))

    np.savez(tmp_path / "bomb.npz", header=np.array([Bomb()], dtype=object))
    with pytest.raises(TraceError):
        Trace.load(tmp_path / "bomb.npz")


def test_tokens_out_of_range_are_refused(recorded, tmp_path):
    trace, _ = recorded
    trace.tokens[0] = trace.tokens[0] + 100
    trace.save(tmp_path / "a.npz")
    with pytest.raises(TraceError):
        Trace.load(tmp_path / "a.npz")
