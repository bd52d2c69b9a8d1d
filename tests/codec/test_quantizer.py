"""Hand-set codebooks: three levels of -1, 0, 1 times 9, 3, 1 write every integer from -13 to 13 once."""

import copy

import pytest
import torch

from soundstorm.codec.quantizer import Codebook, ResidualVectorQuantizer


def ternary() -> ResidualVectorQuantizer:
    quantizer = ResidualVectorQuantizer(levels=3, codebook_size=3, dim=1)
    for codebook, place in zip(quantizer.codebooks, (9.0, 3.0, 1.0), strict=True):
        set_codewords(codebook, [[-place], [0.0], [place]])
    return quantizer.eval()


def set_codewords(codebook: Codebook, codewords: list[list[float]]) -> None:
    codebook.codewords.copy_(torch.tensor(codewords))
    codebook.counts.fill_(1.0)
    codebook.sums.copy_(codebook.codewords)


def test_every_level_quantizes_what_the_levels_before_left_over():
    """5.2 = 9 - 3 - 1 + 0.2."""
    codes = ternary().encode(torch.tensor([[[5.2]]]))
    assert codes.tolist() == [[[2], [0], [0]]]
    assert ternary().decode(codes).item() == 9 - 3 - 1


def test_codes_of_every_integer_decode_to_it():
    integers = torch.arange(-13.0, 14.0).view(3, 9, 1)
    codes = ternary().encode(integers)
    assert codes.shape == (3, 3, 9) and codes.dtype == torch.long
    assert len(codes.transpose(1, 2).flatten(0, 1).unique(dim=0)) == 27
    assert torch.equal(ternary().decode(codes), integers)
    assert torch.equal(ternary().encode(ternary().decode(codes)), codes)


def test_a_prefix_of_the_levels_decodes_to_the_partial_sum():
    codes = ternary().encode(torch.tensor([[[5.0], [-8.0]]]))  # 9 - 3 - 1 and -9 + 0 + 1
    partial_sums = [ternary().decode(codes[:, :levels]).flatten().tolist() for levels in (1, 2, 3)]
    assert partial_sums == [[9.0, -9.0], [6.0, -9.0], [5.0, -8.0]]


def test_levels_beyond_an_examples_own_do_not_contribute():
    quantized = ternary()(torch.tensor([[[5.0]], [[5.0]]]), levels=torch.tensor([1, 3]))
    assert quantized.latents.flatten().tolist() == [9.0, 5.0]


def test_commitment_is_the_mean_squared_residual_of_the_used_levels():
    """5.5: 9 leaves -3.5, -3 leaves -0.5 (0.25), and both -1 and 0 leave 0.5 (0.25); over three levels."""
    one = ternary()(torch.tensor([[[5.5]]]), levels=torch.tensor([1])).commitment
    three = ternary()(torch.tensor([[[5.5]]]), levels=torch.tensor([3])).commitment
    assert one.item() == pytest.approx(12.25 / 3)
    assert three.item() == pytest.approx((12.25 + 0.25 + 0.25) / 3)


def test_gradients_pass_straight_through():
    latents = torch.tensor([[[5.2], [-7.9]]], requires_grad=True)
    (3 * ternary()(latents, levels=torch.tensor([2])).latents).sum().backward()
    assert latents.grad.flatten().tolist() == [3.0, 3.0]


def test_levels_beyond_are_not_updated():
    quantizer = ternary().train()
    before = [copy.deepcopy(codebook.state_dict()) for codebook in quantizer.codebooks]
    quantizer(torch.tensor([[[5.2]]]), levels=torch.tensor([2]))
    changed = [
        {name for name, tensor in codebook.state_dict().items() if not torch.equal(tensor, old[name])}
        for codebook, old in zip(quantizer.codebooks, before, strict=True)
    ]
    assert changed == [{"codewords", "counts", "sums"}] * 2 + [set()]


def test_evaluation_changes_no_codebook():
    quantizer = ternary()
    before = quantizer.state_dict()["codebooks.0.codewords"].clone()
    quantizer(torch.tensor([[[5.2]]]), levels=torch.tensor([3]))
    assert torch.equal(quantizer.codebooks[0].codewords, before)


def test_codewords_follow_the_moving_average_of_their_vectors():
    """Decay 0.5: count 0.5 * 1 + 0.5 * 2 = 1.5, sum 0.5 * 0 + 0.5 * (2 + 4) = 3, codeword 3 / 1.5 = 2."""
    codebook = Codebook(size=2, dim=1, decay=0.5)
    set_codewords(codebook, [[0.0], [100.0]])
    codebook.update(torch.tensor([[2.0], [4.0]]), torch.tensor([0, 0]))
    assert codebook.codewords.flatten().tolist() == [2.0, 100.0]
    assert codebook.counts.tolist() == [1.5, 0.5]


def test_a_dead_codeword_comes_back_as_a_vector_of_the_batch():
    """Unused at decay 0.5 its count is 1/16 = 0.0625 after four updates and 1/32 < 0.05 after five."""
    codebook = Codebook(size=2, dim=1, decay=0.5, dead_below=0.05)
    set_codewords(codebook, [[0.0], [100.0]])
    for _ in range(4):
        codebook.update(torch.tensor([[7.0]]), torch.tensor([0]))
    assert codebook.codewords[1].item() == 100.0
    codebook.update(torch.tensor([[7.0]]), torch.tensor([0]))
    assert codebook.codewords[1].item() == 7.0 and codebook.counts[1].item() == 1.0


def test_k_means_finds_separable_clusters():
    torch.manual_seed(0)
    left, right = torch.randn(60, 2) * 0.1 - 10, torch.randn(40, 2) * 0.1 + 10
    codebook = Codebook(size=2, dim=2)
    codebook.initialise(torch.cat([left, right]))
    order = codebook.codewords[:, 0].argsort()
    torch.testing.assert_close(codebook.codewords[order], torch.stack([left.mean(0), right.mean(0)]))
    assert codebook.counts[order].tolist() == [60.0, 40.0]


def test_k_means_copes_with_fewer_vectors_than_codewords():
    codebook = Codebook(size=8, dim=2)
    codebook.initialise(torch.tensor([[1.0, 1.0], [2.0, 2.0]]))
    assert codebook.codewords.isfinite().all()


def test_k_means_of_every_level_halves_the_leftovers():
    """Two bits for four values, one a level: what two levels leave over is nothing."""
    torch.manual_seed(0)
    values = torch.tensor([[-11.0], [-9.0], [9.0], [11.0]]).repeat(25, 1)
    quantizer = ResidualVectorQuantizer(levels=2, codebook_size=2, dim=1)
    quantizer.initialise(values)
    torch.testing.assert_close(quantizer.decode(quantizer.encode(values[None]))[0], values)
