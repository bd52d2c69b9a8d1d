"""Vorbis comments, the tags of FLAC and Ogg files: how many a file has.

They are a list, in which each comes behind its length. An Ogg file is a row of pages, each of one stream, in
which packets may begin and end anywhere: which of them hold comments, their first byte and the codec tell.
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from itertools import accumulate

TOO_MANY = 2**32  # says that a file has more pages or packets than a recording needs
MOST_COMMENTS = 1000  # and tags of other files: decoders compare each with all before it
MOST_PAGES = 100_000  # ten minutes in pages of 20 ms have 30,000
MOST_PACKETS = 1_000_000  # ten minutes of the shortest that Opus knows have 240,000
PAGE_HEADER = 27
# By the first byte of a packet, behind how many bytes comments begin in it: Vorbis and video of old films,
# FLAC (two), Theora, and Opus or VP8. Those of Speex and CELT begin with nothing of their own.
_BEHIND = {3: (7,), 4: (4,), 0x84: (4,), 0x81: (7,), ord("O"): (7, 8)}
_UNMARKED = re.compile(b"Speex   |CELT    ")
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def of_flac(data: mmap.mmap) -> Iterator[int]:
    """A number for every block before the sound, wherever a file begins: itself and the comments in it."""
    for begin in re.finditer(b"fLaC", data):
        at = begin.end()
        while at + 4 <= len(data):
            kind, size = data[at], int.from_bytes(data[at + 1 : at + 4])
            yield 1 + (comments(data, at + 4) if kind & 127 == 4 else 0)
            if kind & 128:  # the last
                break
            at += 4 + size


def of_ogg(data: mmap.mmap) -> Iterator[int]:
    """A number for every packet that may hold comments."""
    streams: dict[bytes, bytearray] = {}
    packets: dict[bytes, list[int]] = {}  # where they may begin in a stream: at pages, too, after an error
    at = pages = begun = checked = 0
    while (at := data.find(b"OggS", at)) >= 0 and at + PAGE_HEADER <= len(data):
        begin = at + PAGE_HEADER + data[at + PAGE_HEADER - 1]
        lengths = data[at + PAGE_HEADER : begin]
        end = begin + sum(lengths)
        pages, checked = pages + 1, checked + end - at
        if pages > MOST_PAGES or begun > MOST_PACKETS or checked > 2 * len(data):  # damaged ones overlap
            yield TOO_MANY
        if end > len(data) or data[at + 4] or not _is_whole(data[at:end]):
            at = begin  # FFmpeg looks for the next one from there
            continue
        serial = data[at + 14 : at + 18]
        stream = streams.setdefault(serial, bytearray())
        ends = zip(lengths, accumulate(lengths), strict=True)
        starts = [len(stream), *(len(stream) + stop for length, stop in ends if length < 255)]
        packets.setdefault(serial, []).extend(starts)
        begun += len(starts)
        stream += data[begin:end]
        at = end
    for serial, stream in streams.items():
        unmarked = (0,) if _UNMARKED.search(stream) else ()
        for start in sorted(set(packets[serial])):
            if start < len(stream):
                for behind in (*_BEHIND.get(stream[start], ()), *unmarked):
                    yield comments(stream, start + behind)


def comments(data: mmap.mmap | bytearray, at: int) -> int:
    """How many whole ones begin there, behind a program's name and their number; at most one too many."""
    at += 4 + int.from_bytes(data[at : at + 4], "little")
    named, at = int.from_bytes(data[at : at + 4], "little"), at + 4
    named, whole = min(named, MOST_COMMENTS + 1), 0
    while whole < named and at + 4 <= len(data):
        at += 4 + int.from_bytes(data[at : at + 4], "little")
        whole += at <= len(data)
    return whole


def _is_whole(page: bytes) -> bool:
    """Whether a page's checksum is right; Ogg's is zlib's, of bytes whose bits stand the other way round."""
    said = int.from_bytes(page[22:26].translate(_MIRRORED))
    mirrored = (page[:22] + bytes(4) + page[26:]).translate(_MIRRORED)
    return zlib.crc32(mirrored, 2**32 - 1) ^ (2**32 - 1) == said
