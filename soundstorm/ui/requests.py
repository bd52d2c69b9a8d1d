"""Requests that are not taken: too large ones, those that end before their end, those that no page sends.

And which pages are open.
"""

from __future__ import annotations

import re

from fastapi import HTTPException, Request
from starlette.formparsers import MultiPartException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from soundstorm.ui.runtime import MB, MOST_FILE_BYTES

UPLOAD = "/gradio_api/upload"  # behind a proxy the path may begin with the app's place
LISTENS = re.compile(r"/gradio_api/heartbeat/(?P<session>[^/]+)$")
MOST_BYTES = MOST_FILE_BYTES + 1_000_000  # of an upload: a file and what is sent around it
MOST_EVENT_BYTES = 2_000_000  # of all else, which is held in memory until it has been answered
TOO_LARGE = f"Send at most {MB} MB: this is too much."
TOO_MUCH = f"Send at most {MOST_EVENT_BYTES / 1e6:.0f} MB, files as an upload: this is too much."
GONE = "The sender is gone."
MOST_NAME = 64  # characters of a session's name; gradio's have 11, or 36 where a program draws them
NO_SESSION = f"Name your session with at most {MOST_NAME} characters."
NO_JSON = "Send a JSON object with data, fn_name, component_id and session_hash, as the page does."
ASKED = {"data": object, "fn_name": str, "component_id": int, "session_hash": str}  # of a part of the page
NO_COMPONENT = "There is no such part of the page here: reload it."


class _CutOffError(MultiPartException):
    """No more comes. Of this kind, because at it gradio removes what it has written of an upload."""


class SmallRequests:
    """Middleware that takes no more of an upload than MOST_BYTES, and of any other request MOST_EVENT_BYTES.

    Whatever its header promises. Nothing is left, on the disk or in the log, of an upload that ends there or
    whose sender leaves.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        is_upload = scope["path"].rstrip("/").endswith(UPLOAD)
        most, sentence = (MOST_BYTES, TOO_LARGE) if is_upload else (MOST_EVENT_BYTES, TOO_MUCH)
        too_large = PlainTextResponse(sentence, status_code=413)
        promised = dict(scope["headers"]).get(b"content-length", b"0")
        if promised.isdigit() and int(promised[:20]) > most:
            return await too_large(scope, receive, send)
        comes, taken, ended, begun = scope["method"] == "POST", 0, "", False

        async def take() -> Message:
            nonlocal comes, taken, ended
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                ended = sentence
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
        if ended == sentence and not begun:
            await too_large(scope, receive, send)


class OpenPages:
    """Middleware that counts, in `open_pages` of the app's blocks, the pages of a session that are open.

    A page listens to its server as long as it is there; gradio itself notes only when one has gone.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = LISTENS.search(scope["path"]) if scope["type"] == "http" else None
        if page is None:
            return await self.app(scope, receive, send)
        pages, session = scope["app"].get_blocks().open_pages, page["session"]
        pages[session] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            pages[session] -= 1
            if not pages[session]:
                del pages[session]


async def check_request(request: Request) -> None:
    """A dependency of every address: sessions have short names, and parts of the page are asked as it does.

    gradio keeps something by every name it is given, whatever its length. What it is sent in another shape it
    reads as if it had the right one.

    Raises:
        HTTPException: of one sentence.
    """
    body, names = {}, [of.get("session_hash") for of in (request.path_params, request.query_params)]
    kind = request.headers.get("content-type", "").lower()
    asks_a_part = request.url.path.rstrip("/").endswith("/component_server")
    if asks_a_part and kind.startswith("multipart"):  # files, which no part of the page takes
        raise HTTPException(400, NO_JSON)
    if request.method == "POST" and (asks_a_part or "json" in kind):
        try:
            body = await request.json()  # which is kept for whoever reads it next
        except Exception as error:  # no text, no JSON, too deep
            raise HTTPException(400, NO_JSON) from error
        body = body if isinstance(body, dict) else {}
        names.append(body.get("session_hash"))
        if asks_a_part and not all(isinstance(body.get(name), kind) for name, kind in ASKED.items()):
            raise HTTPException(400, NO_JSON)
    if any(len(name) > MOST_NAME for name in names if isinstance(name, str)):
        raise HTTPException(400, NO_SESSION)
    if asks_a_part and body.get("component_id") not in request.app.get_blocks().blocks:
        raise HTTPException(404, NO_COMPONENT)
