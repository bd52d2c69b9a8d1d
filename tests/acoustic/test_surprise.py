"""How probable tokens are, held against the network's own training loss and against greedy decoding."""

import math

import pytest
import torch

from soundstorm.acoustic import Schedule, SoundStorm, SoundStormConfig
from soundstorm.acoustic.surprise import surprise

CONFIG = SoundStormConfig(
    levels=3, codebook_size=16, semantic_size=20, width=16, heads=2, blocks=1, feedforward=32
)


@pytest.fixture
def storm():
    torch.manual_seed(0)
    return SoundStorm(CONFIG).eval()


def test_it_is_the_training_loss_of_a_wholly_hidden_level(storm):
    codes, semantic = torch.randint(16, (1, 3, 12)), torch.randint(20, (1, 6))
    found = surprise(storm, codes, semantic)
    for level in (1, 2, 3):
        target = torch.zeros(1, 3, 12, dtype=torch.bool)
        target[:, level - 1] = True
        hidden = torch.zeros_like(target)
        hidden[:, level - 1 :] = True
        speakers, prompts = torch.zeros(1, 12, dtype=torch.long), torch.zeros(1, dtype=torch.long)
        losses, counts = storm(codes, semantic, speakers, prompts, hidden, target)
        assert found.nats[level - 1].sum().item() == pytest.approx(losses[level - 1].item(), rel=1e-5)
        assert counts[level - 1] == 12


def test_what_greedy_decoding_writes_is_what_is_guessed(storm):
    semantic = torch.randint(20, (1, 6))
    codes = storm.generate(semantic, schedule=Schedule((1, 1, 1)))
    assert surprise(storm, codes, semantic).guessed.all()
    other = (codes + 1) % 16
    assert not surprise(storm, other, semantic).guessed[0].any()


def test_who_knows_nothing_expects_the_logarithm_of_the_vocabulary(storm):
    for head in storm.heads:
        torch.nn.init.zeros_(head.weight)
        if head.bias is not None:
            torch.nn.init.zeros_(head.bias)
    found = surprise(storm, torch.randint(16, (1, 3, 12)), torch.randint(20, (1, 6)))
    assert torch.allclose(found.entropy, torch.full((3, 12), math.log(16)))
    assert torch.allclose(found.nats, found.entropy)
