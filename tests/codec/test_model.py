import pytest
import torch

from soundstorm.checkpoint import load_pretrained, save_pretrained
from soundstorm.codec import SoundStream, SoundStreamConfig
from soundstorm.nn.griffin_lim import griffin_lim
from soundstorm.nn.stft import expand

SMALL = SoundStreamConfig(
    levels=3,
    codebook_size=16,
    latent_dim=8,
    width=32,
    encoder_blocks=1,
    decoder_blocks=1,
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
    decoded, quantized = codec(torch.randn(2, 3200) * 0.1, levels=torch.tensor([1, 3]))
    assert decoded.shape == (2, 20, 321) and quantized.codes.shape == (2, 3, 10)
    decoded.square().mean().backward()
    assert codec.encoder[0].weight.grad.abs().sum() > 0


def test_the_first_steps_of_training_bypass_the_quantizer(codec):
    waveform = torch.randn(1, 3200) * 0.1
    decoded, quantized = codec(waveform, levels=None)
    assert quantized is None
    assert torch.equal(decoded, codec.decoded_spectrogram(codec.latents(waveform)))


def test_the_tokens_hold_no_phase(codec):
    """Turned upside down a waveform has the same magnitudes, and so the same tokens."""
    waveform = torch.randn(1, 3200) * 0.1
    assert torch.equal(codec.encode(-waveform), codec.encode(waveform))


def test_a_constant_spectrogram_comes_out_as_sound_of_that_level(codec):
    """Compressed magnitudes of white noise with a standard deviation of 0.1: 0.1 times the window's norm."""
    noise = torch.randn(1, 16_000, generator=torch.Generator().manual_seed(0)) * 0.1
    rebuilt = griffin_lim(codec.stft, expand(codec.spectrogram(noise)), 32)
    assert rebuilt.std().item() == pytest.approx(0.1, rel=0.05)


def test_a_saved_codec_gives_the_same_to_the_bit(codec, tmp_path):
    save_pretrained(codec, tmp_path)
    loaded, waveform = load_pretrained(SoundStream, tmp_path), torch.randn(1, 4000)
    codes = codec.encode(waveform)
    assert loaded.config == SMALL
    assert torch.equal(loaded.encode(waveform), codes)
    assert torch.equal(loaded.decode(codes), codec.decode(codes))


def test_the_end_of_a_prompt_is_heard_as_context_and_cut_off(codec):
    codes = torch.randint(0, 16, (1, 3, 40), generator=torch.Generator().manual_seed(0))
    heard = codec.decode(codes, prompt_frames=20)
    assert heard.shape == (1, 20 * 320)
    context = codec.context_frames
    whole = codec.decode(codes[:, :, 20 - context :])
    assert torch.equal(heard, whole[:, context * 320 :])
    for frame, matters in ((19, True), (20 - context - 1, False)):
        other = codes.clone()
        other[:, :, frame] = (other[:, :, frame] + 1) % 16
        assert torch.equal(codec.decode(other, prompt_frames=20), heard) != matters
    with pytest.raises(ValueError, match="leaves nothing"):
        codec.decode(codes, prompt_frames=40)


def test_tokens_out_of_context_cannot_be_heard():
    """The spectrogram after `context_frames` of context is what it is after everything before."""
    codec = SoundStream(SoundStreamConfig(width=32, encoder_blocks=1, decoder_blocks=3)).eval()
    codes = torch.randint(0, 1024, (1, 8, 60))
    first = 30
    context = codec.context_frames
    with torch.inference_mode():
        whole = codec.decoded_spectrogram(codec.quantizer.decode(codes))[:, 2 * first :]
        latents = codec.quantizer.decode(codes[:, :, first - context :])
        in_context = codec.decoded_spectrogram(latents)[:, 2 * context :]
    torch.testing.assert_close(in_context, whole, atol=1e-5, rtol=1e-4)
