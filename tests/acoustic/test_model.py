import pytest
import torch

from soundstorm.acoustic import Schedule, SoundStorm, SoundStormConfig, decode
from soundstorm.checkpoint import load_pretrained, save_pretrained

SMALL = SoundStormConfig(
    levels=3, codebook_size=16, semantic_size=10, speakers=4, width=32, heads=2, blocks=2, feedforward=64
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
    states = storm.states(torch.zeros(2, 3, 12, dtype=torch.long), torch.zeros(2, 6, dtype=torch.long))
    assert states.shape == (2, 12, 32)
    assert storm.logits(states, level=3).shape == (2, 12, 16)
    assert not torch.equal(storm.logits(states, 1), storm.logits(states, 2))


def test_every_frame_sees_every_other(storm):
    semantic, codes = torch.zeros(1, 6, dtype=torch.long), torch.zeros(1, 3, 12, dtype=torch.long)
    changed = codes.clone()
    changed[0, 1, 11] = 7
    difference = (storm.states(codes, semantic) - storm.states(changed, semantic)).abs().sum(dim=2)
    assert (difference > 0).all()


@torch.no_grad()
def test_a_prompt_is_the_same_whatever_follows_it(storm):
    batch = draw_batch()
    codes, semantic = batch["codes"], batch["semantic"]
    states = storm.states(codes, semantic, prompt_frames=batch["prompt_frames"])
    torch.testing.assert_close(states[1:2, :4], storm.states(codes[1:2, :, :4], semantic[1:2, :2]))
    assert not torch.allclose(states[1], storm.states(codes, semantic)[1], atol=1e-3)


@torch.no_grad()
def test_decoding_is_told_where_the_prompt_ends(storm):
    """The first level's first guess, as the network makes it of a prompt that sees itself alone."""
    prompt, semantic = torch.randint(0, 16, (1, 3, 4)), torch.randint(0, 10, (1, 10))
    step = next(iter(storm.decode(semantic, prompt, Schedule((1, 1, 1)))))
    seen = torch.full((1, 3, 20), SMALL.mask_id)
    seen[:, :, :4] = prompt
    logits = storm.logits(storm.states(seen, semantic, prompt_frames=torch.tensor([4])), level=1)
    assert torch.equal(step.codes[0, 0, 4:], logits[0, 4:].argmax(dim=1))


def draw_batch(batch=3, semantic_tokens=6):
    generator = torch.Generator().manual_seed(0)
    frames = 2 * semantic_tokens
    hidden = torch.rand(batch, 3, frames, generator=generator) < 0.5
    return {
        "codes": torch.randint(0, 16, (batch, 3, frames), generator=generator),
        "semantic": torch.randint(0, 10, (batch, semantic_tokens), generator=generator),
        "speakers": torch.randint(0, 4, (batch, frames), generator=generator),
        "prompt_frames": torch.tensor([0, 4, 6])[:batch],
        "hidden": hidden,
        "target": hidden & (torch.rand(batch, 3, frames, generator=generator) < 0.7),
    }


@torch.no_grad()
def test_the_loss_is_the_cross_entropy_of_the_targets_by_level(storm):
    batch = draw_batch()
    losses, counts = storm(**batch)
    assert counts.tolist() == batch["target"].sum(dim=(0, 2)).tolist()
    seen = torch.where(batch["hidden"], torch.tensor(SMALL.mask_id), batch["codes"])
    states = storm.states(seen, batch["semantic"], batch["speakers"], batch["prompt_frames"])
    for level in range(3):
        expected = 0.0
        for row, frame in batch["target"][:, level].nonzero().tolist():
            probabilities = storm.logits(states[row, frame], level + 1).softmax(dim=0)
            expected -= probabilities[batch["codes"][row, level, frame]].log().item()
        assert losses[level].item() == pytest.approx(expected, rel=1e-4)


@torch.no_grad()
def test_softened_targets_are_distributions_to_guess(storm):
    """The identity is the token alone; halves of two tokens are the mean of their losses."""
    batch = draw_batch()
    plain, _ = storm(**batch)
    identity = torch.eye(16).expand(3, 16, 16)
    torch.testing.assert_close(storm(**batch, softened=identity)[0], plain)
    tokens = torch.arange(16)
    halves = (identity + identity[:, (tokens + 1) % 16]) / 2
    seen = torch.where(batch["hidden"], torch.tensor(SMALL.mask_id), batch["codes"])
    states = storm.states(seen, batch["semantic"], batch["speakers"], batch["prompt_frames"])
    for level, loss in enumerate(storm(**batch, softened=halves)[0].tolist()):
        expected = 0.0
        for row, frame in batch["target"][:, level].nonzero().tolist():
            logs = storm.logits(states[row, frame], level + 1).log_softmax(dim=0)
            token = batch["codes"][row, level, frame]
            expected -= (logs[token] + logs[(token + 1) % 16]).item() / 2
        assert loss == pytest.approx(expected, rel=1e-4)


@torch.no_grad()
def test_what_is_hidden_cannot_be_known(storm):
    """Another token in a hidden place that is not guessed changes nothing; in a visible place it does."""
    batch = draw_batch()
    losses, _ = storm(**batch)
    codes = batch["codes"]
    batch["codes"] = torch.where(batch["hidden"] & ~batch["target"], (codes + 1) % 16, codes)
    assert not torch.equal(batch["codes"], codes) and torch.equal(storm(**batch)[0], losses)
    batch["codes"] = torch.where(~batch["hidden"], (codes + 1) % 16, codes)
    assert not torch.equal(storm(**batch)[0], losses)


def test_every_head_gets_a_gradient_also_without_targets(storm):
    batch = draw_batch()
    batch["target"][:, 1:] = False
    storm(**batch)[0].sum().backward()
    assert storm.heads[0].weight.grad.abs().sum() > 0
    assert all(head.weight.grad is not None and not head.weight.grad.any() for head in storm.heads[1:])
    storm.zero_grad(set_to_none=True)


@torch.no_grad()
def test_who_speaks_is_told_in_every_frame(storm):
    """By an embedding, and by what a frame attends to: an embedding of zeros tells nothing yet."""
    codes, semantic = draw_batch(1)["codes"], draw_batch(1)["semantic"]
    second_later = torch.arange(12)[None] // 6
    alone, together = storm.states(codes, semantic), storm.states(codes, semantic, second_later)
    assert torch.equal(storm.states(codes, semantic, torch.zeros_like(second_later)), alone)
    assert not torch.allclose(together, alone, atol=1e-4)
    storm.speaker_embedding.weight[1, 0] = 5.0
    assert not torch.allclose(storm.states(codes, semantic, second_later), together, atol=1e-4)
    assert torch.equal(storm.states(codes, semantic), alone)
    storm.speaker_embedding.weight[1, 0] = 0.0


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
        storm.states(torch.zeros(1, 3, 11, dtype=torch.long), torch.zeros(1, 6, dtype=torch.long))


def test_save_and_load_to_the_bit(storm, tmp_path):
    save_pretrained(storm, tmp_path)
    loaded = load_pretrained(SoundStorm, tmp_path)
    assert loaded.config == SMALL
    for name, tensor in storm.state_dict().items():
        assert torch.equal(tensor, loaded.state_dict()[name])


def test_shortcuts_alter_no_token(storm):
    """The prompt once, one head, hidden frames alone: as when all is computed every time."""
    generator = torch.Generator().manual_seed(2)
    prompt = torch.randint(0, 16, (1, 3, 8), generator=generator)
    semantic = torch.randint(0, 10, (1, 20), generator=generator)
    speakers = torch.randint(0, 4, (1, 40), generator=generator)
    schedule = Schedule((6, 2, 1))

    @torch.no_grad()
    def everything(codes, level, masked):
        states = storm.states(codes, semantic, speakers, torch.tensor([8]))
        return torch.stack([storm.logits(states, q) for q in (1, 2, 3)])[level - 1][masked]

    known = torch.full((1, 3, 40), SMALL.mask_id)
    known[:, :, :8] = prompt
    hidden = known == SMALL.mask_id
    *_, slow = decode(everything, known, hidden, SMALL.mask_id, schedule, seed=3, prompt_frames=8)
    fast = storm.generate(semantic, prompt, schedule=schedule, seed=3, speakers=speakers)
    assert torch.equal(fast, slow.codes)
