"""Ogg Opus against libsndfile's decoder, which had no part in writing it."""

import io

import numpy as np
import pytest
import soundfile
import torch

from soundstorm.audio import read_audio, write_audio
from soundstorm.audio.opus import OPUS_RATES, SHORTEST, encode_opus
from soundstorm.audio.tags import read_tags


def test_opus_keeps_length_and_place_at_40_kbit():
    noise = torch.randn(80_000, generator=torch.Generator().manual_seed(0)) * 0.1
    data = encode_opus(noise, 16000)
    assert 28_000 < len(data) * 8 / 5 < 44_000
    decoded, rate = soundfile.read(io.BytesIO(data))
    assert rate == 16000 and decoded.shape == (80_000,)
    window = noise[30_000:40_000].numpy()
    lags = [np.dot(decoded[30_000 + lag : 40_000 + lag], window) for lag in range(-400, 400)]
    assert np.argmax(lags) == 400  # no lag


@pytest.mark.parametrize("seconds", [SHORTEST, 0.04, 0.08, 0.48, 0.9999, 1.0001, 1.99, 2.01, 7.77])
@pytest.mark.parametrize("rate", OPUS_RATES)
def test_a_sound_of_any_length_keeps_it(seconds, rate):
    samples = round(seconds * rate)
    info = soundfile.info(io.BytesIO(encode_opus(torch.randn(samples) * 0.1, rate)))
    assert (info.frames, info.samplerate, info.channels) == (samples, rate, 1)


@pytest.mark.parametrize(("samples", "rate"), [(16000, 22050), (319, 16000), (0, 16000)])
def test_what_opus_cannot_hold_is_refused(samples, rate):
    with pytest.raises(ValueError, match=f"{rate} Hz"):
        encode_opus(torch.zeros(samples), rate)


def test_what_lies_outside_is_clipped_and_the_caller_keeps_the_waveform():
    loud = 3.0 * torch.sin(torch.arange(16000) / 16000 * 2 * np.pi * 200)
    before = loud.clone()
    decoded, _ = soundfile.read(io.BytesIO(encode_opus(loud, 16000)))
    assert torch.equal(loud, before)
    assert 0.9 < np.abs(decoded[4000:12000]).max() < 1.3  # libsndfile's limit rings a little beyond 1


@pytest.mark.parametrize("seconds", [0.3, 1.68, 3.0])
def test_a_file_is_read_in_place_from_its_beginning_to_its_end(tmp_path, seconds):
    """Correlated with itself at every lag up to 25 ms; the codec's own delay must not be heard."""
    noise = torch.randn(round(16_000 * seconds), generator=torch.Generator().manual_seed(0)) * 0.1
    write_audio(tmp_path / "out.opus", noise, 16_000)
    heard = read_audio(tmp_path / "out.opus", 16_000)
    assert len(heard) == len(noise)
    lags = [float(heard[400 + lag : len(heard) - 400 + lag] @ noise[400:-400]) for lag in range(-400, 400)]
    assert int(np.argmax(lags)) == 400


def test_fields_are_kept_beside_the_sound(tmp_path):
    tags = {"title": "A sound", "software": "soundstorm", "comment": "AI-generated; seed: 3"}
    path = tmp_path / "out.opus"
    path.write_bytes(encode_opus(torch.zeros(8000), 16000, tags))
    assert tags.items() <= read_tags(path).items()
