import pytest
import torch
from torch import nn

from soundstorm.training.muon import Muon, _iterate, _iterate_small, orthogonalise


@pytest.mark.parametrize("shape", [(2, 16, 64), (3, 64, 16)])
def test_singular_values_become_about_one(shape):
    matrices = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    found = orthogonalise(matrices).float()
    values = torch.linalg.svdvals(found)
    assert values.min() > 0.3 and values.max() < 1.3
    # and the directions stay
    left, _, right = torch.linalg.svd(matrices, full_matrices=False)
    assert (torch.cosine_similarity(found.flatten(1), (left @ right).flatten(1)) > 0.95).all()


@pytest.mark.parametrize("smallest", [0.0, -6.0])
def test_the_small_iteration_is_the_other_one(smallest):
    generator = torch.Generator().manual_seed(0)
    left, _, right = torch.linalg.svd(torch.randn(2, 16, 64, generator=generator), full_matrices=False)
    wide = left * torch.logspace(0, smallest, 16) @ right / 4  # singular values of at most 1 / 4
    expected = _iterate(wide.double())
    assert torch.allclose(_iterate_small(wide).double(), expected, atol=1e-4)


def test_steps_are_those_of_pytorch_s_muon():
    """Which computes in bfloat16, so up to its rounding."""
    torch.manual_seed(0)
    start, gradients = torch.randn(32, 48), torch.randn(5, 32, 48)
    mine, theirs = nn.Parameter(start.clone()), nn.Parameter(start.clone())
    ours = Muon([mine], lr=0.02, momentum=0.95, weight_decay=0.1)
    reference = torch.optim.Muon(
        [theirs], lr=0.02, momentum=0.95, weight_decay=0.1, adjust_lr_fn="match_rms_adamw"
    )
    for gradient in gradients:
        for parameter, optimizer in ((mine, ours), (theirs, reference)):
            parameter.grad = gradient.clone()
            optimizer.step()
    moved = (theirs - start).norm()
    assert (mine - theirs).norm() < 0.03 * moved
