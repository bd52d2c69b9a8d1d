"""One running app for the tests that talk to it, visits to it, and one small decoding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlparse

import pytest

from soundstorm.acoustic import Schedule
from soundstorm.errors import CheckpointError
from soundstorm.pipeline import SoundStormPipeline, finish
from soundstorm.trace import Trace
from soundstorm.ui import build_app, launch_options

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="session")
def app_url(pipeline: SoundStormPipeline) -> Iterator[str]:
    """The address of the app, as `app.py` builds it for the bundled models."""
    app = build_app(lambda: pipeline, stages=pipeline.audiolm.stages)
    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, **launch_options())
    yield url
    app.close()


@contextmanager
def unready_app() -> Iterator[str]:
    """The address of an app that waits for its models."""
    models = Future()
    app = build_app(models.result)
    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, **launch_options())
    yield url
    models.set_exception(CheckpointError("There are no models."))
    app.close()


@pytest.fixture(scope="session")
def spoken(pipeline: SoundStormPipeline, prompt_path: Path) -> Trace:
    """A short sentence, decoded in two iterations at level 1 and one at every other level."""
    schedule = Schedule((2, *[1] * (pipeline.levels - 1)))
    return finish(pipeline.stream("Hello there.", prompt_path, seed=3, schedule=schedule, candidates=5)).trace


@pytest.fixture
def complaints() -> list[str]:
    """Everything the browsers had to complain about during the test."""
    return []


@pytest.fixture
def visit(new_page: Callable[..., Page], app_url: str, complaints: list[str]) -> Callable[..., Page]:
    """Open the app as a new visitor: `visit("?trace=2-greedy", width=390)`; `script` runs before its own."""

    def open_page(query: str = "", width: int = 1280, height: int = 900, script: str = "") -> Page:
        page = new_page(viewport={"width": width, "height": height}, accept_downloads=True)
        page.add_init_script(script)
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "response",
            lambda answer: answer.status >= 400 and complaints.append(f"{answer.status} {answer.url}"),
        )
        page.on(
            "request", lambda request: leaves(request.url) and complaints.append(f"left for {request.url}")
        )
        page.goto(f"{app_url}{query}")
        return page

    return open_page


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    """One visitor on the page."""
    return visit()


def leaves(url: str) -> bool:
    """Whether a request goes to another machine."""
    address = urlparse(url)
    return address.scheme not in ("data", "blob") and address.hostname != "127.0.0.1"
