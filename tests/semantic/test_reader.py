import math

import pytest
import torch

from soundstorm.errors import AudioError
from tests.semantic.small import small_whisper


@pytest.fixture(scope="module")
def tokenizer():
    return small_whisper()


def test_phonemes_are_read_off_the_tokens(tokenizer):
    waveform = torch.randn(2, 16_000) * 0.1
    heard = tokenizer.recognise(waveform)
    assert heard == tokenizer.recognise_tokens(tokenizer.encode(waveform))
    assert len(heard) == 2 and all(1 <= phoneme <= 9 for row in heard for phoneme in row)


def test_repeats_and_blanks_are_no_phonemes(tokenizer, monkeypatch):
    best = torch.tensor([[0, 3, 3, 0, 3, 5, 5, 0]])
    monkeypatch.setattr(tokenizer, "phoneme_logits", lambda _: torch.nn.functional.one_hot(best, 10).float())
    assert tokenizer.recognise_tokens(torch.zeros(1, 8, dtype=torch.long)) == [[3, 3, 5]]


def test_tokens_are_read_where_the_network_lies(monkeypatch):
    """The text stage leaves its tokens on the CPU, wherever the models compute."""
    tokenizer, asked = small_whisper(), []

    def logits(tokens):
        asked.append(tokens.device.type)
        return torch.nn.functional.one_hot(torch.tensor([[3, 3, 5, 5]]), 10).float()

    monkeypatch.setattr(tokenizer, "phoneme_logits", logits)
    tokenizer.quantizer.to("meta")
    tokens = torch.zeros(4, dtype=torch.long)
    assert tokenizer.recognise_tokens(tokens[None]) == [[3, 5]]
    assert tokenizer.hears(tokens).tolist() == [True] * 4
    assert tokenizer.misreading(tokens, [3, 5]) > 0
    assert tokenizer.align(tokens, [3, 5]).tolist() == [0, 0, 1, 1]
    assert asked == ["meta"] * 4


@pytest.mark.parametrize(
    ("best", "end"), [([0, 3, 0, 5, 0, 0, 0], 5), ([0, 3, 5], 3), ([3, 0], 2), ([0, 0], 0)]
)
def test_speech_ends_one_token_behind_its_last_phoneme(tokenizer, monkeypatch, best, end):
    logits = torch.nn.functional.one_hot(torch.tensor([best]), 10).float()
    monkeypatch.setattr(tokenizer, "phoneme_logits", lambda _: logits)
    assert tokenizer.end_of_speech(torch.zeros(len(best), dtype=torch.long)) == end


@pytest.mark.parametrize(
    "tokens, phonemes, expected",
    [
        (2, [4], math.log(100 / 3)),  # of 10 x 10 equally likely paths: 4 4, 4 blank, blank 4
        (2, [4, 7], math.log(100) / 2),  # one path, two phonemes
        (3, [4, 4], math.log(1000) / 2),  # a blank between them
        (2, [4, 4], math.inf),
    ],
)
def test_misreading_is_the_ctc_loss_a_phoneme(tokenizer, monkeypatch, tokens, phonemes, expected):
    monkeypatch.setattr(tokenizer, "phoneme_logits", lambda semantic: torch.zeros(*semantic.shape, 10))
    found = tokenizer.misreading(torch.zeros(tokens, dtype=torch.long), phonemes)
    assert found == pytest.approx(expected)


def test_tokens_between_two_phonemes_go_to_the_nearer_one(tokenizer, monkeypatch):
    """The best path is clear: blank blank 4 blank blank blank 7 blank 7 7."""
    path = torch.tensor([[0, 0, 4, 0, 0, 0, 7, 0, 7, 7]])
    clear = 20 * torch.nn.functional.one_hot(path, 10).float()
    monkeypatch.setattr(tokenizer, "phoneme_logits", lambda _: clear)
    aligned = tokenizer.align(torch.zeros(10, dtype=torch.long), [4, 7, 7]).tolist()
    assert aligned[:4] == [0, 0, 0, 0] and aligned[5:7] == [1, 1] and aligned[8:] == [2, 2]
    assert aligned[4] in (0, 1) and aligned[7] in (1, 2)  # as far from the one as from the other


def test_alignment_never_goes_back_and_visits_every_phoneme(tokenizer):
    semantic = tokenizer.encode(torch.randn(1, 16_000) * 0.1)[0]
    aligned = tokenizer.align(semantic, [4, 4, 1, 9, 2, 2, 2, 7])
    assert aligned.shape == (25,) and (aligned.diff() >= 0).all()
    assert aligned.unique().tolist() == list(range(8))


def test_more_phonemes_than_tokens_cannot_be_aligned(tokenizer):
    with pytest.raises(AudioError, match="too short for its transcript"):
        tokenizer.align(torch.zeros(5, dtype=torch.long), [1, 2, 3, 4, 5, 6])


def test_equal_neighbours_need_a_blank_between_them(tokenizer):
    with pytest.raises(AudioError, match="too short for its transcript"):
        tokenizer.align(torch.zeros(5, dtype=torch.long), [1, 1, 1, 1])  # 4 and 3 blanks
