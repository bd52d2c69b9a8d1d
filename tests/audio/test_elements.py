"""WebM and CAF files of which FFmpeg would make far more than they are are not opened; real ones are."""

from __future__ import annotations

import struct
import subprocess
from io import BytesIO
from pathlib import Path
from shutil import which

import av
import numpy as np
import pytest
import torch

from soundstorm.audio import read_audio
from soundstorm.audio.elements import MATROSKA, MOST_PARTS, has_too_many_parts
from tests.audio.recordings import encode
from tests.audio.sounds import tone

MANY = 200_000


def element(kind: str, *parts: bytes, size: int | None = None) -> bytes:
    """Of a Matroska file; its size is said in eight bytes, where it is not what it seems."""
    content = b"".join(parts)
    size = len(content) if size is None else size
    return bytes.fromhex(kind) + (size | 1 << 56).to_bytes(8) + content


ENDLESS = (1 << 56) - 1  # a size that is not known
TRACK = element("AE", element("D7", b"\1"), element("83", b"\2"), element("86", b"A_PCM/INT/LIT"))
CLUSTER = element("1F43B675", element("E7", b"\0"), element("A3", b"\x81\0\0\x80" + bytes(64)))


def webm(*parts: bytes, tracks: bytes = TRACK) -> bytes:
    """A file that says no more than it must."""
    head = element("1A45DFA3", element("4282", b"webm"))
    return head + element("18538067", element("1654AE6B", tracks), *parts, CLUSTER, size=ENDLESS)


def caf(*chunks: bytes) -> bytes:
    about = struct.pack(">d4sIIIII", 16_000, b"alac", 0, 0, 4096, 1, 16)
    return b"caff\0\1\0\0" + chunk(b"desc", about) + b"".join(chunks) + chunk(b"data", bytes(64))


def chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack(">q", len(content)) + content


FLAC = element("D7", b"\1") + element("83", b"\2") + element("86", b"A_FLAC")
# Behind 42 bytes for the decoder, comments, which FFmpeg compares with one another.
COMMENTS = bytes(42) + b"\x84\1\x1e\x78" + struct.pack("<II", 0, 6666) + b"\7\0\0\0title=v" * 6666
PACKING = element("6D80", element("6240", element("5032", b"\3"), element("5034", element("4254", b"\0"))))
EMPTY_TRACKS = b"\xae\x80" * MANY
BOMBS = {
    "tracks": webm(tracks=EMPTY_TRACKS),
    "just too many tracks": webm(tracks=b"\xae\x80" * (MOST_PARTS + 1)),
    "tracks behind an element that FFmpeg skips": webm(tracks=element("E0", b"\0") + EMPTY_TRACKS),
    "tracks after an error": webm(b"\0" * 9, element("1654AE6B", EMPTY_TRACKS)),
    "tracks in the media": webm(element("1F43B675", element("A3", element("1654AE6B", EMPTY_TRACKS)))),
    "tracks without an end": webm(element("1654AE6B", EMPTY_TRACKS, size=ENDLESS)),
    "encodings of one track": webm(tracks=element("AE", element("6D80", b"\x62\x40\x80" * MANY))),
    "an index": webm(element("1C53BB6B", b"\xbb\x80" * MANY)),
    "an index of one point": webm(element("1C53BB6B", element("BB", b"\xb7\x80" * MANY))),
    "tags": webm(element("1254C367", b"\x73\x73\x80" * MANY)),
    "tags in one another": webm(element("1254C367", element("7373", b"\x67\xc8\x80" * MANY))),
    "chapters": webm(element("1043A770", element("45B9", b"\xb6\x80" * MANY))),
    "attached files": webm(element("1941A469", b"\x61\xa7\x80" * MANY)),
    "additions to a block": webm(element("1F43B675", element("A0", element("75A1", b"\xa6\x80" * MANY)))),
    "comments of FLAC": webm(tracks=element("AE", FLAC, element("63A2", COMMENTS))),
    "comments of FLAC in many tracks": webm(tracks=element("AE", FLAC, element("63A2", COMMENTS[:9000])) * 9),
    "packed comments of FLAC": webm(tracks=element("AE", FLAC, element("63A2", b"packed"), PACKING)),
    "packets of a CAF": caf(chunk(b"pakt", struct.pack(">qqii", MANY, MANY, 0, 0) + bytes([1]) * MANY)),
    "words of a CAF": caf(chunk(b"info", struct.pack(">I", MANY) + b"a\0b\0" * MANY)),
}


@pytest.mark.parametrize("what", BOMBS)
def test_a_small_file_of_which_much_would_be_made_is_not_opened(stays_closed, what):
    stays_closed("bomb.webm", BOMBS[what])


def test_files_of_this_shape_are_such_that_ffmpeg_opens():
    with av.open(BytesIO(webm())) as container:
        assert [stream.codec_context.name for stream in container.streams] == ["pcm_s16le"]
    packets = chunk(b"pakt", struct.pack(">qqii", 2, 8192, 0, 0) + b"\x20\x20")
    with av.open(BytesIO(caf(packets))) as container:
        assert container.format.name == "caf"


def judged(path: Path) -> bool:
    with path.open("rb") as file:
        return has_too_many_parts(file)


def test_as_many_parts_as_there_may_be_are_not_too_many(tmp_path):
    (tmp_path / "many.webm").write_bytes(webm(tracks=b"\xae\x80" * MOST_PARTS))
    assert not judged(tmp_path / "many.webm")


@pytest.mark.parametrize(
    ("codec", "container", "video"),
    [("libopus", "webm", ""), ("libopus", "webm", "libvpx"), ("libopus", "matroska", "mpeg4")]
    + [("aac", "matroska", ""), ("pcm_s16le", "matroska", "")]
    + [(codec, "caf", "") for codec in ("alac", "pcm_s16be")],
)
def test_what_browsers_and_phones_write_is_read_to_its_end(tmp_path, codec, container, video):
    rate = 48_000
    encode(tmp_path / "voice", codec, rate, tone(2.0, rate=rate)[None], container, video)
    assert not judged(tmp_path / "voice")
    assert 1.9 * 16_000 < len(read_audio(tmp_path / "voice", 16_000)) < 2.2 * 16_000


@pytest.mark.skipif(not which("ffmpeg"), reason="there is no ffmpeg program")
@pytest.mark.parametrize("options", [["-live", "1"], ["-cluster_time_limit", "20"], ["-dash", "1"]])
def test_what_ffmpeg_writes_is_read_to_its_end(tmp_path, options):
    """Of a minute, some with a point of the index for every packet."""
    made = ["-f", "lavfi", "-i", "sine=frequency=300:sample_rate=48000", "-t", "60", "-c:a", "libopus"]
    path = tmp_path / "voice.webm"
    subprocess.run(["ffmpeg", "-v", "error", *made, *options, str(path)], check=True)
    assert not judged(path)
    assert 59 * 16_000 < len(read_audio(path, 16_000)) < 61 * 16_000


def test_other_files_are_none_of_these(tmp_path):
    noise = np.random.default_rng(0).bytes(2_000_000)
    for kind, data in {"empty": b"", "short": b"\x1a", "noise": noise, "noisy": MATROSKA + noise}.items():
        (tmp_path / kind).write_bytes(data)
        assert not judged(tmp_path / kind)
    encode(tmp_path / "voice.m4a", "aac", 48_000, torch.zeros(1, 48_000), "ipod")
    assert not judged(tmp_path / "voice.m4a")
