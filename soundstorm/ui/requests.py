"""Requests of which not all can be taken: too large ones, and those that end before their end."""

from __future__ import annotations

from starlette.formparsers import MultiPartException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from soundstorm.ui.runtime import MB, MOST_FILE_BYTES

MOST_BYTES = MOST_FILE_BYTES + 1_000_000  # a file and what is sent around it
TOO_LARGE = f"Send at most {MB} MB: this is too much."
GONE = "The sender is gone."


class _CutOffError(MultiPartException):
    """No more comes. Of this kind, because at it gradio removes what it has written of an upload."""


class SmallRequests:
    """Middleware that takes no more of a request than MOST_BYTES, whatever its header promises.

    Nothing is left, on the disk or in the log, of an upload that ends there or whose sender leaves.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        too_large = PlainTextResponse(TOO_LARGE, status_code=413)
        promised = dict(scope["headers"]).get(b"content-length", b"0")
        if promised.isdigit() and int(promised[:20]) > MOST_BYTES:
            return await too_large(scope, receive, send)
        comes, taken, ended, begun = scope["method"] == "POST", 0, "", False

        async def take() -> Message:
            nonlocal comes, taken, ended
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MOST_BYTES:
                ended = TOO_LARGE
            elif comes and message["type"] == "http.disconnect":
                ended = GONE
            if ended:
                raise _CutOffError(ended)
            comes = message.get("more_body", False)
            return message

        async def answer(message: Message) -> None:
            nonlocal begun
            if begun or not ended:  # else nobody is there, or is told below what was wrong
                begun = True
                await send(message)

        try:
            await self.app(scope, take, answer)
        except _CutOffError:
            pass  # whoever read the request did not expect it
        if ended == TOO_LARGE and not begun:
            await too_large(scope, receive, send)
