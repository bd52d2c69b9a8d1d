"""What tests of hostile files share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import av
import pytest


def _opened(*_args: Any, **_named: Any) -> None:
    raise AssertionError("the file was opened")


@pytest.fixture
def unopened(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, str], None]:
    """Fails the test where FFmpeg opens a file; called with a module and a name, where that one does."""
    monkeypatch.setattr(av, "open", _opened)
    return lambda module, name: monkeypatch.setattr(module, name, _opened)
