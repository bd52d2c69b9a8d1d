"""Files that stand under their name only when they are whole."""

from __future__ import annotations

import errno
import logging
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_IMODE
from typing import TypeVar

from soundstorm.errors import FileError

T = TypeVar("T")

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # what the system says of a disk

log = logging.getLogger(__name__)


@contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """A place beside `path` to write to; it becomes `path` when the block has ended well.

    A full disk, an error or a killed process leaves what stood there before. A link at `path` is replaced,
    not followed. The place has the ending of `path`, by which some libraries choose a format, and
    the file the mode that the umask gives, whoever wrote it.

    Raises:
        FileError: when the operating system refuses, or no file can have that name; what was begun is gone.
    """
    path = Path(path)
    if "\0" in str(path):
        raise FileError(f"{path.name!r} cannot be written: choose a name that a file can have.")
    unfinished = path.with_name(f".{secrets.token_hex(4)}.part{path.suffix}")
    try:
        unfinished.touch()
        usual = unfinished.stat().st_mode  # by the umask; safetensors puts a file for its owner alone there
        yield unfinished
        unfinished.chmod(S_IMODE(usual))
        with unfinished.open("r+b") as written:
            os.fsync(written.fileno())  # or a power cut could leave the name without the contents
        unfinished.replace(path)
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        with suppress(OSError):  # where nothing could be begun, there is nothing to take away
            unfinished.unlink()


def make_folder(folder: str | Path) -> None:
    """Make a folder, and those above it that are missing.

    Raises:
        FileError: when the operating system refuses, or something else stands there.
    """
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refused(Path(folder), error) from error


def _refused(path: Path, error: OSError) -> FileError:
    advice = "free some space" if error.errno in FULL else "choose another place"
    return FileError(f"{path.name} cannot be written ({error.strerror}): {advice}.")


def write_whole(path: str | Path, contents: str | bytes) -> None:
    """Write a file, text as UTF-8; see `whole_file`."""
    with whole_file(path) as unfinished:
        unfinished.write_bytes(contents.encode() if isinstance(contents, str) else contents)


def read_or_make(path: Path, read: Callable[[Path], T], make: Callable[[Path], object]) -> T:
    """What is in a file that takes long to make and is made once; a damaged one is made anew, which is said.

    Args:
        read: raises whatever it likes where the file is not whole.
        make: writes to the place that it is given, see `whole_file`.
    """
    if path.exists():
        try:
            return read(path)
        except Exception:  # of damaged bytes libraries say all kinds of things
            log.warning("%s is damaged and is made anew.", path)
    with whole_file(path) as unfinished:
        make(unfinished)
    return read(path)
