import pytest
import torch

from soundstorm.nn.attention import rotary_angles
from soundstorm.nn.conformer import Conformer, ConformerBlock, ConvolutionModule


def test_padding_does_not_change_the_real_frames():
    conformer = Conformer(width=32, heads=4, blocks=2, feedforward=64)
    frames = torch.randn(1, 9, 32)
    padded = torch.cat([frames, torch.full((1, 5, 32), 7.0)], dim=1)
    together = conformer(padded, valid=torch.arange(14)[None] < 9)
    torch.testing.assert_close(together[:, :9], conformer(frames), atol=1e-5, rtol=1e-5)


def test_every_frame_sees_every_other():
    conformer = Conformer(width=32, heads=4, blocks=1, feedforward=64)
    frames = torch.randn(1, 40, 32)
    changed = frames.clone()
    changed[0, 39] = torch.randn(32)
    assert ((conformer(changed) - conformer(frames)).abs().sum(dim=2) > 0).all()


def test_a_prompt_sees_itself_alone_and_the_rest_sees_all():
    """Two prompts of other lengths: their frames come out as if nothing followed them."""
    torch.manual_seed(0)
    conformer = Conformer(width=32, heads=4, blocks=2, feedforward=64)
    frames = torch.randn(2, 15, 32)
    prompt = torch.arange(15) < torch.tensor([[6], [9]])
    together = conformer(frames, prompt=prompt)
    for row, length in enumerate((6, 9)):
        alone = conformer(frames[row : row + 1, :length])
        torch.testing.assert_close(together[row : row + 1, :length], alone, atol=1e-5, rtol=1e-5)
    changed = frames.clone()
    changed[0, 0] = torch.randn(32)
    assert ((conformer(changed, prompt=prompt) - together)[0].abs().sum(dim=1) > 0).all()


@torch.no_grad()
def test_where_voices_take_turns_a_frame_attends_to_its_own_and_hears_its_neighbours():
    """Convolutions over five frames reach two to either side."""
    torch.manual_seed(0)
    conformer = Conformer(width=32, heads=4, blocks=1, feedforward=64, kernel=5)
    frames, voices = torch.randn(1, 40, 32), torch.tensor([[0] * 10 + [1] * 20 + [0] * 10])
    together = conformer(frames, voices=voices)
    for place, hear_it in ((20, [*range(8, 32)]), (35, [*range(12), *range(28, 40)])):
        changed = frames.clone()
        changed[0, place] = torch.randn(32)
        differ = (conformer(changed, voices=voices) != together)[0].any(dim=1)
        assert differ.nonzero()[:, 0].tolist() == hear_it
    prompt = torch.arange(40)[None] < 12
    past = conformer.remember(frames[:, :12], 28, voices[:, :12])
    torch.testing.assert_close(
        conformer.after(frames[:, 12:], past, voices),
        conformer(frames, prompt=prompt, voices=voices)[:, 12:],
        atol=1e-5, rtol=1e-5,
    )  # fmt: skip


@pytest.mark.parametrize("prompt_frames", [1, 2, 9])
@torch.no_grad()
def test_a_remembered_prompt_gives_what_computing_it_again_gives(prompt_frames):
    torch.manual_seed(0)
    conformer = Conformer(width=32, heads=4, blocks=2, feedforward=64)
    frames, changed = torch.randn(2, 15, 32), torch.randn(2, 15, 32)
    changed[:, :prompt_frames] = frames[:, :prompt_frames]
    past = conformer.remember(frames[:, :prompt_frames], room=15)
    prompt = (torch.arange(15) < prompt_frames).expand(2, -1)
    for whole in (frames, changed, frames[:, :12]):  # what followed before is forgotten
        expected = conformer(whole, prompt=prompt[:, : whole.shape[1]])[:, prompt_frames:]
        torch.testing.assert_close(
            conformer.after(whole[:, prompt_frames:], past), expected, atol=1e-5, rtol=1e-5
        )


def test_the_order_of_the_frames_matters():
    conformer = Conformer(width=32, heads=4, blocks=1, feedforward=64)
    frames = torch.randn(1, 12, 32)
    assert not torch.allclose(conformer(frames.flip(1)), conformer(frames).flip(1), atol=1e-3)


def test_a_convolution_of_five_reaches_two_frames_each_way():
    convolution, frames = ConvolutionModule(width=32, kernel=5), torch.randn(1, 11, 32)
    changed = frames.clone()
    changed[0, 5] = torch.randn(32)
    difference = (convolution(changed, None) - convolution(frames, None)).abs().sum(dim=2)[0]
    assert difference.nonzero()[:, 0].tolist() == [3, 4, 5, 6, 7]


@torch.no_grad()
def test_a_block_is_the_papers_sandwich_of_half_steps():
    """Gulati et al. 2020, equation 1: the feed-forward steps count half, the others whole."""
    torch.manual_seed(0)
    block, x = ConformerBlock(width=32, heads=4, feedforward=64, kernel=5), torch.randn(2, 10, 32)
    angles = rotary_angles(torch.arange(10), 8)
    x1 = x + block.feedforward_before(x) / 2
    x2 = x1 + block.attention(block.attention_norm(x1), angles)
    x3 = x2 + block.convolution(x2, None)
    expected = block.norm(x3 + block.feedforward_after(x3) / 2)
    torch.testing.assert_close(block(x, angles, None, None), expected)
