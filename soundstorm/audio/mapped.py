"""The bytes of a file that is judged before a decoder opens it."""

from __future__ import annotations

import mmap
import os
from typing import BinaryIO


def mapped(file: BinaryIO) -> mmap.mmap | bytes:
    """They are read where they are looked at, and let go with the last reference; an empty file has none."""
    if not os.fstat(file.fileno()).st_size:
        return b""  # which the system does not map
    return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
