import pytest
import torch

from tests.semantic.small import small_mel


@pytest.fixture(scope="module")
def tokenizer():
    return small_mel()


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
