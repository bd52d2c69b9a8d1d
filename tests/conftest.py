"""What all tests share: the bundled prompts, the bundled models, and no network."""

from __future__ import annotations

import importlib.util
import os
import socket
from pathlib import Path

import pytest

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("MPLBACKEND", "Agg")

REPOSITORY = Path(__file__).resolve().parent.parent
LOCAL_HOSTS = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "::")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs PESQ or Resemblyzer where no C compiler was there to install them."""
    missing = [name for name in ("pesq", "resemblyzer") if importlib.util.find_spec(name) is None]
    for item in items:
        if missing and item.get_closest_marker("compiled_metrics"):
            item.add_marker(pytest.mark.skip(reason=f"not installed: {', '.join(missing)}"))


@pytest.fixture(scope="session", autouse=True)
def only_this_machine():
    """Any connection that would leave this machine fails."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOCAL_HOSTS:
            raise OSError(f"A test tried to reach {address[0]}.")
        return connect(self, address)

    socket.socket.connect = connect_here
    yield
    socket.socket.connect = connect


@pytest.fixture(scope="session")
def prompt_folder() -> Path:
    """The bundled example prompts."""
    return REPOSITORY / "assets" / "prompts"


@pytest.fixture(scope="session")
def prompt_path(prompt_folder: Path) -> Path:
    """One bundled prompt: a man, 5.5 s, with a pause inside."""
    return prompt_folder / "man-8629.flac"


@pytest.fixture(scope="session")
def pipeline():
    """The bundled models, loaded once."""
    from soundstorm.pipeline import SoundStormPipeline

    return SoundStormPipeline.from_pretrained()
