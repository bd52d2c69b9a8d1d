import pytest
import torch

from soundstorm.checkpoint import load_pretrained, save_pretrained
from soundstorm.semantic import WhisperTokenizer, WhisperTokenizerConfig

SMALL = WhisperTokenizerConfig(
    encoder_width=16,
    encoder_heads=2,
    encoder_blocks=1,
    encoder_feedforward=32,
    width=32,
    heads=4,
    feedforward=64,
    blocks_before=1,
    blocks_after=1,
    phonemes=9,
)


@pytest.fixture(scope="module")
def tokenizer():
    torch.manual_seed(0)
    return WhisperTokenizer(SMALL).eval()


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


def test_training_reads_a_token_off_two_features_and_padding_changes_nothing(tokenizer):
    features = torch.randn(1, 20, 16)
    padded = torch.nn.functional.pad(features, (0, 0, 0, 12))
    alone = tokenizer(features, torch.tensor([10]))
    together = tokenizer(padded, torch.tensor([10]))
    for name, width in (("phonemes", 10), ("auxiliary", 10), ("tune", 3)):
        short, long = getattr(alone, name), getattr(together, name)
        assert short.shape == (1, 10, width) and long.shape == (1, 16, width)
        torch.testing.assert_close(long[:, :10], short, atol=1e-4, rtol=1e-4)


@torch.inference_mode()
def test_training_reads_what_the_tokens_say(tokenizer):
    """Phonemes and tune go through the tokens: they can be read off these alone."""
    features = torch.randn(1, 20, 16)
    readings, semantic = tokenizer(features, torch.tensor([10])), tokenizer.tokens(features)
    torch.testing.assert_close(readings.phonemes, tokenizer.phoneme_logits(semantic), atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(readings.tune, tokenizer.tune(semantic), atol=1e-4, rtol=1e-4)


def test_a_saved_tokenizer_gives_the_same_to_the_bit(tokenizer, tmp_path):
    save_pretrained(tokenizer, tmp_path)
    loaded, waveform = load_pretrained(WhisperTokenizer, tmp_path), torch.randn(1, 8000) * 0.1
    semantic = tokenizer.encode(waveform)
    assert loaded.config == SMALL
    assert torch.equal(loaded.encode(waveform), semantic)
    assert torch.equal(loaded.phoneme_logits(semantic), tokenizer.phoneme_logits(semantic))
