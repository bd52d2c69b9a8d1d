"""How much a trace file holds, and that nothing is written that nobody could read again."""

from dataclasses import replace

import pytest
import torch

from soundstorm.acoustic import Schedule
from soundstorm.errors import TraceError
from soundstorm.trace import Iteration, Trace
from soundstorm.trace.size import check_size
from tests.trace.files import refuse, take_apart


def test_a_codebook_of_more_than_65535_entries_takes_wider_numbers(recorded):
    """X-codec 2 has 65,536 entries; the id that means hidden is one more."""
    trace, _ = recorded
    wide = replace(trace, codebook_size=65_536, given=trace.given.masked_fill(trace.given == 16, 65_536))
    wide.semantic[3] = 70_000
    sections = {section["name"]: section["dtype"] for section in take_apart(wide.to_bytes())[0]["sections"]}
    assert [sections[name] for name in ("given", "semantic", "sampled", "candidate_ids")] == ["uint32"] * 4
    again = Trace.from_bytes(wide.to_bytes())
    assert torch.equal(again.given, wide.given) and torch.equal(again.semantic, wide.semantic)
    assert torch.equal(again.codes, trace.codes)


def one_by_one(trace: Trace, levels: int, frames: int) -> Trace:
    """Every level takes as many steps as it has frames, each of which keeps the first that is hidden."""
    slow = replace(
        trace,
        given=torch.full((levels, frames), 16),
        semantic=torch.zeros(frames // 2, dtype=torch.long),
        phoneme=torch.full((frames // 2,), -1),
        prompt_frames=0,
        candidates=0,
        schedule=Schedule((frames,) * levels),
        iterations=[],
    )
    for level in range(1, levels + 1):
        for first in range(frames):
            frame = torch.arange(first, frames)
            zeros, nothing = torch.zeros(len(frame)).half(), torch.zeros(len(frame), 0)
            done = Iteration(
                level, first + 1, frames, frames - first - 1, 0.0, 0.0,
                frame, frame % 16, frame == first, zeros, zeros, zeros, nothing.long(), nothing.half(),
            )  # fmt: skip
            slow.iterations.append(done)
    return slow


def test_a_trace_holds_as_many_steps_as_its_schedule_has(recorded):
    slow = one_by_one(recorded[0], levels=64, frames=160)
    again = Trace.from_bytes(slow.to_bytes())
    assert len(again.iterations) == 64 * 160 and again.finished


def test_what_nobody_could_read_again_is_not_written(recorded):
    trace, _ = recorded
    # linear: 12 levels of 1,000 iterations sample about 1,000 + 999 + ... + 1 tokens each, six million in all
    much = replace(
        trace,
        given=torch.full((12, 1000), 16),
        semantic=torch.zeros(500, dtype=torch.long),
        prompt_frames=0,
        schedule=Schedule((1000,) * 12, shape="linear"),
        iterations=[],
    )
    with pytest.raises(TraceError, match=r"fewer iterations.*2,000,000 sampled tokens"):
        check_size(much)  # before it is decoded
    for large, hint in [
        (replace(trace, codebook_size=2**20 + 1), "entries"),
        (replace(trace, candidates=65), "candidates"),
        (one_by_one(trace, levels=65, frames=2), "levels"),
        (replace(trace, seed=-1), "from 0 to 4294967295 as the seed"),
        (replace(trace, iterations=[]), "no iteration"),
    ]:
        with pytest.raises(TraceError, match=hint):
            large.to_bytes()


def test_spectrograms_have_an_end_for_readers_and_writers(trace, monkeypatch):
    """Packed, millions of equal shades are a few bytes."""
    data, shades = trace.to_bytes(), trace.spectrograms.values.numel()
    for module in ("file", "size"):
        monkeypatch.setattr(f"soundstorm.trace.{module}.MOST_SHADES", shades)
    assert Trace.from_bytes(data).to_bytes() == data
    for module in ("file", "size"):
        monkeypatch.setattr(f"soundstorm.trace.{module}.MOST_SHADES", shades - 1)
    refuse(data, "spectrograms are too large")
    with pytest.raises(TraceError, match="shades"):
        trace.to_bytes()
