import pytest
import torch

from soundstorm.checkpoint import load_pretrained, save_pretrained
from soundstorm.codec import SoundStream, SoundStreamConfig

SMALL = SoundStreamConfig(
    levels=3, codebook_size=16, latent_dim=8, width=32, encoder_blocks=1, decoder_blocks=1
)


@pytest.fixture(scope="module")
def codec():
    torch.manual_seed(0)
    return SoundStream(SMALL).eval()


@pytest.mark.parametrize("samples, frames", [(1, 1), (320, 1), (321, 2), (16_000, 50)])
def test_every_320_samples_begun_are_a_frame(codec, samples, frames):
    codes = codec.encode(torch.randn(2, samples) * 0.1)
    assert codes.shape == (2, 3, frames) and codes.dtype == torch.long
    assert ((codes >= 0) & (codes < 16)).all()


@pytest.mark.parametrize("levels", [1, 2, 3])
def test_any_prefix_of_the_levels_is_a_waveform(codec, levels):
    codes = codec.encode(torch.randn(1, 3200))
    waveform = codec.decode(codes[:, :levels])
    assert waveform.shape == (1, 3200) and waveform.abs().max() <= 1


def test_silence_fills_up_the_last_frame(codec):
    waveform = torch.randn(1, 1000) * 0.1
    padded = torch.nn.functional.pad(waveform, (0, 280))
    assert torch.equal(codec.encode(waveform), codec.encode(padded))


@pytest.mark.parametrize("shape", [(320,), (1, 1, 320), (1, 0)])
def test_encode_refuses_other_shapes(codec, shape):
    with pytest.raises(ValueError, match=r"waveform \[B, N\]"):
        codec.encode(torch.zeros(shape))


@pytest.mark.parametrize("shape", [(3, 10), (1, 0, 10), (1, 4, 10)])
def test_decode_refuses_other_shapes(codec, shape):
    with pytest.raises(ValueError, match=r"codes \[B, 1\.\.3, T\]"):
        codec.decode(torch.zeros(shape, dtype=torch.long))


def test_training_reaches_the_encoder_through_the_quantizer():
    codec = SoundStream(SMALL)
    reconstruction, quantized = codec(torch.randn(2, 3200) * 0.1, levels=torch.tensor([1, 3]))
    assert reconstruction.shape == (2, 3200) and quantized.codes.shape == (2, 3, 10)
    reconstruction.square().mean().backward()
    assert codec.encoder[0].weight.grad.abs().sum() > 0


def test_the_first_steps_of_training_bypass_the_quantizer(codec):
    waveform = torch.randn(1, 3200) * 0.1
    reconstruction, quantized = codec(waveform, levels=None)
    assert quantized is None
    assert torch.equal(reconstruction, codec.synthesise(codec.latents(waveform)))


def test_a_saved_codec_gives_the_same_to_the_bit(codec, tmp_path):
    save_pretrained(codec, tmp_path)
    loaded, waveform = load_pretrained(SoundStream, tmp_path), torch.randn(1, 4000)
    codes = codec.encode(waveform)
    assert loaded.config == SMALL
    assert torch.equal(loaded.encode(waveform), codes)
    assert torch.equal(loaded.decode(codes), codec.decode(codes))


def test_tokens_out_of_context_cannot_be_heard():
    """What is decoded after `context_frames` of context sounds as it does after everything before."""
    codec = SoundStream(SoundStreamConfig(width=32, encoder_blocks=1, decoder_blocks=3)).eval()
    codes = torch.randint(0, 1024, (1, 8, 60))
    first = 30
    context = codec.context_frames
    whole = codec.decode(codes)[:, first * 320 :]
    in_context = codec.decode(codes[:, :, first - context :])[:, context * 320 :]
    torch.testing.assert_close(in_context, whole, atol=1e-5, rtol=1e-4)
