"""Expectations come from arithmetic: a sine of amplitude a has the power a^2 / 2."""

from __future__ import annotations

import math
import struct

import pytest
import soundfile
import torch

from soundstorm.audio import active_level, read_audio, to_int16, waveform_of
from soundstorm.errors import AudioError
from tests.audio.recordings import LIKE, RECORDED, encode, likeness, wav_header
from tests.audio.sounds import RATE, sentence, tone, voice


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 44100, 48000])
def test_any_sample_rate_becomes_16_khz(tmp_path, rate):
    soundfile.write(tmp_path / "tone.wav", tone(1.0, rate=rate).numpy(), rate, subtype="FLOAT")
    waveform = read_audio(tmp_path / "tone.wav", RATE)
    assert waveform.dtype == torch.float32 and waveform.shape == (RATE,)
    # Away from the edges, where the resampler's filter reaches into nothing.
    torch.testing.assert_close(waveform[800:-800], tone(1.0)[800:-800], atol=1e-3, rtol=0)


def test_stereo_is_averaged(tmp_path):
    left, right = tone(0.5, 0.4), tone(0.5, 0.2)
    soundfile.write(tmp_path / "stereo.wav", torch.stack([left, right], 1).numpy(), RATE, subtype="FLOAT")
    torch.testing.assert_close(read_audio(tmp_path / "stereo.wav", RATE), tone(0.5, 0.3), atol=1e-6, rtol=0)


@pytest.mark.parametrize("name", ["voice.flac", "voice.ogg", "voice.mp3", "voice.aiff"])
def test_the_usual_formats_are_read(tmp_path, name):
    soundfile.write(tmp_path / name, tone(1.0).numpy(), RATE)
    waveform = read_audio(tmp_path / name, RATE)
    assert waveform.numel() == pytest.approx(RATE, abs=2400)  # MP3 pads
    assert active_level(waveform, RATE) == pytest.approx(20 * math.log10(0.1 / math.sqrt(2)), abs=0.5)


def test_overshoots_are_clipped(tmp_path):
    soundfile.write(tmp_path / "loud.wav", tone(0.5, 1.19).numpy(), RATE, subtype="FLOAT")
    assert read_audio(tmp_path / "loud.wav", RATE).abs().max() == 1.0


def test_the_codec_s_sample_rate_can_be_asked_for(tmp_path):
    soundfile.write(tmp_path / "tone.wav", tone(1.0).numpy(), RATE)
    assert read_audio(tmp_path / "tone.wav", sample_rate=24000).shape == (24000,)


@pytest.mark.parametrize("name", RECORDED)
def test_what_phones_and_browsers_record_is_read(tmp_path, capfd, name):
    codec, rate, container, video = RECORDED[name]
    encode(tmp_path / "voice.wav", codec, rate, voice(2.0, rate=rate)[None], container, video)
    waveform = read_audio(tmp_path / "voice.wav", RATE)  # judged by its content
    assert waveform.numel() == pytest.approx(2 * RATE, abs=0.06 * RATE)  # coders pad
    assert active_level(waveform, RATE) == pytest.approx(active_level(voice(2.0), RATE), abs=1.5)
    assert likeness(waveform, voice(2.0)) > LIKE[codec]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("ending", ["raw", "vox", "sd2", "txt", "m3u8", "jpg"])
def test_the_content_counts_and_not_the_ending(tmp_path, ending):
    soundfile.write(tmp_path / "tone.wav", tone(0.5).numpy(), RATE)
    named = (tmp_path / "tone.wav").rename(tmp_path / f"tone.{ending}")
    assert read_audio(named, RATE).shape == (RATE // 2,)
    named.write_bytes(b"this is not audio" * 50)
    with pytest.raises(AudioError, match="cannot be read"):
        read_audio(named, RATE)


def test_gsm_as_telephones_write_it_is_read(tmp_path):
    """It cannot be sought in: once, that was a traceback."""
    soundfile.write(tmp_path / "call.wav", tone(2.0, rate=8000).numpy(), 8000, format="WAV", subtype="GSM610")
    waveform = read_audio(tmp_path / "call.wav", RATE)
    assert waveform.numel() == pytest.approx(2 * RATE, abs=0.05 * RATE)
    assert active_level(waveform, RATE) == pytest.approx(20 * math.log10(0.1 / math.sqrt(2)), abs=1.0)


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF])
def test_a_stream_whose_header_was_never_completed_is_read(tmp_path, size):
    header = bytearray(wav_header(seconds=1))
    header[4:8] = header[40:44] = struct.pack("<I", size)
    (tmp_path / "stream.wav").write_bytes(header + to_int16(tone(1.0)).tobytes())
    torch.testing.assert_close(read_audio(tmp_path / "stream.wav", RATE), tone(1.0), atol=1 / 16384, rtol=0)


def test_channels_in_antiphase_give_one_of_them(tmp_path):
    left = tone(0.5, 0.4)
    for right, expected in ((-left, left), (-0.9 * left, left), (-2 * left, -2 * left)):
        channels = torch.stack([left, right], 1)
        soundfile.write(tmp_path / "stereo.wav", channels.numpy(), RATE, subtype="FLOAT")
        torch.testing.assert_close(read_audio(tmp_path / "stereo.wav", RATE), expected, atol=1e-6, rtol=0)


def test_channels_that_do_not_oppose_each_other_are_averaged(tmp_path):
    """One of them silent, or faintly there in antiphase, or another pitch: nothing cancels."""
    left = tone(0.5, 0.4)
    for right in (torch.zeros_like(left), -0.1 * left, tone(0.5, 0.4, 700.0)):
        channels = torch.stack([left, right], 1)
        soundfile.write(tmp_path / "stereo.wav", channels.numpy(), RATE, subtype="FLOAT")
        torch.testing.assert_close(
            read_audio(tmp_path / "stereo.wav", RATE), channels.mean(1), atol=1e-6, rtol=0
        )


def test_eight_channels_are_read_and_no_more(tmp_path):
    """PyAV's own conversion counts the planes of such a frame beyond their end, into other memory."""
    encode(tmp_path / "cinema.mkv", "aac", 48000, tone(1.0, rate=48000).expand(8, -1), "matroska")
    waveform = read_audio(tmp_path / "cinema.mkv", RATE)
    assert active_level(waveform, RATE) == pytest.approx(20 * math.log10(0.1 / math.sqrt(2)), abs=1.0)
    soundfile.write(tmp_path / "nine.wav", tone(0.1)[:, None].expand(-1, 9).numpy(), RATE)
    with pytest.raises(AudioError) as caught:
        read_audio(tmp_path / "nine.wav", RATE)
    assert "9" in sentence(caught)


@pytest.mark.parametrize(("rate", "accepted"), [(7999, False), (8000, True), (384000, True), (384001, False)])
def test_the_limits_of_sample_rates_are_those_of_the_sentence(tmp_path, rate, accepted):
    soundfile.write(tmp_path / "tone.wav", tone(0.1, rate=rate).numpy(), rate)
    if accepted:
        assert read_audio(tmp_path / "tone.wav", RATE).shape == (1600,)
    else:
        with pytest.raises(AudioError) as caught:
            read_audio(tmp_path / "tone.wav", RATE)
        assert f"{rate} samples" in sentence(caught) and "8000 to 384000 Hz" in sentence(caught)


def test_a_waveform_is_one_row_of_floating_point_samples():
    """Not what other libraries read: [channels, N], or whole numbers."""
    wave = torch.zeros(16_000)
    assert waveform_of(wave, RATE, 60.0) is wave
    for wrong in (wave[None], wave.to(torch.int16), wave.reshape(2, -1)):
        with pytest.raises(AudioError, match="one row of floating-point samples"):
            waveform_of(wrong, RATE, 60.0)
