"""MP4 files that name more samples than they can hold: FFmpeg would list all of them as it opens one.

An MP4 is a tree of boxes, each with its size and its kind. Tables are looked for wherever they may stand but
in the media itself (`mdat`), because FFmpeg reads them in any box that it knows, not only where they belong.
"""

from __future__ import annotations

import mmap
import re
import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

import numpy as np

from soundstorm.audio.mapped import mapped
from soundstorm.audio.vorbis import MOST_COMMENTS

SAMPLE_BYTES = 4  # the least that a sample takes, its place in a table included
# Plain samples lie in chunks, of which FFmpeg lists 512 or more as one; packed ones of old QuickTime files,
# which are counted as if they were plain, are at most 12 a byte.
CHUNKED_SAMPLES_A_BYTE = 128
MOST_TABLES = 100_000  # and boxes; ten minutes in fragments of 20 ms have 60,000
LISTS, CUSTOM = (b"udta", b"ilst"), b"----"  # of tags; one with a name of its own, wherever it stands
# Bytes of an entry of a table by its kind; those of sizes and of fragments say themselves what theirs are.
ENTRY_BYTES = {b"stts": 8, b"ctts": 8, b"stsc": 12, b"stco": 4, b"co64": 8, b"stss": 4, b"elst": 12}
_TABLE = re.compile(
    b"|".join([*ENTRY_BYTES, b"stsz", b"stz2", b"trun", b"hdlr", b"trak", b"cmov", CUSTOM, *LISTS])
)
_POINTER = re.compile(b"sidx|tfra")  # to fragments, anywhere in the file
_PRINTABLE = re.compile(rb"[ -~]{4}")
_OF_SOUND = {b"soun", b"mdir", b"mdta", b"url ", b"alis", bytes(4)}  # handlers: of sound, tags and data


def claims_too_much(file: BinaryIO) -> bool:
    """Whether an MP4 names more samples, or entries of tables, than its bytes could hold."""
    data = mapped(file)
    stretches = [*islice(_outside_media(data), MOST_TABLES)]
    if len(stretches) == MOST_TABLES:
        return True
    if any(_POINTER.search(data, *stretch) for stretch in stretches):
        stretches = [(0, len(data))]
    return _is_too_much(data, (match for stretch in stretches for match in _TABLE.finditer(data, *stretch)))


def _outside_media(data: mmap.mmap) -> Iterator[tuple[int, int]]:
    """Where the contents of the outermost boxes begin and end, without the media; nothing in other files."""
    at = 0
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if length == 1 and at + 16 <= len(data):
            [length] = struct.unpack_from(">Q", data, at + 8)
        elif length == 0:  # to the end
            length = len(data) - at
        if length < 8:  # FFmpeg reads no further
            return
        if kind != b"mdat" and _PRINTABLE.fullmatch(kind):  # FFmpeg knows no other kinds
            yield at + 4, min(at + length, len(data))
        at += length


def _is_too_much(data: mmap.mmap, found: Iterable[re.Match[bytes]]) -> bool:
    kinds, handlers = Counter(), set()
    table_bytes = samples = tags = in_fragments = edits = chunks = largest_chunk = 0
    one_by_one = True  # whether every sample lasts as long as one of the waveform
    for number, match in enumerate(found):
        kind, at = match.group(), match.end()
        kinds[kind] += 1
        flags, second, third, fourth = struct.unpack(">4I", data[at : at + 16].ljust(16, b"\0"))
        if kind == b"hdlr":
            handlers.add(struct.pack(">I", third))
        elif kind in (b"stsz", b"stz2"):
            samples += third
        elif kind == b"trun":
            in_fragments += second
            table_bytes += 4 * second * (flags & 0xF00).bit_count()
        elif kind in LISTS:
            tags += _boxes_in(data, match.start() - 4)
        elif kind in ENTRY_BYTES:
            table_bytes += second * ENTRY_BYTES[kind]
        if max(tags, kinds[CUSTOM]) > MOST_COMMENTS or table_bytes > len(data) or number > MOST_TABLES:
            return True
        if kind == b"stts":
            one_by_one &= (second, fourth) == (1, 1)
        elif kind == b"elst":
            edits = max(edits, second)
        elif kind in (b"stco", b"co64"):
            chunks += second
        elif kind == b"stsc":
            entries = np.frombuffer(data[at + 8 : at + 8 + 12 * second], "u1")
            entries = entries[: len(entries) // 12 * 12].view(">u4")
            largest_chunk = max(largest_chunk, int(entries[1::3].max(initial=0)))
    plain = one_by_one and kinds[b"trak"] == 1 and b"soun" in handlers and handlers <= _OF_SOUND
    listed = in_fragments + (0 if plain and kinds[b"stts"] else samples)
    return (
        kinds[b"cmov"] > 0  # packed: what is in it would have to be unpacked to be counted
        # FFmpeg lists them anew for every edit
        or listed * max(SAMPLE_BYTES, 2 * edits) > len(data)
        or largest_chunk * chunks > CHUNKED_SAMPLES_A_BYTE * len(data)
    )


def _boxes_in(data: mmap.mmap, at: int) -> int:
    """How many there are in the box that begins there; at most one too many."""
    length, begin = _length(data, at, len(data))
    at, end, boxes = begin, at + length, 0
    while at + 8 <= min(end, len(data)) and boxes <= MOST_COMMENTS:
        boxes += 1
        length, _ = _length(data, at, end)
        if length < 8:  # FFmpeg reads no further
            break
        at += length
    return boxes


def _length(data: mmap.mmap, at: int, end: int) -> tuple[int, int]:
    """Of the box that begins there, which may go to the end of all; and where what it holds begins."""
    length = int.from_bytes(data[at : at + 4])
    if length == 1:
        return int.from_bytes(data[at + 8 : at + 16]), at + 16
    return length or end - at, at + 8
