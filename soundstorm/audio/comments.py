"""Files with so many tags that decoders would take minutes: they compare each tag with all before it.

Ten thousands of them fit into some hundred kilobytes, and twice as many take four times as long. Tags are
looked for wherever they may begin, because there may be several lists of them, of several kinds, in one file.
Those of WebM, Matroska and CAF are counted in `elements.py`, those of MP4 in `boxes.py`.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from soundstorm.audio import vorbis
from soundstorm.audio.mapped import mapped
from soundstorm.audio.vorbis import MOST_COMMENTS, TOO_MANY

MOST_VALUES = 100_000  # of an FLV; ten minutes of film have 30,000 in their index
DEEPEST = 16  # an FLV's values in one another; FFmpeg reads no deeper

_ID3 = re.compile(rb"ID3[\2-\4]")
# The kinds of ID3 frames that become tags, of all versions, and the first byte of their size: it is zero but
# for the few of more than 64 kB. They may stand in one another, so that walking from frame to frame would
# not meet all of them.
_FRAME = re.compile(rb"(?:T...?|COMM?|PRIV?|USLT?)\0", re.DOTALL)
_CHAPTER = re.compile(rb"CHAP[\0-\x0f]")
_PACKED = 8  # a flag in a frame's tenth byte
_INFO = re.compile(rb"INFO")
# Of an ASF: its extended content description, its metadata and their library, each with a number of tags.
_ASF_TAGS = [
    re.compile(re.escape(bytes.fromhex(kind)))
    for kind in (
        "40A4D0D207E3D21197F000A0C95EA850",
        "EACBF8C5AF5B77488467AA8C44FA4CCA",
        "941C23449894D149A1411D134E457054",
    )
]
_APE = b"APETAGEX"
_FLV_TAGS = re.compile(rb"on(?:MetaData|CuePoint)")
_AMF_BYTES = {0: 8, 1: 1, 5: 0, 6: 0, 11: 10, 13: 0}  # of a value by its kind, where that tells it


def names_too_many_tags(file: BinaryIO) -> bool:
    """Whether a file has more tags than `MOST_COMMENTS`, of whatever kinds."""
    data, tags = mapped(file), 0
    kinds = (vorbis.of_flac, vorbis.of_ogg, _of_id3, _of_riff, _of_asf, _of_ape, _of_flv)
    for more in chain.from_iterable(kind(data) for kind in kinds):
        tags += more
        if tags > MOST_COMMENTS:
            return True
    return False


def _of_id3(data: mmap.mmap) -> Iterator[int]:
    """A number for every stretch of ID3 tags: before any format, between AAC frames, in WAV and ASF."""
    stretches: list[list[int]] = []
    for found in _ID3.finditer(data):
        begin = found.start() + 10
        *_, first, second, third, fourth = data[found.start() : begin].ljust(10, b"\0")
        end = begin + ((first & 127) << 21 | (second & 127) << 14 | (third & 127) << 7 | fourth & 127)
        if stretches and begin <= stretches[-1][1]:
            stretches[-1][1] = max(end, stretches[-1][1])
        else:
            stretches.append([begin, end])
    for begin, end in stretches:
        tags = data[begin:end]
        flags = (tags[chapter.start() + 9 : chapter.end() + 5] for chapter in _CHAPTER.finditer(tags))
        if any(int.from_bytes(flag) & _PACKED for flag in flags):
            yield TOO_MANY  # frames in it would have to be unpacked to be counted
        # A zero may stand behind every byte of only ones, and is taken out.
        yield max(sum(1 for _ in _FRAME.finditer(text)) for text in (tags, tags.replace(b"\xff\0", b"\xff")))


def _of_riff(data: mmap.mmap) -> Iterator[int]:
    """A number for every list of WAV, whose sizes may stand either way round, or AVI; there may be many."""
    for found in _INFO.finditer(data):
        kind, size = (
            data[max(0, found.start() - 8) : found.end() - 8],
            data[found.end() - 8 : found.end() - 4],
        )
        if kind.upper() == b"LIST":
            ends = (found.end() - 4 + int.from_bytes(size, order) for order in ("little", "big"))
            yield max(_entries(data, found.end(), end) for end in ends)


def _entries(data: mmap.mmap, at: int, end: int) -> int:
    """How many a list of WAV or AVI has, from there to its end; at most one too many."""
    entries = 0
    while at <= min(end, len(data)) - 8 and entries <= MOST_COMMENTS:
        entries += 1
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if size > end - at:  # FFmpeg tries one byte before
            at -= 1
            size = int.from_bytes(data[at + 4 : at + 8], "little")
            if size > end - at:
                break
        at += 8 + size + size % 2
    return entries


def _of_asf(data: mmap.mmap) -> Iterator[int]:
    for found in chain.from_iterable(kind.finditer(data) for kind in _ASF_TAGS):
        at = found.end() + 8  # behind its size
        yield int.from_bytes(data[at : at + 2], "little")


def _of_ape(data: mmap.mmap) -> Iterator[int]:
    """The number that the last bytes of a file name: FFmpeg looks there behind AAC."""
    if len(data) > 32 and data[-32:-24] == _APE:
        yield int.from_bytes(data[-16:-12], "little")


def _of_flv(data: mmap.mmap) -> Iterator[int]:
    for found in _FLV_TAGS.finditer(data):
        named = values = 0
        for has_name in _amf(data, found.end()):
            named, values = named + has_name, values + 1
            if values > MOST_VALUES:
                yield TOO_MANY
        yield named


def _amf(data: mmap.mmap, at: int) -> Iterator[bool]:
    """Of an FLV's value that begins there and of all in it, whether each has a name, which makes it a tag."""
    inside = [1]  # of each value that holds others how many are left in it, None where each has a name
    while inside and len(inside) <= DEEPEST:
        if inside[-1] == 0:
            inside.pop()
            continue
        if inside[-1] is None:
            size = int.from_bytes(data[at : at + 2])
            at += 2 + size
            if not size:
                at += 1  # the end says its kind
                inside.pop()
                continue
        else:
            inside[-1] -= 1
        if at >= len(data):
            return
        yield inside[-1] is None
        kind, at = data[at], at + 1
        if kind in _AMF_BYTES:
            at += _AMF_BYTES[kind]
        elif kind == 2:
            at += 2 + int.from_bytes(data[at : at + 2])
        elif kind in (3, 8):
            at += 4 if kind == 8 else 0
            inside.append(None)
        elif kind == 10:
            inside.append(int.from_bytes(data[at : at + 4]))
            at += 4
        else:
            return
