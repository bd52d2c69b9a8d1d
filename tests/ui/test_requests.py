"""Requests that are too large end before they fill the memory, whatever they promise."""

import pytest

from soundstorm.ui.requests import MOST_BYTES, SmallRequests
from tests.apart import run_apart

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
