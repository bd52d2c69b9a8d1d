import pytest
import torch

from soundstorm.checkpoint import load_pretrained, save_pretrained
from soundstorm.semantic import SemanticTokenizer, SemanticTokenizerConfig

SMALL = SemanticTokenizerConfig(
    width=32, heads=4, feedforward=64, encoder_blocks=1, decoder_blocks=1, phonemes=9
)


@pytest.fixture(scope="module")
def tokenizer():
    torch.manual_seed(0)
    return SemanticTokenizer(SMALL).eval()


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


def test_training_gives_logits_of_a_quarter_of_the_frames_and_padding_changes_nothing(tokenizer):
    log_mel = tokenizer.log_mel(torch.randn(1, 6400) * 0.1)
    assert log_mel.shape == (1, 40, 80)
    padded = torch.nn.functional.pad(log_mel, (0, 0, 0, 24))
    alone = tokenizer(log_mel, torch.tensor([40]))
    together = tokenizer(padded, torch.tensor([40]))
    for short, long in zip(alone, together, strict=True):
        assert short.shape == (1, 10, 10) and long.shape == (1, 16, 10)
        torch.testing.assert_close(long[:, :10], short, atol=1e-4, rtol=1e-4)


def test_the_mean_spectrum_of_a_clip_says_nothing(tokenizer):
    """A gain shifts every log-mel value by the same amount, and is taken away."""
    waveform = torch.randn(1, 16_000) * 0.1
    assert torch.equal(tokenizer.encode(waveform), tokenizer.encode(0.5 * waveform))


def test_a_saved_tokenizer_gives_the_same_to_the_bit(tokenizer, tmp_path):
    save_pretrained(tokenizer, tmp_path)
    loaded, waveform = load_pretrained(SemanticTokenizer, tmp_path), torch.randn(1, 8000) * 0.1
    semantic = tokenizer.encode(waveform)
    assert loaded.config == SMALL
    assert torch.equal(loaded.encode(waveform), semantic)
    assert torch.equal(loaded.phoneme_logits(semantic), tokenizer.phoneme_logits(semantic))
