"""Files of many formats that have as many tags as one likes, and not much else."""

from __future__ import annotations

import struct

from soundstorm.audio.comments import MOST_COMMENTS

MANY = MOST_COMMENTS + 1
NAMES = [b"%05d" % number for number in range(MANY)]


def little(number: int, size: int = 4) -> bytes:
    return number.to_bytes(size, "little")


def comments(names: list[bytes], program: bytes = b"") -> bytes:
    listed = b"".join(little(len(name) + 2) + name + b"=v" for name in names)
    return little(len(program)) + program + little(len(names)) + listed


def block(kind: int, content: bytes) -> bytes:
    return bytes([kind]) + len(content).to_bytes(3) + content


def flac(*blocks: bytes) -> bytes:
    about = struct.pack(">HH6xQ16x", 4096, 4096, 16_000 << 44 | 15 << 36)
    return b"fLaC" + block(0, about) + b"".join(blocks) + block(0x81, b"")


def page(content: bytes, lengths: list[int], serial: int = 1, flags: int = 0, number: int = 0) -> bytes:
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, 0, serial, number, 0) + bytes([len(lengths), *lengths])
    checksum = 0
    for byte in head + content:
        checksum ^= byte << 24
        for _ in range(8):
            checksum = checksum << 1 ^ (0x104C11DB7 if checksum >> 31 else 0)
    return head[:22] + little(checksum) + head[26:] + content


def ogg(*packets: bytes, serial: int = 1) -> bytes:
    """A stream of as many pages as there must be; of the first packet's only it."""
    pages: list[bytes] = []
    for packet in packets:
        lengths = [255] * (len(packet) // 255) + [len(packet) % 255]
        for first in range(0, len(lengths), 255):
            flags = (0 if pages else 2) | (1 if first else 0)
            content = packet[first * 255 : (first + 255) * 255]
            pages.append(page(content, lengths[first : first + 255], serial, flags, len(pages)))
    return b"".join(pages)


def damaged(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def id3(*frames: bytes, version: int = 3, flags: int = 0) -> bytes:
    size = sum(map(len, frames))
    sizes = bytes(size >> shift & 127 for shift in (21, 14, 7, 0))
    return b"ID3" + bytes([version, 0, flags]) + sizes + b"".join(frames)


def frame(kind: bytes, content: bytes, flags: int = 0) -> bytes:
    if len(kind) == 3:
        return kind + len(content).to_bytes(3) + content
    return kind + struct.pack(">IH", len(content), flags) + content


def named(kind: bytes = b"TXXX", names: list[bytes] = NAMES) -> list[bytes]:
    return [frame(kind, b"\0" + name + b"\0v") for name in names]


def chunk(kind: bytes, *content: bytes) -> bytes:
    whole = b"".join(content)
    return kind + little(len(whole)) + whole + bytes(len(whole) % 2)


def wav(*chunks: bytes) -> bytes:
    about = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, 16_000, 32_000, 2, 16))
    return chunk(b"RIFF", b"WAVE", about, *chunks, chunk(b"data", bytes(3200)))


def asf(kind: str) -> bytes:
    """Only the part of an ASF file that tells how many tags follow."""
    return bytes.fromhex(kind) + little(26, 8) + little(MANY, 2)


def amf(name: bytes, value: bytes) -> bytes:
    return len(name).to_bytes(2) + name + value


def flv(*values: bytes) -> bytes:
    data = b"\2\0\x0aonMetaData\x08" + bytes(4) + b"".join(values) + b"\0\0\x09"
    return b"FLV\1\4\0\0\0\x09" + bytes(4) + b"\x12" + len(data).to_bytes(3) + bytes(7) + data
