"""MP4 files of a few hundred bytes that name millions of samples are not opened; real ones are."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
import torch

from soundstorm.audio import read_audio
from soundstorm.audio.boxes import claims_too_much
from tests.audio.recordings import encode
from tests.audio.sounds import tone

MANY = 10_000_000


def box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", 8 + len(content), kind) + content


def table(kind: bytes, *numbers: int, flags: int = 0) -> bytes:
    return box(kind, struct.pack(f">{1 + len(numbers)}I", flags, *numbers))


def m4a(
    *after: bytes,
    samples: int = 1,
    sample_bytes: int = 64,
    lasts: int = 1024,
    in_chunk: int = 1,
    handler: bytes = b"soun",
    kind: bytes = b"mp4a",
    edits: bytes = b"",
) -> bytes:
    """A file of one track, whose samples all have one size and length, and what comes after its header."""
    entry = box(kind, bytes(6), struct.pack(">H8xHHIIH", 1, 1, 16, 0, 16_000 << 16, 0)[:-2])
    samples_of = box(
        b"stbl",
        box(b"stsd", struct.pack(">II", 0, 1), entry),
        table(b"stts", 1, samples, lasts),
        table(b"stsc", 1, 1, in_chunk, 1),
        table(b"stsz", sample_bytes, samples),
        table(b"stco", 1, 40),
    )
    media = box(
        b"mdia",
        table(b"mdhd", 0, 0, 16_000, 16_000, 0),
        box(b"hdlr", bytes(8), handler, bytes(13)),
        box(b"minf", samples_of),
    )
    track = box(b"trak", table(b"tkhd", 0, 0, 1, *[0] * 17), edits, media)
    header = box(b"moov", table(b"mvhd", 0, 0, 16_000, 16_000, 0x10000, *[0] * 20), track)
    return box(b"ftyp", b"M4A ", bytes(4), b"M4A ") + header + b"".join(after) + box(b"mdat", bytes(64))


FRAGMENT = box(b"moof", box(b"traf", table(b"trun", MANY)))
BOMBS = {
    "samples of one size": m4a(samples=MANY, in_chunk=MANY),
    "pictures that last as long as samples": m4a(
        samples=50_000, in_chunk=50_000, sample_bytes=1, lasts=1, handler=b"vide", kind=b"avc1"
    ),
    "a chunk": m4a(samples=100, in_chunk=2**31, sample_bytes=1, lasts=1, kind=b"raw "),
    "a fragment": m4a(FRAGMENT),
    "a fragment in the media, and an index that leads there": m4a(
        box(b"sidx", bytes(40)), box(b"mdat", FRAGMENT)
    ),
    "edits": m4a(samples=200, edits=box(b"edts", table(b"elst", 500, *[0] * 1500))),
    "a table that goes beyond the file": m4a(table(b"ctts", MANY)),
    "hundreds of thousands of boxes": struct.pack(">I4s", 8, b"free") * 100_000,
    "hundreds of thousands of tables": box(b"free", b"stsz" * 100_002),
    "a packed header": m4a(box(b"moov", box(b"cmov", bytes(40)))),
}


@pytest.mark.parametrize("what", BOMBS)
def test_a_small_file_that_names_more_than_it_can_hold_is_not_opened(stays_closed, what):
    stays_closed("bomb.m4a", BOMBS[what])


def test_a_file_of_this_shape_is_one_that_ffmpeg_opens():
    with av.open(BytesIO(m4a())) as container:
        assert container.streams.best("audio").codec_context.name == "aac"


def judged(path: Path) -> bool:
    with path.open("rb") as file:
        return claims_too_much(file)


def test_samples_that_are_there_are_not_too_much(tmp_path):
    (tmp_path / "large.m4a").write_bytes(m4a(box(b"mdat", bytes(64_000)), samples=1000, in_chunk=1000))
    assert not judged(tmp_path / "large.m4a")


@pytest.mark.parametrize("silent", [False, True])
@pytest.mark.parametrize(
    ("codec", "rate", "container"),
    [("aac", 48_000, "ipod"), ("alac", 48_000, "ipod"), ("libopencore_amrnb", 8000, "3gp")]
    + [("libopus", 48_000, "mp4"), ("aac", 16_000, "ismv"), ("adpcm_ima_qt", 16_000, "mov")]
    + [(codec, 16_000, "mov") for codec in ("pcm_s16le", "pcm_mulaw", "pcm_u8", "pcm_s24le")],
)
def test_what_phones_and_cameras_write_is_read_to_its_end(tmp_path, codec, rate, container, silent):
    sound = tone(2.0, rate=rate)[None] * (0.0 if silent else 1.0)
    encode(tmp_path / "voice", codec, rate, sound, container)
    assert not judged(tmp_path / "voice")
    heard = read_audio(tmp_path / "voice", 16_000)
    assert 1.9 * 16_000 < len(heard) < 2.2 * 16_000


def test_media_may_hold_anything(tmp_path):
    """By chance a recording's bytes are those of a table."""
    encode(tmp_path / "voice", "pcm_s16be", 16_000, tone(1.0, rate=16_000)[None], "mov")
    whole = (tmp_path / "voice").read_bytes()
    at = whole.index(b"mdat") + 1000
    (tmp_path / "voice").write_bytes(whole[:at] + table(b"trun", MANY) + whole[at + 16 :])
    assert not judged(tmp_path / "voice")


def test_other_files_are_none_of_these(tmp_path):
    for kind, data in {"empty": b"", "noise": np.random.default_rng(0).bytes(5000)}.items():
        (tmp_path / kind).write_bytes(data)
        assert not judged(tmp_path / kind)
    encode(tmp_path / "voice.webm", "libopus", 48_000, torch.zeros(1, 48_000), "webm")
    assert not judged(tmp_path / "voice.webm")
