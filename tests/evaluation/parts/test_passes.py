"""What a pass costs, by arithmetic and by torch's own counter."""

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from soundstorm.acoustic import SoundStorm, SoundStormConfig
from soundstorm.evaluation.parts.passes import matrix_peak, measure_passes, pass_operations

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
    assert facts["real_time_factor"] == pytest.approx(facts["seconds"] / 2)
    share = facts["operations_a_second"] / facts["matrix_peak"]
    assert 0 < facts["share_of_peak"] == pytest.approx(share) and facts["peak_memory_gb"] > 0.01


def test_a_larger_matrix_is_not_more_than_what_a_machine_can_do():
    assert matrix_peak(torch.float32, torch.device("cpu"), 64) > 1e6
