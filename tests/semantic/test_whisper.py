"""The encoder against transformers' WhisperEncoder, of which a few figures are kept here."""

import math

import pytest
import torch
from safetensors.torch import save_file

from soundstorm.errors import CheckpointError
from soundstorm.semantic.whisper import PREFIX, WhisperEncoder, WhisperEncoderConfig, load_whisper_encoder

SMALL = WhisperEncoderConfig(width=16, heads=2, blocks=1, feedforward=32)

# transformers 5.24.0: the first four features of three frames, from WhisperEncoder with the weights and the
# waveform below (d_model=16, encoder_layers=2, encoder_attention_heads=2, encoder_ffn_dim=32)
PUBLISHED = {
    0: (-0.1305, -0.1363, 0.0342, 0.3855),
    700: (-0.1469, -0.1295, 0.0777, 0.3446),
    1499: (-0.1299, -0.1480, 0.0642, 0.3861),
}


@torch.inference_mode()
def test_the_encoder_computes_what_transformers_computes():
    encoder = WhisperEncoder(WhisperEncoderConfig(width=16, heads=2, blocks=2, feedforward=32))
    names = sorted(encoder.state_dict())
    waves = [
        torch.sin(torch.arange(encoder.state_dict()[name].numel()) * 0.7 + k) for k, name in enumerate(names)
    ]
    weights = {
        name: 0.3 * wave.view_as(encoder.state_dict()[name]) for name, wave in zip(names, waves, strict=True)
    }
    encoder.load_state_dict(weights)
    seconds = torch.arange(480_000) / 16_000
    features = encoder(0.1 * torch.sin(2 * math.pi * (200 + 20 * seconds) * seconds)[None])[0]
    assert features.shape == (1500, 16)
    for frame, expected in PUBLISHED.items():
        assert features[frame, :4].tolist() == pytest.approx(expected, abs=2e-4)


@torch.inference_mode()
def test_a_second_of_silence_is_heard_behind_what_is_shorter_than_30_seconds():
    """The features of a waveform and of the same with that silence written out are the same."""
    encoder, waveform = WhisperEncoder(SMALL), torch.randn(1, 32_000)
    heard = encoder(waveform)
    encoder.SILENCE = 0
    torch.testing.assert_close(encoder(torch.nn.functional.pad(waveform, (0, 16_000)))[:, :100], heard)


@pytest.mark.parametrize("seconds", [0.5, 5.0, 29.0, 30.0, 65.0])
@torch.inference_mode()
def test_any_length_gives_fifty_features_a_second(seconds):
    features = WhisperEncoder(SMALL).features(torch.randn(1, int(seconds * 16_000)))
    assert features.shape == (1, seconds * 50, 16)


def test_half_a_hop_is_refused():
    with pytest.raises(ValueError, match="steps of 320"):
        WhisperEncoder(SMALL)(torch.zeros(1, 480))


def test_a_folder_without_an_encoder_gets_one_sentence(tmp_path):
    with pytest.raises(CheckpointError, match="openai/whisper-base"):
        load_whisper_encoder(tmp_path)


def test_another_size_is_refused(tmp_path):
    weights = {PREFIX + name: tensor for name, tensor in WhisperEncoder(SMALL).state_dict().items()}
    save_file(weights, tmp_path / "model.safetensors")
    assert load_whisper_encoder(tmp_path, SMALL).config == SMALL
    with pytest.raises(CheckpointError, match="base size"):
        load_whisper_encoder(tmp_path)


def test_damaged_weights_are_said(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"nothing of the kind")
    with pytest.raises(CheckpointError, match="damaged"):
        load_whisper_encoder(tmp_path)
