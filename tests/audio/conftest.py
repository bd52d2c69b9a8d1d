"""What tests of hostile files share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import pytest

from soundstorm.audio import read_audio
from soundstorm.audio.tags import read_tags
from soundstorm.errors import AudioError


def _opened(*_args: Any, **_named: Any) -> None:
    raise AssertionError("the file was opened")


@pytest.fixture
def unopened(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, str], None]:
    """Fails the test where FFmpeg opens a file; called with a module and a name, where that one does."""
    monkeypatch.setattr(av, "open", _opened)
    return lambda module, name: monkeypatch.setattr(module, name, _opened)


@pytest.fixture
def stays_closed(tmp_path: Path, unopened: Callable[[Any, str], None]) -> Callable[[str, bytes], None]:
    """Fails the test where a small file, of a name and content, is not refused before FFmpeg opens it."""

    def check(name: str, content: bytes) -> None:
        path = tmp_path / name
        path.write_bytes(content)
        assert path.stat().st_size < 1_000_000
        with pytest.raises(AudioError, match="cannot be read as audio"):
            read_audio(path, 16_000)
        assert read_tags(path) == {}

    return check
