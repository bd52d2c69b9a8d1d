"""Expectations come from arithmetic: a sine of amplitude a has the power a^2 / 2."""

from __future__ import annotations

import math
import struct
import time
from collections import defaultdict
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
import torch

from soundstorm.audio import active_level, read_audio, to_int16
from soundstorm.errors import AudioError
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


def encode(
    path: Path, codec: str, rate: int, waveform: torch.Tensor, container: str, video: str = ""
) -> None:
    """The channels [C, N] as a phone, a browser or a camera writes them."""
    layout = {1: "mono", 2: "stereo", 8: "7.1"}[len(waveform)]
    frame = av.AudioFrame.from_ndarray(waveform.T.reshape(1, -1).numpy(), format="flt", layout=layout)
    frame.sample_rate = rate
    live = {"live": "1"} if container == "webm" else {}  # browsers do not know how long it will be
    with path.open("wb") as file, av.open(file, "w", format=container, options=live) as out:
        if video:
            pictures = out.add_stream(video, rate=25, width=64, height=64, pix_fmt="yuv420p")
        sound = out.add_stream(codec, rate=rate, layout=layout)
        sound.bit_rate = 12_200 if "amr" in codec else 96_000
        if video:
            for _ in range(round(25 * waveform.shape[1] / rate)):
                out.mux(pictures.encode(GREY))
            out.mux(pictures.encode())
        coder = sound.codec_context
        coder.open(strict=False)  # only then it knows its frames
        fit = av.AudioResampler(coder.format, layout, rate, coder.frame_size or None)
        for part in [*fit.resample(frame), *fit.resample(None)]:
            out.mux(sound.encode(part))
        out.mux(sound.encode())


GREY = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 128, np.uint8), format="rgb24")
RECORDED = {
    "a phone's AAC": ("aac", 48000, "ipod", ""),
    "a browser's WebM": ("libopus", 48000, "webm", ""),
    "a browser's Ogg": ("libopus", 48000, "ogg", ""),
    "AMR": ("libopencore_amrnb", 8000, "amr", ""),
    "an old phone's 3GP": ("libopencore_amrnb", 8000, "3gp", ""),
    "WMA": ("wmav2", 44100, "asf", ""),
    "AAC alone": ("aac", 44100, "adts", ""),
    "Apple Lossless": ("alac", 44100, "ipod", ""),
    "a phone's film": ("aac", 48000, "mp4", "mpeg4"),
    "a camera's film": ("pcm_s16le", 16000, "avi", "mpeg4"),
    "an old film": ("mp2", 44100, "mpeg", "mpeg1video"),
}


# AMR models a voice and does not follow its waveform; other sounds are below 0.1.
LIKE = defaultdict(lambda: 0.9, libopencore_amrnb=0.4)


def likeness(heard: torch.Tensor, said: torch.Tensor) -> float:
    """Their greatest correlation at any delay, 1 for the same sound."""
    samples = heard.numel() + said.numel()
    both = torch.fft.rfft(heard, samples) * torch.fft.rfft(said, samples).conj()
    return (torch.fft.irfft(both, samples).max() / (heard.norm() * said.norm())).item()


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


def broken(path: Path) -> None:
    path.write_bytes(b"this is not audio" * 50)


def zero_bytes(path: Path) -> None:
    path.touch()


def no_samples(path: Path) -> None:
    soundfile.write(path, np.zeros(0, np.float32), RATE)


def not_a_number(path: Path) -> None:
    soundfile.write(path, np.array([0.0, np.nan, 0.1], np.float32), RATE, subtype="FLOAT")


def infinite(path: Path) -> None:
    soundfile.write(path, np.array([0.0, np.inf, 0.1], np.float32), RATE, subtype="FLOAT")


def absurd_rate(path: Path) -> None:
    soundfile.write(path, tone(0.1).numpy(), 100)


def folder(path: Path) -> None:
    path.mkdir()


def playlist(path: Path) -> None:
    soundfile.write(path.with_name("other.wav"), tone(1.0).numpy(), RATE)
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nother.wav\n#EXT-X-ENDLIST\n")


def concatenation(path: Path) -> None:
    soundfile.write(path.with_name("other.wav"), tone(1.0).numpy(), RATE)
    path.write_text("ffconcat version 1.0\nfile other.wav\n")


def film_without_sound(path: Path) -> None:
    with path.open("wb") as file, av.open(file, "w", format="mp4") as out:
        pictures = out.add_stream("mpeg4", rate=25, width=64, height=64, pix_fmt="yuv420p")
        out.mux(pictures.encode(GREY))
        out.mux(pictures.encode())


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (broken, "cannot be read"),
        (zero_bytes, "cannot be read"),
        (no_samples, "empty"),
        (not_a_number, "not numbers"),
        (infinite, "not numbers"),
        (absurd_rate, "100 samples a second"),
        (playlist, "cannot be read"),
        (concatenation, "cannot be read"),
        (film_without_sound, "cannot be read"),
        (folder, "no audio file"),
        (lambda path: None, "no audio file"),
    ],
)
def test_unusable_files_give_one_sentence(tmp_path, make, says):
    make(tmp_path / "voice.wav")
    with pytest.raises(AudioError) as caught:
        read_audio(tmp_path / "voice.wav", RATE)
    assert says in sentence(caught) and "voice.wav" in sentence(caught)


def wav_header(seconds: int, rate: int = RATE) -> bytes:
    size = 2 * seconds * rate
    chunk = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
    return struct.pack("<4sI4s", b"RIFF", 36 + size, b"WAVE") + chunk + struct.pack("<4sI", b"data", size)


def test_hours_of_audio_are_refused_from_the_header(tmp_path):
    """Nine hours as a sparse file of 1 GB: reading it takes far longer than the refusal."""
    path, seconds = tmp_path / "hours.wav", 9 * 3600
    with path.open("wb") as file:
        file.write(wav_header(seconds))
        file.truncate(44 + 2 * seconds * RATE)
    began = time.perf_counter()
    with pytest.raises(AudioError) as caught:
        read_audio(path, RATE)
    assert time.perf_counter() - began < 0.5
    assert "600 seconds" in sentence(caught) and "32400" in sentence(caught)


def test_a_file_cut_short_is_read_as_far_as_it_goes(tmp_path):
    samples = to_int16(tone(1.0)).tobytes()
    (tmp_path / "cut.wav").write_bytes(wav_header(seconds=2) + samples)
    assert read_audio(tmp_path / "cut.wav", RATE).shape == (RATE,)


def test_the_missing_part_of_a_cut_file_holds_no_other_recording(tmp_path):
    """An MP3 whose header promises more than is there: once, memory of the recording read before came out."""
    rng = np.random.default_rng(0)
    soundfile.write(tmp_path / "other.wav", rng.uniform(-0.5, 0.5, 10 * RATE), RATE, subtype="FLOAT")
    soundfile.write(tmp_path / "whole.mp3", tone(10.0).numpy(), RATE)
    whole = (tmp_path / "whole.mp3").read_bytes()
    (tmp_path / "cut.mp3").write_bytes(whole[: len(whole) // 2])
    for _ in range(3):  # freed memory is handed out again by chance
        read_audio(tmp_path / "other.wav", RATE)
        waveform = read_audio(tmp_path / "cut.mp3", RATE)
        assert 3 * RATE < waveform.numel() < 7 * RATE  # half the bytes, at a varying bit rate
        # nothing but the tone, sample by sample, once the coder has begun
        inside = waveform[RATE // 2 : -RATE // 2]
        assert inside.abs().max() < 0.11 and inside.std() == pytest.approx(0.1 / math.sqrt(2), rel=0.02)


def test_the_longest_recording_is_still_read(tmp_path):
    soundfile.write(tmp_path / "edge.wav", tone(2.0).numpy(), RATE)
    assert read_audio(tmp_path / "edge.wav", RATE, max_seconds=2.0).shape == (2 * RATE,)
    with pytest.raises(AudioError, match=r"at most 1\.9 seconds"):
        read_audio(tmp_path / "edge.wav", RATE, max_seconds=1.9)


@pytest.mark.parametrize(
    ("codec", "container", "says"), [("libopus", "webm", "it is longer"), ("aac", "ipod", "it lasts 5")]
)
def test_no_more_than_the_longest_recording_is_decoded(tmp_path, codec, container, says):
    """A stream's header does not tell its length, a phone's does."""
    encode(tmp_path / "long.m4a", codec, 48000, tone(5.0, rate=48000)[None], container)
    with pytest.raises(AudioError) as caught:
        read_audio(tmp_path / "long.m4a", RATE, max_seconds=4.0)
    assert "4 seconds" in sentence(caught) and says in sentence(caught)


@pytest.mark.parametrize("name", ["a phone's AAC", "a browser's WebM", "AMR", "AAC alone", "an old film"])
def test_damaged_files_are_read_or_refused_in_one_sentence(tmp_path, name):
    codec, rate, container, video = RECORDED[name]
    encode(tmp_path / "voice", codec, rate, tone(1.0, rate=rate)[None], container, video)
    whole, rng = (tmp_path / "voice").read_bytes(), np.random.default_rng(0)
    for _ in range(20):
        damaged = np.frombuffer(whole, np.uint8).copy()
        damaged[rng.integers(0, len(damaged), 8)] = rng.integers(0, 256, 8)
        damaged[rng.integers(0, 400, 4)] = rng.choice([0, 127, 128, 255], 4)
        (tmp_path / "voice").write_bytes(damaged[: rng.integers(1, len(damaged))].tobytes())
        try:
            waveform = read_audio(tmp_path / "voice", RATE, max_seconds=3.0)
        except AudioError as error:
            assert str(error).endswith(".")
        else:
            assert waveform.isfinite().all() and waveform.abs().max() <= 1.0


@pytest.mark.parametrize("name", ["a browser's WebM", "AMR", "AAC alone"])
def test_a_recording_cut_short_is_read_as_far_as_it_goes(tmp_path, name):
    codec, rate, container, _ = RECORDED[name]
    encode(tmp_path / "voice", codec, rate, voice(4.0, rate=rate)[None], container)
    whole = (tmp_path / "voice").read_bytes()
    (tmp_path / "voice").write_bytes(whole[: len(whole) // 2])
    waveform = read_audio(tmp_path / "voice", RATE)
    assert RATE < waveform.numel() < 3 * RATE
    assert likeness(waveform, voice(4.0)[: waveform.numel()]) > LIKE[codec]
