"""The outside of a trace file: magic, version, a JSON header and arrays behind it (docs/trace.md).

Nothing here knows what the arrays mean. Whatever a file claims, reading it takes no more memory than the
caller expects of each array, and every damage found is a TraceError.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from soundstorm.errors import TraceError
from soundstorm.trace.limits import MAX_FILE_BYTES, MAX_HEADER_BYTES

MAGIC = b"SSTRACE\n"
VERSION = 2
START = struct.Struct("<8sII")  # magic, version, bytes of the header
FOREIGN = "This is no recorded run: choose a .sstrace file that SoundStorm wrote."


def damaged(why: str) -> TraceError:
    """The one sentence for a file that began like a trace."""
    return TraceError(f"This recorded run is damaged ({why}): save or download it again.")


@dataclass(frozen=True)
class Section:
    """An array to write.

    values: numbers of one, two or four bytes, or the bytes of a media file.
    planes: whether all low bytes go before all high bytes, which packs 16-bit floats better.
    minus: name of an earlier section that is subtracted before packing.
    mime: type of a media file, which is stored as it is.
    """

    values: np.ndarray | bytes
    planes: bool = False
    minus: str | None = None
    mime: str | None = None


def pack(header: Mapping[str, Any], sections: Mapping[str, Section]) -> bytes:
    """The file: the header, completed by the list of its sections, then the sections."""
    entries, packed, offset = [], [], 0
    for name, section in sections.items():
        entry: dict[str, Any] = {"name": name}
        if isinstance(section.values, bytes):
            content, shape, dtype = section.values, [len(section.values)], "uint8"
            entry |= {"encoding": "raw", "mime": section.mime}
        else:
            values = section.values
            shape, dtype = list(values.shape), values.dtype.name
            if section.minus:
                values = values - sections[section.minus].values
                entry["minus"] = section.minus
            data = values.astype(values.dtype.newbyteorder("<")).tobytes()
            if section.planes:
                data = np.frombuffer(data, np.uint8).reshape(-1, values.itemsize).T.tobytes()
            entry["encoding"] = "planes" if section.planes else "deflate"
            content = zlib.compress(data, 9)
        entry |= {"dtype": dtype, "shape": shape, "offset": offset, "bytes": len(content)}
        entries.append(entry)
        packed.append(content)
        offset += len(content)
    text = json.dumps({**header, "sections": entries}, ensure_ascii=False, separators=(",", ":"))
    encoded = text.encode()
    return b"".join([START.pack(MAGIC, VERSION, len(encoded)), encoded, *packed])


class Unpacked:
    """A file taken apart; its arrays are unpacked one by one, each only as what the caller expects."""

    def __init__(self, data: bytes) -> None:
        """
        Raises:
            TraceError: when this is not a whole file of this version.
        """
        if len(data) > MAX_FILE_BYTES:
            raise TraceError(
                f"This file is too large for a recorded run: the limit is {MAX_FILE_BYTES // 10**6} MB."
            )
        if len(data) < START.size or not data.startswith(MAGIC):
            raise TraceError(FOREIGN)
        _, version, length = START.unpack_from(data)
        if version != VERSION:
            raise TraceError(
                f"This recorded run has version {version} and this program reads version {VERSION}: "
                "record it again."
            )
        body = START.size + length
        if length > MAX_HEADER_BYTES or body > len(data):
            raise damaged("its header is cut off")
        self.header = _parse(data[START.size : body])
        self._data = memoryview(data)[body:]
        self._entries = _entries(self.header.pop("sections", None), len(self._data))
        self._unpacked: dict[str, np.ndarray] = {}

    def type_of(self, name: str, allowed: Collection[str]) -> str:
        """The type of a section's numbers, which must be one of these."""
        dtype = self._entries.get(name, {}).get("dtype")
        if dtype not in allowed:
            raise damaged(f"{name} has another type of numbers")
        return dtype

    @property
    def names(self) -> set[str]:
        """The sections there are."""
        return set(self._entries)

    def array(self, name: str, dtype: str, shape: tuple[int, ...]) -> np.ndarray:
        """A section, which must have this type and shape."""
        entry = self._entry(name, dtype)
        if entry.get("shape") != list(shape) or entry.get("encoding") not in ("deflate", "planes"):
            raise damaged(f"{name} has another shape than the header says")
        kind = np.dtype(dtype)
        size = int(np.prod(shape, dtype=np.int64)) * kind.itemsize
        data = _inflate(self._content(entry), size, name)
        if entry["encoding"] == "planes":
            data = np.frombuffer(data, np.uint8).reshape(kind.itemsize, -1).T.tobytes()
        values = np.frombuffer(data, kind.newbyteorder("<")).astype(kind).reshape(shape)
        if "minus" in entry:
            other = self._unpacked.get(entry["minus"]) if isinstance(entry["minus"], str) else None
            if other is None or (other.dtype, other.shape) != (values.dtype, values.shape):
                raise damaged(f"{name} builds on something that is not there")
            values = values + other
        self._unpacked[name] = values
        return values

    def blob(self, name: str, mime: str) -> bytes:
        """A media file, which must have this type."""
        entry = self._entry(name, "uint8")
        if (entry.get("encoding"), entry.get("mime"), entry.get("shape")) != ("raw", mime, [entry["bytes"]]):
            raise damaged(f"{name} is not what a recorded run holds")
        return bytes(self._content(entry))

    def _entry(self, name: str, dtype: str) -> dict[str, Any]:
        if name not in self._entries:
            raise damaged(f"{name} is missing")
        if self._entries[name].get("dtype") != dtype:
            raise damaged(f"{name} has another type of numbers")
        return self._entries[name]

    def _content(self, entry: dict[str, Any]) -> memoryview:
        return self._data[entry["offset"] : entry["offset"] + entry["bytes"]]


def _parse(encoded: bytes) -> dict[str, Any]:
    try:
        header = json.loads(encoded.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:  # neither text nor JSON; absurdly nested
        raise damaged("its header cannot be read") from error
    if not isinstance(header, dict):
        raise damaged("its header cannot be read")
    return header


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _entries(listed: Any, available: int) -> dict[str, dict[str, Any]]:
    """The sections by name; they must fill the rest of the file without gaps."""
    entries: dict[str, dict[str, Any]] = {}
    offset = 0
    for entry in listed if isinstance(listed, list) else [None]:
        known = isinstance(entry, dict) and isinstance(entry.get("name"), str)
        if not known or entry["name"] in entries:
            raise damaged("its list of sections cannot be read")
        length = entry.get("bytes")
        if type(length) is not int or length < 0 or entry.get("offset") != offset:
            raise damaged("its sections do not follow each other")
        entries[entry["name"]] = entry | {"offset": offset}
        offset += length
    if offset != available:
        raise damaged("it is cut off or has something behind its end")
    return entries


def _inflate(content: memoryview, size: int, name: str) -> bytes:
    """Exactly `size` bytes out of a zlib stream; a stream that holds more is not unpacked any further."""
    inflater = zlib.decompressobj()
    try:
        data = inflater.decompress(content, size + 1)
    except zlib.error as error:
        raise damaged(f"{name} cannot be unpacked") from error
    if len(data) != size or not inflater.eof or inflater.unused_data:
        raise damaged(f"{name} cannot be unpacked")
    return data
