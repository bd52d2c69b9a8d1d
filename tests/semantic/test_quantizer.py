import math

import pytest
import torch

from soundstorm.semantic.quantizer import FiniteScalarQuantizer

ALL = torch.arange(8 * 5 * 5 * 5)


def quantizer() -> FiniteScalarQuantizer:
    return FiniteScalarQuantizer((8, 5, 5, 5))


def test_every_token_has_a_point_of_its_own():
    points = quantizer().points(ALL)
    assert points.shape == (1000, 4) and len(points.unique(dim=0)) == 1000
    assert torch.equal(quantizer().tokens(points), ALL)


def test_coordinates_have_eight_and_five_values_within_one_of_zero():
    points = quantizer().points(ALL)
    assert points[:, 0].unique().tolist() == [-1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75]
    for coordinate in (1, 2, 3):
        assert points[:, coordinate].unique().tolist() == [-1.0, -0.5, 0.0, 0.5, 1.0]


def test_latents_reach_every_value_and_no_other():
    sweep = torch.linspace(-6, 6, 2001)[:, None].expand(-1, 4)
    for coordinate, values in enumerate((8, 5, 5, 5)):
        assert len(quantizer()(sweep)[:, coordinate].unique()) == values
    tokens = quantizer().tokens(quantizer()(sweep))
    assert tokens.min() == 0 and tokens.max() == 999
    assert torch.equal(quantizer().points(tokens), quantizer()(sweep))


def test_nothing_in_is_nothing_out():
    assert torch.equal(quantizer()(torch.zeros(1, 4)), torch.zeros(1, 4))


def test_gradients_pass_the_rounding_and_feel_the_bound():
    """At zero a coordinate of 5 values has slope 2.002 / 2; one of 8, shifted by half a step, a bit less."""
    latents = torch.zeros(4, requires_grad=True)
    quantizer()(latents).sum().backward()
    odd, even = 2 * 1.001 / 2, 3.5 * 1.001 * (1 - (0.5 / (3.5 * 1.001)) ** 2) / 4
    assert latents.grad.tolist() == pytest.approx([even, odd, odd, odd])


def test_a_step_up_in_one_coordinate_is_its_stride_in_tokens():
    """The first coordinate counts ones, the second eights, the third forties, the fourth two hundreds."""
    origin = int(quantizer().tokens(torch.zeros(4)))
    steps = torch.diag(torch.tensor([0.25, 0.5, 0.5, 0.5]))
    assert (quantizer().tokens(steps) - origin).tolist() == [1, 8, 40, 200]
    assert math.prod((8, 5, 5, 5)) == 1000
