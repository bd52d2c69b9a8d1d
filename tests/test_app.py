"""`python app.py`, as a user starts it."""

import os
import re
import runpy
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from soundstorm.acoustic.engine import PRECISIONS
from soundstorm.ui.leftovers import OURS

ROOT = Path(__file__).resolve().parents[1]
GENEROUS_SECONDS = 300  # the bar is 20 s on an idle machine; a busy one must not fail the tests


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_the_page_is_served_after_one_command_and_leaves_no_file(port, tmp_path):
    environment = os.environ | {"GRADIO_SERVER_PORT": str(port), "GRADIO_TEMP_DIR": str(tmp_path)}
    app = subprocess.Popen(
        [sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        page = wait_for(f"http://127.0.0.1:{port}/", app)
        assert "SoundStorm" in page.text
        # which of the two is faster is measured at every start: float32 or int8 may win by a hair
        precision = re.fullmatch(r"SoundStorm decodes in (\w+)\.\n", app.stdout.readline())
        assert precision[1] in PRECISIONS
        assert f"http://127.0.0.1:{port}" in app.stdout.readline()
        [folder] = tmp_path.glob(f"{OURS}*")
        assert [*folder.rglob("*.sstrace")] != []
    finally:
        app.terminate()
        app.wait(timeout=GENEROUS_SECONDS)
    assert not folder.exists() and [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("variable", "sentence"),
    [
        ("SOUNDSTORM_CONSENT", "Set SOUNDSTORM_CONSENT to asked or spoken: 'yes' is neither."),
        (
            "SOUNDSTORM_PRECISION",
            "SOUNDSTORM_PRECISION: Choose a precision from float32, bfloat16, int8, not 'yes'.",
        ),
    ],
)
def test_a_wrong_setting_ends_the_start_with_one_sentence(variable, sentence, monkeypatch):
    monkeypatch.setenv(variable, "yes")
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(ROOT / "app.py"), run_name="__main__")
    assert ended.value.code == sentence  # Python prints it to stderr and ends with 1


def wait_for(url: str, app: subprocess.Popen) -> httpx.Response:
    """The page, as soon as it is there."""
    deadline = time.monotonic() + GENEROUS_SECONDS
    while time.monotonic() < deadline and app.poll() is None:
        try:
            return httpx.get(url).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError(f"no page: app.py ended with {app.poll()}")
