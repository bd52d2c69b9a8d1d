"""Requests that are too large: refused before they fill the memory."""

from __future__ import annotations

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from soundstorm.ui.runtime import MB, MOST_FILE_BYTES

MOST_BYTES = MOST_FILE_BYTES + 1_000_000  # a file and what is sent around it
TOO_LARGE = f"Send at most {MB} MB: this is too much."


class _TooLargeError(Exception):
    """More came than may."""


class SmallRequests:
    """Middleware that takes no more of a request than MOST_BYTES, whatever its header promises."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        taken, begun = 0, False

        async def take() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MOST_BYTES:
                raise _TooLargeError
            return message

        async def answer(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        promised = dict(scope["headers"]).get(b"content-length", b"0")
        try:
            if promised.isdigit() and int(promised[:20]) > MOST_BYTES:
                raise _TooLargeError
            await self.app(scope, take, answer)
        except _TooLargeError:
            if not begun:
                await PlainTextResponse(TOO_LARGE, status_code=413)(scope, receive, send)
