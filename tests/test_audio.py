"""Expectations come from arithmetic: a sine of amplitude a has the power a^2 / 2."""

from __future__ import annotations

import csv
import math
import struct
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from soundstorm.audio import (
    active_level,
    normalise_level,
    prepare_prompt,
    read_audio,
    to_int16,
    trim_silence,
    write_audio,
)
from soundstorm.errors import AudioError

RATE = 16000


def tone(seconds: float, amplitude: float = 0.1, hertz: float = 440.0, rate: int = RATE) -> torch.Tensor:
    return amplitude * torch.sin(2 * math.pi * hertz * torch.arange(round(seconds * rate)) / rate)


def silence(seconds: float) -> torch.Tensor:
    return torch.zeros(round(seconds * RATE))


def sentence(caught: pytest.ExceptionInfo) -> str:
    """The message, which must be one sentence."""
    message = str(caught.value)
    assert message[0].isupper() and message.endswith(".") and "\n" not in message
    return message


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 44100, 48000])
def test_any_sample_rate_becomes_16_khz(tmp_path, rate):
    soundfile.write(tmp_path / "tone.wav", tone(1.0, rate=rate).numpy(), rate, subtype="FLOAT")
    waveform = read_audio(tmp_path / "tone.wav")
    assert waveform.dtype == torch.float32 and waveform.shape == (RATE,)
    # Away from the edges, where the resampler's filter reaches into nothing.
    torch.testing.assert_close(waveform[800:-800], tone(1.0)[800:-800], atol=1e-3, rtol=0)


def test_stereo_is_averaged(tmp_path):
    left, right = tone(0.5, 0.4), tone(0.5, 0.2)
    soundfile.write(tmp_path / "stereo.wav", torch.stack([left, right], 1).numpy(), RATE, subtype="FLOAT")
    torch.testing.assert_close(read_audio(tmp_path / "stereo.wav"), tone(0.5, 0.3), atol=1e-6, rtol=0)


@pytest.mark.parametrize("name", ["voice.flac", "voice.ogg", "voice.mp3", "voice.aiff"])
def test_the_usual_formats_are_read(tmp_path, name):
    soundfile.write(tmp_path / name, tone(1.0).numpy(), RATE)
    waveform = read_audio(tmp_path / name)
    assert waveform.numel() == pytest.approx(RATE, abs=2400)  # MP3 pads
    assert active_level(waveform, RATE) == pytest.approx(20 * math.log10(0.1 / math.sqrt(2)), abs=0.5)


def test_overshoots_are_clipped(tmp_path):
    soundfile.write(tmp_path / "loud.wav", tone(0.5, 1.19).numpy(), RATE, subtype="FLOAT")
    assert read_audio(tmp_path / "loud.wav").abs().max() == 1.0


def test_the_codec_s_sample_rate_can_be_asked_for(tmp_path):
    soundfile.write(tmp_path / "tone.wav", tone(1.0).numpy(), RATE)
    assert read_audio(tmp_path / "tone.wav", sample_rate=24000).shape == (24000,)


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


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (broken, "cannot be read"),
        (zero_bytes, "cannot be read"),
        (no_samples, "empty"),
        (not_a_number, "not numbers"),
        (infinite, "not numbers"),
        (absurd_rate, "100 samples a second"),
        (folder, "no audio file"),
        (lambda path: None, "no audio file"),
    ],
)
def test_unusable_files_give_one_sentence(tmp_path, make, says):
    make(tmp_path / "voice.wav")
    with pytest.raises(AudioError) as caught:
        read_audio(tmp_path / "voice.wav")
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
        read_audio(path)
    assert time.perf_counter() - began < 0.5
    assert "600 seconds" in sentence(caught) and "32400" in sentence(caught)


def test_a_file_cut_short_is_read_as_far_as_it_goes(tmp_path):
    samples = to_int16(tone(1.0)).tobytes()
    (tmp_path / "cut.wav").write_bytes(wav_header(seconds=2) + samples)
    assert read_audio(tmp_path / "cut.wav").shape == (RATE,)


def test_the_missing_part_of_a_cut_file_holds_no_other_recording(tmp_path):
    """An MP3 whose header promises more than is there: once, memory of the recording read before came out."""
    rng = np.random.default_rng(0)
    soundfile.write(tmp_path / "other.wav", rng.uniform(-0.5, 0.5, 10 * RATE), RATE, subtype="FLOAT")
    soundfile.write(tmp_path / "whole.mp3", tone(10.0).numpy(), RATE)
    whole = (tmp_path / "whole.mp3").read_bytes()
    (tmp_path / "cut.mp3").write_bytes(whole[: len(whole) // 2])
    for _ in range(3):  # freed memory is handed out again by chance
        read_audio(tmp_path / "other.wav")
        waveform = read_audio(tmp_path / "cut.mp3")
        assert 3 * RATE < waveform.numel() < 7 * RATE  # half the bytes, at a varying bit rate
        # nothing but the tone, sample by sample, once the coder has begun
        inside = waveform[RATE // 2 : -RATE // 2]
        assert inside.abs().max() < 0.11 and inside.std() == pytest.approx(0.1 / math.sqrt(2), rel=0.02)


def test_the_longest_recording_is_still_read(tmp_path):
    soundfile.write(tmp_path / "edge.wav", tone(2.0).numpy(), RATE)
    assert read_audio(tmp_path / "edge.wav", max_seconds=2.0).shape == (2 * RATE,)
    with pytest.raises(AudioError, match=r"at most 1\.9 seconds"):
        read_audio(tmp_path / "edge.wav", max_seconds=1.9)


def test_written_audio_is_16_bit_and_reads_back(tmp_path):
    waveform = tone(0.5, 0.8)
    write_audio(tmp_path / "out.wav", waveform, RATE)
    assert soundfile.info(tmp_path / "out.wav").subtype == "PCM_16"
    torch.testing.assert_close(read_audio(tmp_path / "out.wav"), waveform, atol=1 / 16384, rtol=0)


def test_int16_rounds_and_clips():
    waveform = torch.tensor([0.0, 1.0, -1.0, 1.5, -7.0, 0.5])
    assert to_int16(waveform).tolist() == [0, 32767, -32767, 32767, -32767, 16384]
    assert to_int16(waveform).dtype == np.int16


@pytest.mark.parametrize(("name", "says"), [("no/such/out.wav", "folder"), ("out.mp3", ".wav")])
def test_writing_where_one_cannot_gives_one_sentence(tmp_path, name, says):
    with pytest.raises(AudioError) as caught:
        write_audio(tmp_path / name, tone(0.1), RATE)
    assert says in sentence(caught)
    assert list(tmp_path.iterdir()) == []


def test_the_level_leaves_out_pauses():
    expected = 20 * math.log10(0.1 / math.sqrt(2))
    assert active_level(tone(1.0), RATE) == pytest.approx(expected, abs=0.01)
    assert active_level(torch.cat([silence(3.0), tone(1.0), silence(3.0)]), RATE) == pytest.approx(
        expected, abs=0.01
    )
    # 60 dB below the speech counts as a pause, 20 dB below it as speech: (1 + 0.01) / 2 of the power.
    assert active_level(torch.cat([tone(1.0), tone(1.0, 1e-4)]), RATE) == pytest.approx(expected, abs=0.01)
    softer = active_level(torch.cat([tone(1.0), tone(1.0, 0.01)]), RATE)
    assert softer == pytest.approx(expected + 10 * math.log10(0.505), abs=0.01)
    assert active_level(silence(1.0), RATE) == -math.inf
    assert active_level(torch.zeros(0), RATE) == -math.inf


def test_the_level_is_set_without_clipping():
    assert active_level(normalise_level(tone(1.0, 0.003), RATE), RATE) == pytest.approx(-23.0, abs=0.01)
    clicks = tone(1.0, 0.001)
    clicks[::1600] = 0.5  # peaks so high that -23 dBFS would clip them
    assert normalise_level(clicks, RATE, dbfs=0.0).abs().max() == pytest.approx(0.99)
    assert torch.equal(normalise_level(silence(1.0), RATE), silence(1.0))


def test_silence_is_trimmed_with_a_margin():
    waveform = torch.cat([silence(1.0), tone(2.0), silence(0.5)])
    assert trim_silence(waveform, RATE, keep_seconds=0.1) == (round(0.9 * RATE), round(3.1 * RATE))
    assert trim_silence(waveform, RATE, keep_seconds=5.0) == (0, waveform.numel())
    assert trim_silence(silence(1.0), RATE) == (0, 0)


def test_a_prompt_is_trimmed_levelled_and_whole_tokens_long():
    prompt = prepare_prompt(torch.cat([silence(1.0), tone(2.0, 0.01), silence(1.0)]))
    assert prompt.start == pytest.approx(0.9) and prompt.recording_seconds == 4.0
    assert prompt.waveform.numel() % 640 == 0
    assert prompt.waveform.numel() == pytest.approx((prompt.end - prompt.start) * RATE)
    # 2.2 s are 55 tokens of 40 ms
    assert prompt.waveform.numel() == 55 * 640
    assert active_level(prompt.waveform, RATE) == pytest.approx(-23.0, abs=0.01)
    assert prompt.gain_db == pytest.approx(-23.0 - 20 * math.log10(0.01 / math.sqrt(2)), abs=0.05)


def test_a_long_prompt_is_cut_in_a_pause():
    """10 s with a pause of 0.2 s at 4.4 s: the cut lies in it, not at 5 s."""
    waveform = tone(10.0)
    waveform[round(4.4 * RATE) : round(4.6 * RATE)] = 0
    prompt = prepare_prompt(waveform)
    assert prompt.start == 0.0
    assert 4.4 - 0.04 <= prompt.end <= 4.6
    assert prompt.waveform.numel() % 640 == 0


def test_a_prompt_is_never_longer_than_allowed():
    assert prepare_prompt(tone(30.0), max_seconds=3.0).waveform.numel() <= 3.0 * RATE


@pytest.mark.parametrize(
    ("recording", "says"),
    [
        (torch.zeros(0), "silent"),
        (silence(3.0), "silent"),
        (tone(3.0, 1e-4), "silent"),
        ((3.0 * tone(3.0, 1.0)).clamp(-1, 1), "clipped"),
        (tone(0.5), "1.5 seconds"),
        (torch.cat([silence(5.0), tone(0.5), silence(5.0)]), "0.7"),  # 0.5 s and a margin of 0.1 s each side
        (tone(61.0), "60 seconds"),
        (torch.full((3 * RATE,), math.nan), "not numbers"),
    ],
)
def test_unusable_prompts_give_one_sentence(recording, says):
    with pytest.raises(AudioError) as caught:
        prepare_prompt(recording)
    assert says in sentence(caught)


def test_a_loud_prompt_that_hardly_clips_is_used():
    waveform = tone(3.0, 0.5)
    waveform[: round(0.009 * waveform.numel())] = 1.0  # 0.9 % at full scale
    assert prepare_prompt(waveform).waveform.abs().max() <= 0.99


def test_the_bundled_prompts_are_ready_to_use(prompt_folder):
    """The app's examples: 4 to 7 s of four or more speakers, women and men, each with its licence."""
    with (prompt_folder / "prompts.tsv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {row["file"] for row in rows} == {path.name for path in prompt_folder.glob("*.flac")}
    assert len({row["speaker"] for row in rows}) >= 4
    assert {row["gender"] for row in rows} == {"f", "m"}
    assert all(row["licence"] for row in rows)
    for row in rows:
        prompt = prepare_prompt(read_audio(prompt_folder / row["file"]))
        assert 4.0 <= prompt.recording_seconds <= 7.0
        assert prompt.end - prompt.start >= 4.0
        assert active_level(prompt.waveform, RATE) == pytest.approx(-23.0, abs=0.01)
