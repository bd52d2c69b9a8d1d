"""WebM, Matroska and CAF files of which FFmpeg would make lists that are much larger than they are.

A Matroska file is a tree of elements, each with its kind and its size. Of an element of three bytes FFmpeg
makes an entry of eighty and more, of a track one of a kilobyte; a tag it compares with all before it, so that
a megabyte of them takes minutes. Lists are looked for wherever one may begin, in the media, too: an index may
lead there, and after an error FFmpeg goes on at the next one.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from soundstorm.audio.mapped import mapped
from soundstorm.audio.vorbis import MOST_COMMENTS

MATROSKA, CAF = bytes.fromhex("1A45DFA3"), b"caff"  # how they begin
MOST_ELEMENTS = 100_000  # outside the media; ten minutes of film have some thousand in their index
MOST_PARTS = 1000  # tracks, attached files, chapters and tags: 0.1 to 10 kB each
MOST_PACKETS = 100_000  # of a CAF; ten minutes in packets of 20 ms have 30,000
MOST_PRIVATE_BYTES = 2**16  # of all tracks where one is of FLAC: its comments are read there

PARTS = {"AE", "61A7", "B6", "7373", "67C8"}
PRIVATE, PACKED = "63A2", "6240"  # what a track's decoder is told, and that this may have to be unpacked
_TAGS: dict[str, Any] = {"63C0": {}}
_TAGS["67C8"] = _TAGS  # in one another
_TRACK = {"6D80": {"6240": {"5034": {}, "5035": {}}}, "E2": {"E3": {"E4": {}}, "E9": {}}, "41E4": {}}
# What FFmpeg looks into, by where it stands; of all else it skips what is in it.
LISTS: dict[str, dict] = {
    "1654AE6B": {"AE": {**_TRACK, "E0": {"55B0": {}, "7670": {}}, "E1": {}}},  # tracks
    "1C53BB6B": {"BB": {"B7": {}}},  # an index
    "1254C367": {"7373": _TAGS},
    "1043A770": {"45B9": {"B6": {"80": {}}}},  # chapters
    "1941A469": {"61A7": {}},  # attached files
    "114D9B74": {"4DBB": {}},  # where the others are
    "75A1": {"A6": {}},  # additions to a block of the media
}
_LIST = re.compile(b"|".join(re.escape(bytes.fromhex(kind)) for kind in LISTS))
_TABLE = re.compile(b"pakt|info")


def has_too_many_parts(file: BinaryIO) -> bool:
    """Whether a Matroska file has more elements, or a CAF names more packets, than a recording needs."""
    data = mapped(file)
    if data[: len(MATROSKA)] == MATROSKA:
        return _has_too_many_elements(data)
    return data[: len(CAF)] == CAF and any(_is_too_long(data, table) for table in _TABLE.finditer(data))


def _has_too_many_elements(data: mmap.mmap) -> bool:
    elements = parts = private = 0
    flac = data.find(b"A_FLAC") >= 0
    for found in _LIST.finditer(data):
        for kind, size in _elements(data, found.start()):
            elements += 1
            parts += kind in PARTS
            private += size if kind == PRIVATE else 0
            if elements > MOST_ELEMENTS or parts > MOST_PARTS:
                return True
            if flac and (private > MOST_PRIVATE_BYTES or kind == PACKED):
                return True
    return False


def _elements(data: mmap.mmap, at: int) -> Iterator[tuple[str, int]]:
    """Kinds and sizes of a list that begins there and of all in it, up to what is none.

    FFmpeg reads no further.
    """
    inside = [(at + 1, LISTS)]  # where what is being read ends, and what is known in it
    while inside:
        end, known = inside[-1]
        if at >= end:
            inside.pop()
            continue
        kind, _, begin = _number(data, at, longest=4)
        _, size, begin = _number(data, begin, longest=8)
        if begin > len(data):
            return
        yield kind, size
        at = begin
        if kind in known:
            inside.append((begin + size, known[kind]))
        else:
            at += size


def _number(data: mmap.mmap, at: int, longest: int) -> tuple[str, int, int]:
    """A number whose first bit that is set tells its length: as it stands, its value, and where it ends.

    That lies beyond the data where none is there.
    """
    length = 9 - data[at].bit_length() if at < len(data) else 9
    if length > longest:
        return "", 0, len(data) + 1
    written = data[at : at + length]
    return written.hex().upper(), int.from_bytes(written) & ((1 << 7 * length) - 1), at + length


def _is_too_long(data: mmap.mmap, table: re.Match[bytes]) -> bool:
    at = table.end() + 8  # behind its size
    if table.group() == b"info":
        return int.from_bytes(data[at : at + 4]) > MOST_COMMENTS
    return MOST_PACKETS < int.from_bytes(data[at : at + 8]) < 2**31  # more FFmpeg itself refuses
