"""A stage of AudioLM, small and untrained: order, masks and likelihoods are right by construction."""

import math

import pytest
import torch

from soundstorm.audiolm import TokenLanguageModel, TokenLanguageModelConfig

SMALL = TokenLanguageModelConfig((5,), (7, 9), given_frames=2, width=32, heads=2, blocks=2, feedforward=64)


@pytest.fixture
def stage():
    torch.manual_seed(0)
    return TokenLanguageModel(SMALL).eval()


# when they begin, in predicted frames: three given tokens, two frames each; the separator; two tokens a frame
TIMES = torch.tensor([0, 2, 4, -1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5])


def tokens(batch=2, frames=4):
    generator = torch.Generator().manual_seed(1)
    given = torch.randint(0, 5, (batch, 1, 3), generator=generator)
    streams = [torch.randint(0, size, (batch, 1, frames), generator=generator) for size in (7, 9)]
    return given, torch.cat(streams, dim=1)


def row_before(stage, given, predicted, place):
    """What stands before a predicted token, one by one: given tokens, the separator, what was predicted.

    From the separator on, what is given of the next token's time is added: a given token has two frames of
    two tokens each.
    """
    table = stage.given_embeddings[0].weight
    row = [table[token] for token in given[0, 0]]
    for at in range(place + 1):
        stream, frame = (at - 1) % 2, (at - 1) // 2
        own = stage.embeddings[stream].weight[predicted[0, stream, frame]] if at else stage.separator
        row.append(own + table[given[0, 0, at // 4]] if at // 4 < given.shape[2] else own)
    return torch.stack(row)[None]


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
        stream = place % 2
        before = row_before(stage, given, predicted, place)
        times = TIMES[: before.shape[1]]
        logits = stage.heads[stream](stage.decoder(before, positions=times)[:, -1])
        expected[stream] -= logits.log_softmax(dim=1)[0, token].item() / predicted.shape[2]
    assert stage(given, predicted).tolist() == pytest.approx(expected, rel=1e-4)


@torch.no_grad()
def test_nearly_cold_it_draws_the_most_probable_token_after_all_before(stage):
    given, prompt = tokens(batch=1, frames=2)
    drawn = [
        int(one.token) for one in stage.generate(given, prompt, 3, 1e-4, torch.Generator().manual_seed(0))
    ]
    assert len(drawn) == 6
    known = torch.cat([prompt, torch.tensor(drawn).reshape(3, 2).T[None]], dim=2)
    inputs = row_before(stage, given, known, 10)
    hidden = stage.decoder(inputs, positions=TIMES)[0]
    # three given tokens and the separator, then two tokens a frame
    expected = [int(stage.heads[place % 2](hidden[3 + 4 + place]).argmax()) for place in range(6)]
    assert drawn == expected


@pytest.mark.parametrize("temperature", [1.0, 0.5])
@torch.no_grad()
def test_confidence_is_what_the_network_gives_the_token_after_all_before(stage, temperature):
    given, prompt = tokens(batch=1, frames=2)
    drawn = list(stage.generate(given, prompt, 3, temperature, torch.Generator().manual_seed(0)))
    said = torch.tensor([int(one.token) for one in drawn]).reshape(3, 2).T[None]
    row = row_before(stage, given, torch.cat([prompt, said], dim=2), 10)
    hidden = stage.decoder(row, positions=TIMES)[0, 3 + 4 :]
    expected = [
        stage.heads[place % 2](hidden[place]).softmax(dim=0)[int(one.token)].item()
        for place, one in enumerate(drawn)
    ]
    assert [one.confidence.item() for one in drawn] == pytest.approx(expected, rel=1e-4)


def test_same_seed_same_tokens(stage):
    given, prompt = tokens(batch=2)
    runs = [
        torch.stack(
            [one.token for one in stage.generate(given, prompt, 5, 1.0, torch.Generator().manual_seed(seed))]
        )
        for seed in (1, 1, 2)
    ]
    assert torch.equal(runs[0], runs[1]) and not torch.equal(runs[0], runs[2])
    assert runs[0].shape == (10, 2)


def test_a_stage_without_conditions(stage):
    free = TokenLanguageModel(
        TokenLanguageModelConfig((), (7,), width=32, heads=2, blocks=1, feedforward=64)
    ).eval()
    nothing, prompt = torch.zeros(1, 0, 0, dtype=torch.long), torch.zeros(1, 1, 0, dtype=torch.long)
    assert len(list(free.generate(nothing, prompt, 4, 1.0, torch.Generator().manual_seed(0)))) == 4
    assert free(nothing, torch.zeros(1, 1, 5, dtype=torch.long)).shape == (1,)
