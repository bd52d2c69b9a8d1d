"""The speaker probe on features that tell everything, something and nothing."""

import torch

from soundstorm.evaluation.instruments.probe import folds_of, probe

SPEAKERS = [f"speaker {number}" for number in range(10) for _ in range(4)]


def test_every_speaker_is_in_every_fold():
    assert folds_of([0, 0, 0, 0, 1, 1, 1, 1]).tolist() == [0, 1, 2, 3, 0, 1, 2, 3]


def test_separable_speakers_are_all_recognised():
    generator = torch.Generator().manual_seed(0)
    centres = torch.randn(10, 16, generator=generator).repeat_interleave(4, 0)
    assert probe(centres + 0.05 * torch.randn(40, 16, generator=generator), SPEAKERS).all()


def test_features_without_a_speaker_give_about_chance():
    right = probe(torch.randn(40, 16, generator=torch.Generator().manual_seed(1)), SPEAKERS)
    assert right.float().mean() <= 0.3


def test_constant_and_unseen_features_do_no_harm():
    """A token that only the tested clip holds has no deviation among the others."""
    generator = torch.Generator().manual_seed(2)
    centres = torch.randn(10, 16, generator=generator).repeat_interleave(4, 0)
    assert probe(torch.cat([centres, torch.eye(40), torch.ones(40, 3)], dim=1), SPEAKERS).float().mean() > 0.9
