"""One running app for the tests that talk to it: the bundled checkpoint, a free port of this machine."""

from collections.abc import Iterator

import pytest

from soundstorm.pipeline import SoundStormPipeline
from soundstorm.ui import build_app, launch_options


@pytest.fixture(scope="session")
def app_url(pipeline: SoundStormPipeline) -> Iterator[str]:
    """The address of the app."""
    app = build_app(pipeline)
    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, **launch_options())
    yield url
    app.close()
