"""Requests that are too large end before they fill the memory; of what ends early nothing is left."""

import socket
import time
from pathlib import Path
from urllib.parse import urlparse

import httpx
import pytest

from soundstorm.ui import build_app, launch_options
from soundstorm.ui.requests import MOST_BYTES, TOO_LARGE, SmallRequests
from tests.apart import run_apart

PATIENCE = 180  # seconds; a busy machine is slow
PIECE = bytes(1_000_000)


def statuses(headers: list, pieces: int) -> tuple[list[int], int]:
    """What is answered to a request in pieces, and how many of them were taken."""
    taken, sent = [], []

    async def app(scope, receive, send):
        while (await receive())["more_body"]:
            pass
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    async def receive():
        taken.append(PIECE)
        return {"type": "http.request", "body": PIECE, "more_body": len(taken) < pieces}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
    run_apart(SmallRequests(app)(scope, receive, send))
    return [message["status"] for message in sent if "status" in message], len(taken)


def test_what_is_small_enough_arrives():
    assert statuses([], 20) == ([200], 20)


def test_a_body_without_a_length_is_taken_up_to_the_limit():
    assert statuses([], 10**6) == ([413], MOST_BYTES // len(PIECE) + 1)


@pytest.mark.parametrize("promised", [b"21000001", b"9" * 400])
def test_nothing_is_taken_of_what_promises_too_much(promised):
    assert statuses([(b"content-length", promised)], 1) == ([413], 0)


@pytest.mark.parametrize("promised", [b"-5", b"many", b""])
def test_a_length_that_is_none_promises_nothing(promised):
    assert statuses([(b"content-length", promised)], 3) == ([200], 3)


@pytest.fixture
def page(tmp_path, monkeypatch):
    """The address of an app whose files lie in `tmp_path`, which has seen one upload."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    app = build_app(lambda: None)
    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, **launch_options())
    httpx.post(f"{url}gradio_api/upload", files={"files": b"whole"}, timeout=PATIENCE).raise_for_status()
    yield urlparse(url)
    app.close()


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def part(name: str) -> bytes:
    """How a file begins in an upload."""
    return f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()


def test_an_upload_that_breaks_off_leaves_neither_a_file_nor_a_line_in_the_log(page, tmp_path, capfd, caplog):
    before = files(tmp_path)
    for sent in (part("a.wav") + bytes(5000), b""):
        request = (
            f"POST /gradio_api/upload HTTP/1.1\r\nHost: {page.netloc}\r\nContent-Length: 100000\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        )
        with socket.create_connection((page.hostname, page.port)) as sender:
            sender.sendall(request.encode() + sent)
            waited_for(lambda sent=sent: bool(files(tmp_path) - before) == bool(sent))
    waited_for(lambda: files(tmp_path) == before)
    httpx.get(page.geturl(), timeout=PATIENCE).raise_for_status()  # whatever there was to log is logged
    assert "".join(capfd.readouterr()) == "" and caplog.records[:-1] == []


def test_of_an_upload_that_is_cut_off_nothing_is_left(page, tmp_path):
    before = files(tmp_path)

    def many():
        for number in range(2 * MOST_BYTES // len(PIECE)):
            yield part(f"{number}.wav") + PIECE + b"\r\n"

    kind = {"content-type": "multipart/form-data; boundary=x"}
    answer = httpx.post(f"{page.geturl()}gradio_api/upload", content=many(), headers=kind, timeout=PATIENCE)
    assert (answer.status_code, answer.text) == (413, TOO_LARGE)
    assert files(tmp_path) == before


def test_whoever_sends_too_much_of_anything_is_told(page):
    answer = httpx.post(
        f"{page.geturl()}gradio_api/queue/join",
        content=iter([PIECE] * 30),
        headers={"content-type": "application/json"},
        timeout=PATIENCE,
    )
    assert (answer.status_code, answer.text) == (413, TOO_LARGE)


def waited_for(condition) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
