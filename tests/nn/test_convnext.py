import torch

from soundstorm.nn.convnext import ConvNeXtBlock


def test_a_block_with_scale_zero_passes_its_frames_through():
    frames = torch.randn(2, 9, 32)
    assert torch.equal(ConvNeXtBlock(width=32, scale=0.0)(frames), frames)


def test_a_kernel_of_seven_reaches_three_frames_each_way():
    block, frames = ConvNeXtBlock(width=32), torch.randn(1, 15, 32)
    changed = frames.clone()
    changed[0, 7] = torch.randn(32)
    difference = (block(changed) - block(frames)).abs().sum(dim=2)[0]
    assert difference.nonzero()[:, 0].tolist() == [4, 5, 6, 7, 8, 9, 10]
