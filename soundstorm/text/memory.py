"""What has been read of a text is remembered until all of it has been read, and no longer: it is somebody's.

A long text is read several times, whole, by sentences and by parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TypeVar

Read = TypeVar("Read")

_MEMORY: ContextVar[dict | None] = ContextVar("what has been read", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Whatever is `remembered` here is made once; one text within another is part of it."""
    if _MEMORY.get() is not None:
        yield
        return
    before = _MEMORY.set({})
    try:
        yield
    finally:
        _MEMORY.reset(before)


def remembered(read: Callable[[str], Read]) -> Callable[[str], Read]:
    """A function of words that is called once for each of them, while something is `remembering`."""

    @wraps(read)
    def once(words: str) -> Read:
        memory = _MEMORY.get()
        if memory is None:
            return read(words)
        if (read, words) not in memory:
            memory[read, words] = read(words)
        return memory[read, words]

    return once
