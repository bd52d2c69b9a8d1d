from __future__ import annotations

import math

import numpy as np
import pytest
import soundfile
import torch

from soundstorm.audio import active_level, read_audio, to_int16, write_audio
from soundstorm.audio.tags import read_tags
from soundstorm.errors import AudioError, FileError
from tests.audio.sounds import RATE, sentence, tone
from tests.disk import full_after


def test_written_audio_is_16_bit_and_reads_back(tmp_path):
    waveform = tone(0.5, 0.8)
    write_audio(tmp_path / "out.wav", waveform, RATE)
    assert soundfile.info(tmp_path / "out.wav").subtype == "PCM_16"
    torch.testing.assert_close(read_audio(tmp_path / "out.wav", RATE), waveform, atol=1 / 16384, rtol=0)


def test_int16_rounds_and_clips():
    waveform = torch.tensor([0.0, 1.0, -1.0, 1.5, -7.0, 0.5])
    assert to_int16(waveform).tolist() == [0, 32767, -32767, 32767, -32767, 16384]
    assert to_int16(waveform).dtype == np.int16


@pytest.mark.parametrize(("name", "says"), [("no/such/out.wav", "folder"), ("out.txt", ".wav")])
def test_writing_where_one_cannot_gives_one_sentence(tmp_path, name, says):
    with pytest.raises(AudioError) as caught:
        write_audio(tmp_path / name, tone(0.1), RATE)
    assert says in sentence(caught)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "format", "subtype"),
    [
        ("out.flac", "FLAC", "PCM_16"),
        ("out.mp3", "MP3", "MPEG_LAYER_III"),
        ("out.ogg", "OGG", "OPUS"),
        ("out.opus", "OGG", "OPUS"),
        ("OUT.WAV", "WAV", "PCM_16"),
    ],
)
def test_the_ending_says_the_format(tmp_path, name, format, subtype):
    waveform = tone(1.0)
    write_audio(tmp_path / name, waveform, RATE)
    info = soundfile.info(tmp_path / name)
    assert (info.format, info.subtype, info.channels) == (format, subtype, 1)
    heard = read_audio(tmp_path / name, RATE)
    assert heard.numel() == pytest.approx(RATE, abs=2400)  # MP3 pads
    assert active_level(heard, RATE) == pytest.approx(20 * math.log10(0.1 / math.sqrt(2)), abs=0.5)


@pytest.mark.parametrize(
    ("ending", "title"), [(".mp3", "worki ?"), (".opus", "wörki 嵐"), (".flac", "wörki 嵐")]
)
def test_a_title_is_read_as_it_was_written(tmp_path, ending, title):
    """ID3's Latin-1 fields hold ASCII alone."""
    write_audio(tmp_path / f"out{ending}", tone(0.5), RATE, {"title": "wörki 嵐"})
    assert read_tags(tmp_path / f"out{ending}")["title"] == title


def test_flac_holds_the_same_16_bits_as_wav(tmp_path):
    for name in ("out.wav", "out.flac"):
        write_audio(tmp_path / name, tone(0.5, 0.8), RATE)
    assert torch.equal(read_audio(tmp_path / "out.wav", RATE), read_audio(tmp_path / "out.flac", RATE))


def test_a_file_that_cannot_be_written_leaves_the_one_before_it(tmp_path):
    """Opus knows no 22,050 Hz, which shows only once the file has been created."""
    write_audio(tmp_path / "out.opus", tone(0.5), RATE)
    before = (tmp_path / "out.opus").read_bytes()
    with pytest.raises(AudioError) as caught:
        write_audio(tmp_path / "out.opus", tone(0.5), 22050)
    assert "22050" in sentence(caught)
    assert (tmp_path / "out.opus").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out.opus"]


@pytest.mark.parametrize("ending", ["wav", "flac", "mp3", "opus"])
def test_a_full_disk_leaves_the_file_before_it_and_says_so(tmp_path, ending):
    path = tmp_path / f"out.{ending}"
    write_audio(path, tone(0.5), RATE)
    before = path.read_bytes()
    with full_after(len(before) // 2), pytest.raises(FileError, match=f"out.{ending} .* free some space"):
        write_audio(path, tone(1.0), RATE)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_a_link_in_its_place_is_replaced_and_not_followed(tmp_path):
    other, path = tmp_path / "other.wav", tmp_path / "out.wav"
    other.write_bytes(b"another's")
    path.symlink_to(other)
    write_audio(path, tone(0.1), RATE)
    assert not path.is_symlink() and other.read_bytes() == b"another's"
