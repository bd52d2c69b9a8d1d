"""Files of more tags than decoders can compare are not opened; real ones, with tags and pictures, are."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path
from shutil import which

import numpy as np
import pytest
import soundfile

from soundstorm.audio import read_audio, vorbis
from soundstorm.audio.comments import names_too_many_tags
from soundstorm.audio.tags import read_tags
from soundstorm.errors import AudioError
from tests.audio.tagged import (
    MANY,
    NAMES,
    amf,
    asf,
    block,
    chunk,
    comments,
    damaged,
    flac,
    flv,
    frame,
    id3,
    little,
    named,
    ogg,
    page,
    wav,
)
from tests.audio.test_boxes import box, m4a

HALF = MANY // 2 + 1
ENTRIES = [chunk(name[1:], b"v\0") for name in NAMES]
OPUS, TAGS = b"OpusHead\1\1" + bytes(9), b"OpusTags" + comments(NAMES)
VORBIS, SPEEX = b"\1vorbis" + bytes(23), b"Speex   " + bytes(72)
CHAPTER = b"c\0" + bytes(16) + b"".join(named())
BOMBS = {
    "FLAC": flac(block(4, comments(NAMES))),
    "FLAC, behind an ID3 tag": id3() + flac(block(4, comments(NAMES))),
    "FLAC, in two blocks": flac(block(4, comments(NAMES[:HALF])), block(4, comments(NAMES[:HALF]))),
    "FLAC, blocks of no comments": flac(*[block(2, b"")] * MANY),
    "Opus": ogg(OPUS, TAGS),
    "Opus, behind a program's name": ogg(OPUS, b"OpusTags" + comments(NAMES, bytes(70_000))),
    "Opus, chained": b"".join(ogg(OPUS, TAGS[:12] + comments(NAMES[:HALF])[4:], serial=n) for n in (1, 2)),
    "Opus, behind a damaged page": damaged(ogg(bytes(99))) + ogg(OPUS, TAGS),
    "Opus, within a damaged page": page(b"", [255] * 255)[:-1] + b"\xfe" + ogg(OPUS, TAGS),
    "Vorbis": ogg(VORBIS, b"\3vorbis" + comments(NAMES)),
    "Theora": ogg(b"\x80theora" + bytes(35), b"\x81theora" + comments(NAMES)),
    "VP8": ogg(b"OVP80\1" + bytes(20), b"OVP80\2 " + comments(NAMES)),
    "Speex": ogg(SPEEX, comments(NAMES)),
    "FLAC in Ogg": ogg(b"\x7fFLAC\1\0\0\1" + flac()[:42], block(4, comments(NAMES))),
    "ID3 2.2": id3(*named(b"TXX"), version=2),
    "ID3 2.2, with longer words": id3(
        *[frame(b"TXX", b"\0" + NAMES[n] + bytes(260)) for n in range(MANY)], version=2
    ),
    "ID3 2.3": id3(*named()),
    "ID3 2.4": id3(*named(), version=4),
    "ID3, one after the other": id3(*named()[:HALF]) + id3(*named()[:HALF]),
    "ID3, kinds that nobody knows": id3(*[frame(b"T%03d" % (n % 1000), b"\0v") for n in range(MANY)]),
    "ID3 comments": id3(*[frame(b"COMM", b"\0eng" + name + b"\0v") for name in NAMES]),
    "ID3 lyrics": id3(*[frame(b"USLT", b"\0eng" + name + b"\0" + b"v" * 260) for name in NAMES]),
    "ID3 of programs": id3(*named(b"PRIV")),
    "ID3 in a chapter": id3(frame(b"CHAP", CHAPTER)),
    "ID3 in a chapter, with zeros": id3(frame(b"CHAP", CHAPTER.replace(b"TXXX", b"T\xff\0XX")), flags=0x80),
    "ID3 in a packed chapter": id3(frame(b"CHAP", b"packed", flags=8)),
    "ID3 between AAC frames": b"\xff\xf1" + bytes(99) + id3(*named()),
    "ID3 in a WAV": wav(chunk(b"id3 ", id3(*named()))),
    "WAV": wav(chunk(b"LIST", b"INFO", *ENTRIES)),
    "WAV, with a size that is small the other way round": wav(
        chunk(b"LIST", b"INFO", *ENTRIES, chunk(b"IXXX", bytes(2**16 - 12 - 10 * MANY)))
    ),
    "WAV, in many lists": wav(*[chunk(b"LIST", b"INFO", entry) for entry in ENTRIES]),
    "WAV, big-endian": wav(chunk(b"LIST", b"INFO", *ENTRIES)).replace(
        little(4 + 10 * MANY) + b"INFO", (4 + 10 * MANY).to_bytes(4) + b"INFO"
    ),
    "WAV, big-endian, with a size that is small the other way round": wav(
        b"LIST"
        + (2**16).to_bytes(4)
        + b"INFO"
        + b"".join(ENTRIES)
        + chunk(b"IXXX", bytes(2**16 - 12 - 10 * MANY))
    ),
    "WAV, one byte beside": wav(chunk(b"list", b"INFO", chunk(b"INAM", b"v")[:-1], *ENTRIES)),
    "ASF, extended": asf("40A4D0D207E3D21197F000A0C95EA850"),
    "ASF, metadata": asf("EACBF8C5AF5B77488467AA8C44FA4CCA"),
    "ASF, library": asf("941C23449894D149A1411D134E457054"),
    "APE behind AAC": b"\xff\xf1" + bytes(99) + b"APETAGEX" + struct.pack("<III12x", 2000, 32, MANY),
    "FLV": flv(*[amf(name, b"\1\1") for name in NAMES]),
    "FLV, in an object": flv(amf(b"o", b"\3" + b"".join(amf(name, b"\5") for name in NAMES) + b"\0\0\x09")),
    "FLV, behind values of all kinds": flv(
        amf(b"n", bytes(9)),
        amf(b"s", b"\2\0\1v"),
        amf(b"a", b"\x0a\0\0\0\2\5\1\1"),
        amf(b"d", b"\x0b" + bytes(10)),
        *[amf(name, b"\1\1") for name in NAMES],
    ),
    "FLV, values without names": flv(amf(b"a", b"\x0a\xff\xff\xff\xff" + b"\5" * 100_001)),
    "MP4": m4a(box(b"moov", box(b"udta", *[box(b"\xa9nam", b"\0\1\0\0v")] * MANY))),
    "MP4, iTunes": m4a(
        box(b"moov", box(b"udta", box(b"meta", bytes(4), box(b"ilst", *[box(b"desc")] * MANY))))
    ),
    "MP4, in two lists": m4a(*[box(b"moov", box(b"udta", *[box(b"\xa9nam")] * HALF))] * 2),
    "MP4, in a list without a size": m4a()[:-72] + struct.pack(">I4s", 0, b"udta") + box(b"\xa9nam") * MANY,
    "MP4, in a list whose size is long": m4a(
        struct.pack(">I4sQ", 1, b"udta", 16 + 8 * MANY) + box(b"\xa9nam") * MANY
    ),
    "MP4, in no list": m4a(box(b"moov", *[box(b"----")] * MANY)),
}


@pytest.mark.parametrize("what", BOMBS)
def test_a_small_file_of_many_tags_is_not_opened(tmp_path, unopened, what):
    path = tmp_path / "bomb"
    path.write_bytes(BOMBS[what])
    assert path.stat().st_size < 1_000_000
    assert read_tags(path) == {}
    try:  # libsndfile compares none of a WAV's, and reads it
        read_audio(path, 16_000)
    except AudioError as error:
        assert "cannot be read as audio" in str(error) or "is empty" in str(error)


@pytest.mark.parametrize("what", [what for what in BOMBS if what.startswith("ID3") and "WAV" not in what])
def test_nor_does_libsndfile_open_an_mp3_of_many_tags(tmp_path, unopened, what):
    unopened(soundfile, "SoundFile")
    (tmp_path / "bomb").write_bytes(BOMBS[what])
    with pytest.raises(AudioError, match="cannot be read as audio"):
        read_audio(tmp_path / "bomb", 16_000)


def judged(path: Path) -> bool:
    with path.open("rb") as file:
        return names_too_many_tags(file)


@pytest.mark.parametrize("most", ["MOST_PAGES", "MOST_PACKETS"])
def test_no_more_of_an_ogg_is_looked_at_than_a_recording_has(tmp_path, monkeypatch, most):
    monkeypatch.setattr(vorbis, most, 500)
    (tmp_path / "few").write_bytes(page(b"", [0]) * 200)
    assert not judged(tmp_path / "few")
    (tmp_path / "many").write_bytes(page(b"", [0]) * 502)
    assert judged(tmp_path / "many")


def test_damaged_pages_are_not_looked_at_again_and_again(tmp_path):
    whole = page(bytes(65_025), [255] * 255)
    (tmp_path / "damaged").write_bytes(damaged(whole))
    assert not judged(tmp_path / "damaged")
    head = page(b"", [255] * 255)[:-1] + b"\xfe"
    (tmp_path / "damaged").write_bytes(head * 300 + bytes(65_025))
    assert judged(tmp_path / "damaged")


MADE = {
    "FLAC": lambda names: flac(block(4, comments(names))),
    "Opus": lambda names: ogg(OPUS, b"OpusTags" + comments(names)),
    "ID3": lambda names: id3(*named(names=names)),
    "FLV": lambda names: flv(*[amf(name, b"\1\1") for name in names]),
    "WAV": lambda names: wav(chunk(b"LIST", b"INFO", *[chunk(name[1:], b"v\0") for name in names])),
}


@pytest.mark.parametrize("kind", MADE)
def test_as_many_tags_as_there_may_be_are_not_too_many(tmp_path, kind):
    (tmp_path / "many").write_bytes(MADE[kind](NAMES[:900]))
    assert not judged(tmp_path / "many")


KINDS = {
    "mp3": "mp3",
    "flac": "flac",
    "ogg": "libvorbis",
    "opus": "libopus",
    "spx": "libspeex",
    "oga": "flac",
}
KINDS |= {
    "m4a": "aac",
    "mov": "pcm_s16le",
    "wma": "wmav2",
    "wav": "pcm_s16le",
    "aiff": "pcm_s16be",
    "aac": "aac",
}
KINDS |= {
    "webm": "libopus",
    "mka": "flac",
    "avi": "pcm_s16le",
    "flv": "aac",
    "caf": "alac",
    "rf64.wav": "pcm_s16le",
}
PICTURED = {"mp3", "flac", "m4a"}
FFMPEG = ("ffmpeg", "-nostdin", "-v", "error", "-strict", "-2")


@pytest.mark.skipif(not which("ffmpeg"), reason="there is no ffmpeg program")
@pytest.mark.parametrize("ending", KINDS)
def test_a_real_file_with_tags_and_a_picture_is_read(tmp_path, ending):
    path = tmp_path / f"voice.{ending}"
    lines = ["-f", "lavfi", "-i", "sine=frequency=300:sample_rate=16000:duration=1"]
    if ending in PICTURED:
        picture = tmp_path / "picture.png"
        subprocess.run([*FFMPEG, "-f", "lavfi", "-i", "testsrc", "-frames:v", "1", str(picture)], check=True)
        lines += [
            "-i",
            str(picture),
            "-map",
            "0",
            "-map",
            "1",
            "-c:v",
            "copy",
            "-disposition:v",
            "attached_pic",
        ]
    lines += [
        "-c:a",
        KINDS[ending],
        "-metadata",
        "title=A voice",
        "-metadata",
        "comment=" + "It says. " * 500,
    ]
    lines += {"rf64.wav": ["-rf64", "always"], "aiff": ["-write_id3v2", "1"]}.get(ending, [])
    subprocess.run([*FFMPEG, *lines, str(path)], check=True, timeout=60)
    assert not judged(path)
    assert 0.9 * 16_000 < len(read_audio(path, 16_000)) < 1.2 * 16_000
    if ending not in ("aiff", "aac"):  # FFmpeg reads no AIFF here, and AAC has no tags
        assert read_tags(path)["title"] == "A voice"


def test_other_files_are_none_of_these(tmp_path):
    noise = np.random.default_rng(0).bytes(2_000_000)
    for kind, data in {
        "empty": b"",
        "short": b"ID3\3",
        "noise": noise,
        "text": b"OggSINFOfLaConMetaDataID3",
    }.items():
        (tmp_path / kind).write_bytes(data)
        assert not judged(tmp_path / kind)
    for beginning in (id3(), flac(), b"OggS", wav(), flv()):
        (tmp_path / "noisy").write_bytes(beginning + noise)
        assert not judged(tmp_path / "noisy")
