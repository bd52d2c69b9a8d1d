"""Trace files taken apart and put together, by docs/trace.md alone."""

from __future__ import annotations

import json
import struct

import pytest

from soundstorm.errors import TraceError
from soundstorm.trace import Trace


def take_apart(data: bytes) -> tuple[dict, bytes]:
    """Header and body of a file, by docs/trace.md alone."""
    magic, version, length = struct.unpack_from("<8sII", data)
    assert (magic, version) == (b"SSTRACE\n", 2)
    return json.loads(data[16 : 16 + length]), data[16 + length :]


def put_together(header: dict, body: bytes, version: int = 2) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<8sII", b"SSTRACE\n", version, len(text)) + text + body


def with_section(data: bytes, name: str, content: bytes) -> bytes:
    """The file with other bytes in one section, its list of sections put right."""
    header, body = take_apart(data)
    parts = {s["name"]: body[s["offset"] : s["offset"] + s["bytes"]] for s in header["sections"]} | {
        name: content
    }
    offset = 0
    for section in header["sections"]:
        section |= {"offset": offset, "bytes": len(parts[section["name"]])}
        offset += section["bytes"]
    return put_together(header, b"".join(parts.values()))


def refuse(data: bytes, hint: str = ".") -> None:
    with pytest.raises(TraceError, match=hint) as caught:
        Trace.from_bytes(data)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 200
