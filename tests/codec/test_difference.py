import torch

from soundstorm.codec.difference import level_difference

INSIDE = slice(640, -640)


def noise() -> torch.Tensor:
    return 0.1 * torch.randn(6_470, generator=torch.Generator().manual_seed(0))


def test_a_level_that_doubles_a_sound_adds_it_once_more():
    sound = noise()
    difference = level_difference(sound, 2 * sound, hop=320)
    assert difference.shape == sound.shape
    torch.testing.assert_close(difference[INSIDE], sound[INSIDE], atol=1e-4, rtol=0)


def test_another_phase_makes_no_difference():
    assert level_difference(-noise(), noise(), hop=320).abs().max() < 1e-5
