import pytest
import torch

from soundstorm.acoustic import Schedule, SoundStorm, SoundStormConfig
from soundstorm.checkpoint import load_pretrained, save_pretrained

SMALL = SoundStormConfig(
    levels=3, codebook_size=16, semantic_size=10, width=32, heads=2, blocks=2, feedforward=64
)


@pytest.fixture(scope="module")
def storm():
    torch.manual_seed(0)
    return SoundStorm(SMALL).eval()


def test_the_paper_model_has_about_350_million_parameters():
    paper = SoundStormConfig(levels=12, width=1024, heads=16, blocks=12, feedforward=4096)
    with torch.device("meta"):
        parameters = sum(parameter.numel() for parameter in SoundStorm(paper).parameters())
    assert parameters == pytest.approx(350e6, rel=0.1)


def test_one_hidden_state_a_frame_and_one_head_a_level(storm):
    hidden = storm(torch.zeros(2, 3, 12, dtype=torch.long), torch.zeros(2, 6, dtype=torch.long))
    assert hidden.shape == (2, 12, 32)
    assert storm.logits(hidden, level=3).shape == (2, 12, 16)
    assert not torch.equal(storm.logits(hidden, 1), storm.logits(hidden, 2))


def test_every_frame_sees_every_other(storm):
    semantic, codes = torch.zeros(1, 6, dtype=torch.long), torch.zeros(1, 3, 12, dtype=torch.long)
    changed = codes.clone()
    changed[0, 1, 11] = 7
    difference = (storm(codes, semantic) - storm(changed, semantic)).abs().sum(dim=2)
    assert (difference > 0).all()


def test_padding_changes_nothing(storm):
    semantic, codes = torch.randint(0, 10, (1, 4)), torch.randint(0, 16, (1, 3, 8))
    padded_semantic = torch.cat([semantic, torch.ones(1, 2, dtype=torch.long)], dim=1)
    padded_codes = torch.cat([codes, torch.ones(1, 3, 4, dtype=torch.long)], dim=2)
    padded = storm(padded_codes, padded_semantic, valid=torch.arange(12)[None] < 8)
    torch.testing.assert_close(padded[:, :8], storm(codes, semantic), atol=1e-4, rtol=1e-4)


def test_decoding_keeps_the_prompt_and_fills_the_rest(storm):
    prompt, semantic = torch.randint(0, 16, (1, 3, 4)), torch.randint(0, 10, (1, 10))
    codes = storm.generate(semantic, prompt, schedule=Schedule((4, 2, 1)), seed=1)
    assert codes.shape == (1, 3, 20) and torch.equal(codes[:, :, :4], prompt)
    assert ((codes >= 0) & (codes < 16)).all()
    assert torch.equal(codes, storm.generate(semantic, prompt, schedule=Schedule((4, 2, 1)), seed=1))


def test_decoding_works_without_a_prompt(storm):
    codes = storm.generate(torch.randint(0, 10, (1, 5)), schedule=Schedule((2, 1, 1)))
    assert codes.shape == (1, 3, 10)


def test_codes_and_semantic_tokens_must_fit(storm):
    with pytest.raises(ValueError, match="semantic tokens"):
        storm(torch.zeros(1, 3, 11, dtype=torch.long), torch.zeros(1, 6, dtype=torch.long))


def test_save_and_load_to_the_bit(storm, tmp_path):
    save_pretrained(storm, tmp_path)
    loaded = load_pretrained(SoundStorm, tmp_path)
    assert loaded.config == SMALL
    for name, tensor in storm.state_dict().items():
        assert torch.equal(tensor, loaded.state_dict()[name])
