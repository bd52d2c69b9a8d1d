"""The encoder against transformers' WhisperEncoder, of which a few figures are kept here."""

import pytest
import torch
from safetensors.torch import save_file

from soundstorm.audio import read_audio
from soundstorm.bundled import CHECKPOINTS
from soundstorm.errors import CheckpointError
from soundstorm.semantic import load_tokenizer
from soundstorm.semantic.whisper import PREFIX, WhisperEncoder, WhisperEncoderConfig, load_whisper_encoder

TOKENIZER = CHECKPOINTS / "tokenizer"
SMALL = WhisperEncoderConfig(width=16, heads=2, blocks=1, feedforward=32)

# transformers 5.24.0, openai/whisper-base's encoder in float32, on man-1135.flac padded to 30 s: the first
# four features of the frames 0, 50, 100 and 200
PUBLISHED = {
    0: (-1.5597, -0.2309, -0.6698, 0.1639),
    50: (0.2834, 1.2446, -0.7702, 1.8187),
    100: (-0.6724, 0.7209, 0.5847, 1.1571),
    200: (-1.0596, 0.0411, 0.0058, -0.8523),
}


@pytest.fixture(scope="module")
def whisper() -> WhisperEncoder:
    return load_tokenizer(TOKENIZER).whisper


def padded(waveform: torch.Tensor) -> torch.Tensor:
    """What Whisper was trained on: 30 s."""
    return torch.nn.functional.pad(waveform, (0, 480_000 - len(waveform)))[None]


@torch.inference_mode()
def test_the_bundled_encoder_hears_what_the_published_one_hears(whisper, prompt_folder):
    waveform = read_audio(prompt_folder / "man-1135.flac")
    features = whisper(padded(waveform[: len(waveform) // 640 * 640]))[0]
    for frame, expected in PUBLISHED.items():
        assert features[frame, :4].tolist() == pytest.approx(expected, abs=0.01)


@torch.inference_mode()
def test_a_second_of_silence_stands_for_the_padding_to_30_seconds(whisper, prompt_path):
    waveform = read_audio(prompt_path)
    waveform = waveform[: len(waveform) // 320 * 320]
    short, long = whisper(waveform[None])[0], whisper(padded(waveform))[0, : len(waveform) // 320]
    assert torch.cosine_similarity(short, long, dim=1).mean() > 0.95


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
    with pytest.raises(CheckpointError, match="base size"):
        load_whisper_encoder(tmp_path)


def test_damaged_weights_are_said(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"nothing of the kind")
    with pytest.raises(CheckpointError, match="damaged"):
        load_whisper_encoder(tmp_path)
