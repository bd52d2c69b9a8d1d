"""A stage of AudioLM, small and untrained: order, masks and likelihoods are right by construction."""

import math

import pytest
import torch

from soundstorm.audiolm import TokenLanguageModel, TokenLanguageModelConfig

SMALL = TokenLanguageModelConfig((5,), (7, 9), width=32, heads=2, blocks=2, feedforward=64)


@pytest.fixture
def stage():
    torch.manual_seed(0)
    return TokenLanguageModel(SMALL).eval()


def tokens(batch=2, frames=4):
    generator = torch.Generator().manual_seed(1)
    given = torch.randint(0, 5, (batch, 1, 3), generator=generator)
    streams = [torch.randint(0, size, (batch, 1, frames), generator=generator) for size in (7, 9)]
    return given, torch.cat(streams, dim=1)


@torch.no_grad()
def test_a_stage_that_knows_nothing_loses_the_logarithm_of_its_codebook(stage):
    for head in stage.heads:
        torch.nn.init.zeros_(head.weight)
        torch.nn.init.zeros_(head.bias)
    assert stage(*tokens()).tolist() == pytest.approx([math.log(7), math.log(9)])


@torch.no_grad()
def test_the_loss_is_what_generation_would_have_had_to_draw(stage):
    """Token by token with the cache, the same probabilities as all at once."""
    given, predicted = tokens(batch=1)
    expected = [0.0, 0.0]
    for place, token in enumerate(predicted[0].T.flatten().tolist()):
        stream, frame = place % 2, place // 2
        # what stands before this token, through the network without a cache
        known = predicted[:, :, :frame]
        before = torch.cat([stage._before(given), stage._embed(stage.embeddings, known)], dim=1)
        if stream:
            before = torch.cat([before, stage.embeddings[0](predicted[:, 0, frame])[:, None]], dim=1)
        logits = stage.heads[stream](stage.decoder(before)[:, -1])
        expected[stream] -= logits.log_softmax(dim=1)[0, token].item() / predicted.shape[2]
    assert stage(given, predicted).tolist() == pytest.approx(expected, rel=1e-4)


@torch.no_grad()
def test_nearly_cold_it_draws_the_most_probable_token_after_all_before(stage):
    given, prompt = tokens(batch=1, frames=2)
    drawn = [int(token) for token in stage.generate(given, prompt, 3, 1e-4, torch.Generator().manual_seed(0))]
    assert len(drawn) == 6
    known = torch.cat([prompt, torch.tensor(drawn).reshape(3, 2).T[None]], dim=2)
    inputs = torch.cat([stage._before(given), stage._embed(stage.embeddings, known)], dim=1)
    hidden = stage.decoder(inputs)[0]
    # three given tokens and the separator, then two tokens a frame
    expected = [int(stage.heads[place % 2](hidden[3 + 4 + place]).argmax()) for place in range(6)]
    assert drawn == expected


def test_same_seed_same_tokens(stage):
    given, prompt = tokens(batch=2)
    runs = [
        torch.stack(list(stage.generate(given, prompt, 5, 1.0, torch.Generator().manual_seed(seed))))
        for seed in (1, 1, 2)
    ]
    assert torch.equal(runs[0], runs[1]) and not torch.equal(runs[0], runs[2])
    assert runs[0].shape == (10, 2)


def test_a_stage_without_conditions(stage):
    free = TokenLanguageModel(TokenLanguageModelConfig((), (7,), 32, 2, 1, 64)).eval()
    nothing, prompt = torch.zeros(1, 0, 0, dtype=torch.long), torch.zeros(1, 1, 0, dtype=torch.long)
    assert len(list(free.generate(nothing, prompt, 4, 1.0, torch.Generator().manual_seed(0)))) == 4
    assert free(nothing, torch.zeros(1, 1, 5, dtype=torch.long)).shape == (1,)
