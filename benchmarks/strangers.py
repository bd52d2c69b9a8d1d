"""What anybody may send to the page: requests with anything in them, uploads that break off."""

from __future__ import annotations

import json
import socket
from itertools import cycle
from pathlib import Path
from random import Random
from urllib.parse import urlparse

import httpx
from spoiled import bad_value

HANGS = 600  # seconds without an answer
JSON = {"content-type": "application/json"}
NAMES = ("../../evil.wav", "/etc/cron.d/evil", "<script>.wav", "a\0b.wav", "x" * 5000, "nul", ".", "..")
PLACES = (
    "/etc/passwd",
    str(Path(__file__).resolve()),
    "../../../../etc/passwd",
    "%2e%2e/%2e%2e/etc/passwd",
    "/proc/self/environ",
)
REQUESTS = ("generate", "queue", "direct", "part", "upload", "file")
DIRECT = ("run/predict", "api/predict", "run/generate", "api/generate", "call/generate")
PARTS = ("place", "after", "postprocess", "__init__", "constructor_args", "")  # of the page, by name
ANYTHING = (None, [], {}, "text", [[]], {"name": [], "number": 1})  # what an event may be given
MOST_INPUTS = 40  # of an event; what is too much is not looked at
TOO_MUCH = 30_000_000  # bytes


class Stranger:
    """The requests by kind, to a page at `url` with so many `events`; what is no right answer is an error."""

    def __init__(self, url: str, events: int) -> None:
        self.url, self.events, self.next_events = url, events, cycle(range(events))
        self.names_refused = 0  # of uploads, whose bytes go with all that is an hour old

    def event(self, _: Random) -> None:
        """The next event of the page, one after the other, with one value in place of all that it takes."""
        number = next(self.next_events)
        for value in ANYTHING:
            answer = self._join([value] * MOST_INPUTS, number, f"all{number}", value)
            if answer.status_code >= 500 and answer.status_code != 503:
                raise ValueError(f"event {number}: {answer.status_code} {answer.text[:200]}")
            if "Traceback" in answer.text:
                raise ValueError(f"event {number}: {answer.text[:200]}")

    def request(self, random: Random) -> None:
        """Whatever the page answers, it is no traceback, and no file of this machine."""
        kind = random.choice(REQUESTS)
        answer = getattr(self, f"_{kind}")(random)
        if answer.status_code >= 500 and answer.status_code != 503:
            raise ValueError(f"{kind}: {answer.status_code} {answer.text[:200]}")
        if "Traceback" in answer.text or "root:x:" in answer.text:
            raise ValueError(f"{kind}: {answer.text[:200]}")

    def broken_off(self, random: Random) -> None:
        """An upload whose sender leaves in the middle of it, or one that has no length and no end."""
        begin = (
            b"POST /gradio_api/upload HTTP/1.1\r\nHost: page\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n"
        )
        part = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.wav"\r\n\r\n'
        page = urlparse(self.url)
        with socket.create_connection((page.hostname, page.port), timeout=HANGS) as sender:
            if random.random() < 0.9:
                body = part + random.randbytes(random.randrange(200_000))
                sender.sendall(
                    begin + b"Content-Length: 1000000\r\n\r\n" + body[: random.randrange(len(body))]
                )
                return
            sender.sendall(begin + b"Transfer-Encoding: chunked\r\n\r\n")
            piece = part + bytes(1_000_000) + b"\r\n"
            try:
                for _ in range(TOO_MUCH // len(piece)):
                    sender.sendall(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            except ConnectionError:  # it was told before its end
                return
            if not sender.recv(100).startswith(b"HTTP/1.1 413"):
                raise ValueError("more was taken than may be sent")

    def _generate(self, random: Random) -> httpx.Response:
        """To the endpoint for programs, to its end; the prompt is never one, so nothing is decoded."""
        call = f"{self.url}gradio_api/call/generate"
        form = [bad_value(random) for _ in range(random.randrange(8))]
        posted = httpx.post(call, json={"data": form}, timeout=HANGS)
        if posted.status_code != 200:
            return posted
        answer = httpx.get(f"{call}/{posted.json()['event_id']}", timeout=HANGS)
        if "event: error" not in answer.text:
            raise ValueError(f"generate: {form!r:.200} gave {answer.text[:200]}")
        return answer

    def _queue(self, random: Random) -> httpx.Response:
        data = [bad_value(random) for _ in range(random.randrange(12))]
        number = random.choice([*range(self.events), -1, 10**9, None, "x"])
        return self._join(data, number, f"bad{random.randrange(10**6)}", bad_value(random))

    def _join(self, data: list[object], number: object, session: str, told: object) -> httpx.Response:
        """An event by the queue, to its end."""
        body = {"data": data, "fn_index": number, "session_hash": session, "event_data": told}
        joined = httpx.post(
            f"{self.url}gradio_api/queue/join", content=json.dumps(body), headers=JSON, timeout=HANGS
        )
        if joined.status_code == 200:
            address = f"{self.url}gradio_api/queue/data?session_hash={session}"
            return httpx.get(address, timeout=HANGS)
        return joined

    def _direct(self, random: Random) -> httpx.Response:
        """An event past the queue, where gradio takes that; it says its errors with 500, in JSON."""
        body = {
            "data": [bad_value(random) for _ in range(random.randrange(12))],
            "fn_index": random.randrange(self.events),
            "session_hash": random.choice([None, "", "ann", "s" * 65]),
            "event_data": bad_value(random),
        }
        answer = httpx.post(
            f"{self.url}gradio_api/{random.choice(DIRECT)}",
            content=json.dumps(body),
            headers=JSON,
            timeout=HANGS,
        )
        told = answer.status_code == 500 and answer.headers.get("content-type", "").startswith(
            "application/json"
        )
        return httpx.Response(200, text=answer.text) if told else answer

    def _part(self, random: Random) -> httpx.Response:
        """A part of the page, asked for what it offers its own scripts, or for anything else."""
        body: object = {
            "data": bad_value(random),
            "component_id": random.choice([random.randrange(400), bad_value(random)]),
            "fn_name": random.choice([*PARTS, bad_value(random)]),
            "session_hash": random.choice(["ann", "s" * 65, bad_value(random)]),
        }
        content = json.dumps(random.choice([body, body, body, bad_value(random)])).encode()
        if random.random() < 0.1:
            content = random.randbytes(random.randrange(200))
        kind = random.choice([JSON, JSON, {"content-type": "multipart/form-data; boundary=x"}, {}])
        address = f"{self.url}gradio_api/component_server"
        return httpx.post(address, content=content, headers=kind, timeout=HANGS)

    def _upload(self, random: Random) -> httpx.Response:
        files = {"files": (random.choice(NAMES), random.randbytes(random.randrange(3000)))}
        answer = httpx.post(f"{self.url}gradio_api/upload", files=files, timeout=HANGS)
        self.names_refused += answer.status_code == 400
        return answer

    def _file(self, random: Random) -> httpx.Response:
        place = random.choice(PLACES)
        answer = httpx.get(f"{self.url}gradio_api/file={place}", timeout=HANGS)
        if answer.status_code == 200:
            raise ValueError(f"file: {place} was handed out")
        return answer
