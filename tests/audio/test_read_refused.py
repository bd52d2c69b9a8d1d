"""What cannot be read, is damaged or too long: one sentence, or what is there."""

from __future__ import annotations

import math
import time
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from soundstorm.audio import read_audio, to_int16
from soundstorm.errors import AudioError
from tests.audio.recordings import GREY, LIKE, RECORDED, encode, likeness, wav_header
from tests.audio.sounds import RATE, sentence, tone, voice


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


@pytest.mark.parametrize("name", ["circle.wav", "x" * 300, "a\0b.wav"])
def test_names_that_no_file_has_give_one_sentence(tmp_path, name):
    (tmp_path / "circle.wav").symlink_to(tmp_path / "circle.wav")
    with pytest.raises(AudioError, match="there is no audio file"):
        read_audio(tmp_path / name, RATE)


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
