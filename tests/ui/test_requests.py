"""Requests that are too large end before they fill the memory; of what ends early nothing is left."""

import json
import socket
import time
from pathlib import Path
from urllib.parse import urlparse

import httpx
import pytest

from soundstorm.ui import build_app, launch_options
from soundstorm.ui.app import MOST_SESSIONS
from soundstorm.ui.requests import (
    MOST_BYTES,
    MOST_EVENT_BYTES,
    MOST_NAME,
    NO_COMPONENT,
    NO_JSON,
    NO_SESSION,
    TOO_LARGE,
    TOO_MUCH,
    UPLOAD,
    SmallRequests,
)
from tests.apart import run_apart

PATIENCE = 180  # seconds; a busy machine is slow
PIECE = bytes(1_000_000)


def statuses(headers: list, pieces: int, path: str = UPLOAD) -> tuple[list[int], int]:
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

    scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
    run_apart(SmallRequests(app)(scope, receive, send))
    return [message["status"] for message in sent if "status" in message], len(taken)


@pytest.mark.parametrize(
    ("path", "most"), [(UPLOAD, MOST_BYTES), ("/speech" + UPLOAD, MOST_BYTES), ("/", MOST_EVENT_BYTES)]
)
def test_a_body_without_a_length_is_taken_up_to_the_limit(path, most):
    pieces = most // len(PIECE)
    assert statuses([], pieces, path) == ([200], pieces)
    assert statuses([], 10**6, path) == ([413], pieces + 1)


@pytest.mark.parametrize(
    ("path", "promised"), [(UPLOAD, b"21000001"), (UPLOAD, b"9" * 400), ("/", b"2000001")]
)
def test_nothing_is_taken_of_what_promises_too_much(path, promised):
    assert statuses([(b"content-length", promised)], 1, path) == ([413], 0)


@pytest.mark.parametrize("promised", [b"-5", b"many", b""])
def test_a_length_that_is_none_promises_nothing(promised):
    assert statuses([(b"content-length", promised)], 3) == ([200], 3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the app's files lie."""
    return tmp_path_factory.mktemp("gradio")


@pytest.fixture(scope="module")
def app(folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADIO_TEMP_DIR", str(folder))
        app = build_app(lambda: None)
        app.launch(prevent_thread_lock=True, quiet=True, **launch_options())
    yield app
    app.close()


@pytest.fixture
def page(app):
    """The address of the app, which has seen one upload."""
    files = {"files": b"whole"}
    httpx.post(f"{app.local_url}gradio_api/upload", files=files, timeout=PATIENCE).raise_for_status()
    return urlparse(app.local_url)


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def part(name: str) -> bytes:
    """How a file begins in an upload."""
    return f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()


def test_an_upload_that_breaks_off_leaves_neither_a_file_nor_a_line_in_the_log(page, folder, capfd, caplog):
    before = files(folder)
    for sent in (part("a.wav") + bytes(5000), b""):
        request = (
            f"POST /gradio_api/upload HTTP/1.1\r\nHost: {page.netloc}\r\nContent-Length: 100000\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        )
        with socket.create_connection((page.hostname, page.port)) as sender:
            sender.sendall(request.encode() + sent)
            waited_for(lambda sent=sent: bool(files(folder) - before) == bool(sent))
    waited_for(lambda: files(folder) == before)
    httpx.get(page.geturl(), timeout=PATIENCE).raise_for_status()  # whatever there was to log is logged
    assert "".join(capfd.readouterr()) == "" and caplog.records[:-1] == []


def test_of_an_upload_that_is_cut_off_nothing_is_left(page, folder):
    before = files(folder)

    def many():
        for number in range(2 * MOST_BYTES // len(PIECE)):
            yield part(f"{number}.wav") + PIECE + b"\r\n"

    kind = {"content-type": "multipart/form-data; boundary=x"}
    answer = httpx.post(f"{page.geturl()}gradio_api/upload", content=many(), headers=kind, timeout=PATIENCE)
    assert (answer.status_code, answer.text) == (413, TOO_LARGE)
    assert files(folder) == before


def test_whoever_sends_too_much_of_anything_is_told(page):
    answer = httpx.post(
        f"{page.geturl()}gradio_api/queue/join",
        content=iter([PIECE] * 30),
        headers={"content-type": "application/json"},
        timeout=PATIENCE,
    )
    assert (answer.status_code, answer.text) == (413, TOO_MUCH)


LONG = "s" * (MOST_NAME + 1)


@pytest.mark.parametrize("name", ["s" * MOST_NAME, LONG])
@pytest.mark.parametrize(
    ("way", "about"),
    [
        ("queue/join", {"data": [], "fn_index": -1}),
        ("run/predict", {"data": [], "fn_index": -1}),
        ("call/generate", {"data": []}),
        ("component_server", {"data": [], "component_id": -1, "fn_name": "place"}),
    ],
)
def test_a_session_has_a_short_name_by_whatever_way(app, page, way, about, name):
    client = httpx.Client(base_url=f"{page.geturl()}gradio_api/", timeout=PATIENCE)
    refused = client.post(way, json=about | {"session_hash": name})
    assert (NO_SESSION in refused.text) is (name == LONG), refused.text
    assert name != LONG or (refused.status_code, LONG in app.state_holder) == (400, False)


def test_an_address_has_no_long_session_either(page):
    for way in (f"heartbeat/{LONG}", f"queue/data?session_hash={LONG}"):
        answer = httpx.get(f"{page.geturl()}gradio_api/{way}", timeout=PATIENCE)
        assert (answer.status_code, answer.json()["detail"]) == (400, NO_SESSION)


def test_of_so_many_sessions_alone_something_is_kept(app, page):
    for number in range(MOST_SESSIONS + 3):
        assert app.state_holder[f"visitor {number}"]
    assert len(app.state_holder.session_data) == MOST_SESSIONS == 500
    assert "visitor 2" not in app.state_holder and "visitor 3" in app.state_holder


PART = {"data": None, "component_id": 1, "fn_name": "place", "session_hash": "ann"}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"\xff\x00", NO_JSON),
        (b"[" * 100_000, NO_JSON),
        (b"[]", NO_JSON),
        *((json.dumps(PART | {name: []}).encode(), NO_JSON) for name in PART if name != "data"),
        (json.dumps(PART | {"component_id": -1}).encode(), NO_COMPONENT),
    ],
)
@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
def test_a_part_of_the_page_that_is_asked_wrongly_answers_with_a_sentence(page, capfd, kind, body, sentence):
    answer = httpx.post(
        f"{page.geturl()}gradio_api/component_server",
        content=body,
        headers={"content-type": kind},
        timeout=PATIENCE,
    )
    assert answer.status_code in (400, 404) and answer.json()["detail"] == sentence
    assert "Traceback" not in "".join(capfd.readouterr())


def test_no_part_of_the_page_takes_files(page):
    answer = httpx.post(
        f"{page.geturl()}gradio_api/component_server",
        files={"a": b"x"},
        data={"fn_name": "place"},
        timeout=PATIENCE,
    )
    assert (answer.status_code, answer.json()["detail"]) == (400, NO_JSON)


def waited_for(condition) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
