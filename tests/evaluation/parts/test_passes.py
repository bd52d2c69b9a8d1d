"""What a pass costs, by arithmetic and by torch's own counter."""

import math
import os

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from soundstorm.acoustic import SoundStorm, SoundStormConfig
from soundstorm.acoustic.engine import PRECISIONS, has_int8
from soundstorm.errors import UserError
from soundstorm.evaluation.parts import passes
from soundstorm.evaluation.parts.passes import (
    in_fresh_process,
    matrix_peak,
    measure_passes,
    pass_operations,
    passes_line,
)

SMALL = SoundStormConfig(levels=3, semantic_size=50, width=32, heads=2, blocks=2, feedforward=64)


@torch.no_grad()
def test_operations_are_those_that_torch_counts():
    storm = SoundStorm(SMALL).eval()
    codes, semantic = torch.zeros(1, 3, 40, dtype=torch.long), torch.zeros(1, 20, dtype=torch.long)
    with FlopCounterMode(display=False) as counter:
        storm.logits(storm.states(codes, semantic)[:, :7], 1)
    assert pass_operations(SMALL, frames=40, heard=40, opened=7) == counter.get_total_flops()


def test_passes_of_a_small_model():
    """2 s after 1 s: 100 frames of three levels, in 16 + 1 + 1 passes."""
    facts = measure_passes(SoundStorm(SMALL).eval(), 2.0, 1.0)
    assert facts["passes"] == 18 and facts["tokens"] == 300 and facts["precision"] == "float32"
    assert facts["milliseconds_a_pass"] * 18 / 1000 < 3 * facts["seconds"]
    assert 0 < facts["first_grid"] < facts["first_level"] < facts["seconds"]
    assert facts["real_time_factor"] == pytest.approx(facts["seconds"] / 2)
    # the prompt's 50 frames once, then 100 in every pass, which see 150; of these the open ones are predicted
    opened = sum(math.floor(100 * math.cos(math.pi / 2 * done / 16)) for done in range(16)) + 100 + 100
    expected = pass_operations(SMALL, 50, 50, 0) + 18 * pass_operations(SMALL, 100, 150, 0)
    expected += 2 * opened * SMALL.width * SMALL.codebook_size
    assert facts["operations_a_second"] * facts["seconds"] == pytest.approx(expected)
    assert "16,1,1 iterations: 18 passes" in passes_line("SoundStorm", facts)
    share = facts["operations_a_second"] / facts["matrix_peak"]
    assert 0 < facts["share_of_peak"] == pytest.approx(share) and facts["peak_memory_gb"] > 0.01


@pytest.mark.parametrize("precision", PRECISIONS)
def test_the_share_is_of_the_peak_in_the_precision_that_runs(precision, monkeypatch):
    if precision == "int8" and not has_int8():
        pytest.skip("int8 needs an x86 processor")
    asked = []
    monkeypatch.setattr(passes, "matrix_peak", lambda precision, device: asked.append(precision) or 2e15)
    facts = measure_passes(SoundStorm(SMALL).eval().compute_in(precision), 1.0, 1.0)
    assert asked == [facts["precision"]] == [precision]
    assert facts["share_of_peak"] == pytest.approx(facts["operations_a_second"] / 2e15)
    assert f"of the {precision} matrix peak" in passes_line("SoundStorm", facts)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_the_peak_is_of_products_in_its_precision(precision, monkeypatch):
    """2 x 64^3 operations in half a second."""
    if precision == "int8" and not has_int8():
        pytest.skip("int8 needs an x86 processor")
    clock = iter(range(1000))
    monkeypatch.setattr(passes, "perf_counter", lambda: next(clock) / 2)
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as seen:
        assert matrix_peak(precision, torch.device("cpu"), 64) == 2 * 64**3 / 0.5
    assert any(event.key == "quantized::linear_dynamic" for event in seen.key_averages()) == (
        precision == "int8"
    )


def test_the_papers_size_is_the_papers():
    """12 levels and about 350 M parameters (section 4.1): by its sizes, as ours are built, 316 M."""
    with torch.device("meta"):
        storm = SoundStorm(passes.PAPER)
    assert sum(one.numel() for one in storm.parameters()) == pytest.approx(350e6, rel=0.1)
    assert len(storm.heads) == 12


def test_the_memory_of_a_fresh_process_is_its_own():
    """A gigabyte here, which the new process does not hold."""
    held = torch.ones(250_000_000)
    here = passes._peak_memory(held.device)
    assert here > 1e9
    assert in_fresh_process(passes._peak_memory, held.device) < here - 0.5e9


def test_a_process_that_is_ended_is_one_sentence():
    with pytest.raises(UserError, match="leave out --paper"):
        in_fresh_process(os._exit, 1)
