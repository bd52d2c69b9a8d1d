import dataclasses
import math
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from soundstorm.text.model import TextToSemanticConfig
from soundstorm.training import text
from soundstorm.training.text import NO_TARGET, TextRecipe, collate, example

CONFIG = TextToSemanticConfig(semantic_size=100)


def clip(alignment: list[int]) -> SimpleNamespace:
    """Phonemes 1, 2, .. and semantic tokens 10, 11, .., the phoneme at every token as given."""
    phonemes, tokens = max(alignment) + 1, len(alignment)
    return SimpleNamespace(
        symbols=torch.arange(1, phonemes + 1),
        word_starts=torch.arange(phonemes) % 2 == 0,
        semantic=torch.arange(10, 10 + tokens),
        alignment=torch.tensor(alignment),
    )


def test_there_are_as_many_semantic_tokens_as_the_tokenizer_has(tmp_path, monkeypatch):
    tokenizer = SimpleNamespace(codebook_size=12, sample_rate=16_000, samples_per_token=640)
    monkeypatch.setattr(text, "load_pretrained", lambda *given: tokenizer)
    monkeypatch.setattr(text, "read_manifest", lambda data, split: [])
    monkeypatch.setattr(text, "check_transcribed", lambda *splits: None)
    monkeypatch.setattr(text, "align_clips", lambda *given: [clip([0, 1])])  # tokens 10 and 11
    small = TextToSemanticConfig(width=32, heads=2, feedforward=64, encoder_blocks=1, decoder_blocks=1)
    recipe = TextRecipe(tmp_path, tmp_path, tmp_path, small, 2)
    assert recipe.model.config == recipe.config == dataclasses.replace(small, semantic_size=12)


def test_an_example_by_hand():
    """Two tokens of the first phoneme, three of the second, one of the third, then the end."""
    one = example(clip([0, 0, 1, 1, 1, 2]), np.random.default_rng(0), CONFIG, forget=0.0)
    no = NO_TARGET
    assert one["symbols"].tolist() == [1, 2, 3]
    assert one["heard"].tolist() == [100, 10, 11, 12, 13, 14, 15]
    assert one["semantic"].tolist() == [10, 11, 12, 13, 14, 15, no]
    assert one["position"].tolist() == [0, 1, 1, 2, 2, 2, 3, 3]
    assert one["advance"].tolist() == [no, 0, 1, 0, 0, 1, 1]


def test_a_prompt_is_heard_but_its_phonemes_are_not_seen():
    whole = clip([phoneme for phoneme in range(8) for _ in range(3)])
    cuts = set()
    for seed in range(100):
        one = example(whole, np.random.default_rng(seed), CONFIG, forget=0.0)
        cut = int((one["position"] == 0).sum()) - 1  # tokens of the prompt, which read "unspoken"
        cuts.add(cut)
        assert one["symbols"].tolist() == list(range(1 + cut // 3, 9))
        assert one["heard"][1:].tolist() == whole.semantic.tolist()
        assert (one["advance"][: cut + 1] == NO_TARGET).all()
        assert one["advance"][cut + 1 :].tolist() == [0, 0, 1] * (8 - cut // 3)
    assert cuts == {0, 3, 6, 9, 12, 15}  # where a phoneme begins, within the first three quarters


def test_a_prompt_ends_before_a_phoneme_never_before_a_mark():
    """Marks at the places 2 and 6, two tokens each; prompts end in the first three quarters."""
    whole = clip([symbol for symbol in range(7) for _ in range(2)])
    whole.symbols = torch.tensor([1, 2, 41, 3, 4, 5, 42])
    ends = {
        int((example(whole, np.random.default_rng(seed), CONFIG)["position"] == 0).sum()) - 1
        for seed in range(100)
    }
    assert ends == {0, 2, 6}


def test_some_tokens_are_misheard_and_none_is_mistold():
    whole = clip([token // 4 for token in range(1000)])
    one = example(whole, np.random.default_rng(0), CONFIG, forget=0.1)
    misheard = (one["heard"][1:] != whole.semantic).float().mean().item()
    assert 0.07 < misheard < 0.13
    assert torch.equal(one["semantic"][:-1], whole.semantic)


def test_padding_of_a_batch_carries_no_target():
    rng = np.random.default_rng(0)
    batch = collate([example(clip(alignment), rng, CONFIG) for alignment in ([0, 1, 2], [0])])
    assert batch["symbols"].tolist() == [[1, 2, 3], [1, 0, 0]]
    assert batch["semantic"][1].tolist() == [10, NO_TARGET, NO_TARGET, NO_TARGET]
    assert batch["advance"][1].tolist() == [NO_TARGET, 1, NO_TARGET, NO_TARGET]


def test_who_knows_nothing_loses_both_logarithms():
    """ln V for the token and ln 2 for whether to go on, as a sum."""

    def network(symbols, word_starts, heard, position):
        return torch.zeros(heard.shape), torch.zeros(*heard.shape, 64)

    batch = collate([example(clip([0, 1, 2]), np.random.default_rng(0), CONFIG)])
    loss, figures = TextRecipe.loss(None, "text", {"text": network}, batch, 0)
    assert loss.item() == pytest.approx(math.log(64) + math.log(2))
    assert figures["advance"].item() == pytest.approx(math.log(2))
