import pytest
import torch

from tests.semantic.small import small_whisper


@pytest.fixture(scope="module")
def tokenizer():
    return small_whisper()


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
