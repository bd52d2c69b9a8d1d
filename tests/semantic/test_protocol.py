"""What any semantic tokenizer offers, by the bundled one and by a small one."""

import pytest
import torch

from soundstorm.checkpoint import load_pretrained, save_pretrained
from soundstorm.semantic.protocol import Tokenizer
from tests.semantic.small import small_whisper


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return small_whisper()


def test_the_bundled_tokenizer_offers_it(pipeline):
    tokenizer = pipeline.semantic
    assert isinstance(tokenizer, Tokenizer)
    # 25 tokens a second
    assert tokenizer.sample_rate == 25 * tokenizer.samples_per_token


@pytest.mark.parametrize("samples, tokens", [(1, 1), (640, 1), (641, 2), (16_000, 25)])
def test_every_640_samples_begun_are_a_token(tokenizer, samples, tokens):
    semantic = tokenizer.encode(torch.randn(2, samples) * 0.1)
    assert tokenizer.codebook_size == 1000 and tokenizer.samples_per_token == 640
    assert semantic.shape == (2, tokens) and semantic.dtype == torch.long
    assert ((semantic >= 0) & (semantic < 1000)).all()


@pytest.mark.parametrize("shape", [(640,), (1, 0)])
def test_encode_refuses_other_shapes(tokenizer, shape):
    with pytest.raises(ValueError, match=r"waveform \[B, N\]"):
        tokenizer.encode(torch.zeros(shape))


def test_a_saved_tokenizer_gives_the_same_to_the_bit(tokenizer, tmp_path):
    save_pretrained(tokenizer, tmp_path)
    loaded, waveform = load_pretrained(type(tokenizer), tmp_path), torch.randn(1, 8000) * 0.1
    semantic = tokenizer.encode(waveform)
    assert loaded.config == tokenizer.config
    assert torch.equal(loaded.encode(waveform), semantic)
    assert torch.equal(loaded.phoneme_logits(semantic), tokenizer.phoneme_logits(semantic))
