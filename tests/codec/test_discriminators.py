import pytest
import torch

from soundstorm.codec.discriminators import (
    SpectrogramDiscriminator,
    adversarial_losses,
    discriminator_loss,
)


def by_mean(waveform: torch.Tensor) -> list[tuple[torch.Tensor, list[torch.Tensor]]]:
    """One band that scores a spectrogram by its mean; its one feature is the spectrogram itself."""
    return [(waveform.mean(dim=1), [waveform])]


def test_the_discriminator_wants_real_above_one_and_fake_below_minus_one():
    real, fake = torch.full((1, 4), 0.25), torch.full((1, 4), -0.5)
    assert discriminator_loss(by_mean, real, fake).item() == (1 - 0.25) + (1 - 0.5)
    assert discriminator_loss(by_mean, torch.full((1, 4), 2.0), torch.full((1, 4), -3.0)).item() == 0


def test_the_codec_wants_fake_above_one_and_features_alike():
    real, fake = torch.full((1, 4), 2.0), torch.full((1, 4), 0.5)
    adversarial, features = adversarial_losses(by_mean, real, fake)
    assert adversarial.item() == 1 - 0.5
    assert features.item() == pytest.approx(1.5 / 2.0)  # difference relative to the size of the real one


def test_the_discriminators_turn_teaches_the_codec_nothing():
    fake = torch.zeros(1, 4, requires_grad=True)
    loss = discriminator_loss(by_mean, torch.ones(1, 4, requires_grad=True), fake)
    loss.backward()
    assert fake.grad is None


def test_every_band_scores_its_places():
    outputs = SpectrogramDiscriminator()(torch.rand(2, 50, 321))
    assert len(outputs) == 4
    for scores, features in outputs:
        assert scores.shape[:3] == (2, 1, 50) and len(features) == 3
    # three strides of 2 over the bins 160 to 321
    assert outputs[-1][0].shape[3] == 21
