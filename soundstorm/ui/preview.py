"""What a link to the page shows elsewhere: gradio's own page speaks of gradio."""

from __future__ import annotations

import re
from html import escape

from starlette.datastructures import Headers
from starlette.responses import FileResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from soundstorm.bundled import ASSETS

TITLE = "SoundStorm, step by step"
DESCRIPTION = "Clone a voice, and watch and hear every step of it."
PICTURE = ASSETS / "images" / "app.png"
PICTURE_ADDRESS = "/preview.png"
_HOST = re.compile(r"[\w.-]+(?::\d+)?")
_TAGS = re.compile(rb'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>\s*')


def preview_tags(address: str) -> bytes:
    """The page's own tags; `address`: where the page is, which a picture is named by, or empty."""
    told = {"title": TITLE, "description": DESCRIPTION}
    if address and PICTURE.is_file():
        told["image"] = address + PICTURE_ADDRESS
    own = [f'<meta property="og:{name}" content="{escape(text)}">' for name, text in told.items()]
    own += [f'<meta name="twitter:{name}" content="{escape(text)}">' for name, text in told.items()]
    card = "summary_large_image" if "image" in told else "summary"
    own += ['<meta property="og:type" content="website">', f'<meta name="twitter:card" content="{card}">']
    own += [f'<meta name="description" content="{escape(DESCRIPTION)}">']
    return "".join(own).encode()


def with_preview(page: bytes, address: str) -> bytes:
    """An HTML page with our tags in place of gradio's."""
    return _TAGS.sub(b"", page).replace(b"</head>", preview_tags(address) + b"</head>", 1)


def address_of(scope: Scope) -> str:
    """Where the page is, as who asks for it names it, behind a proxy too; empty where that is no address."""
    headers = Headers(scope=scope)
    host = headers.get("x-forwarded-host", headers.get("host", ""))
    scheme = headers.get("x-forwarded-proto", scope["scheme"])
    known = _HOST.fullmatch(host) and scheme in ("http", "https")
    return f"{scheme}://{host}{scope.get('root_path', '')}" if known else ""


class LinkPreview:
    """Middleware that changes the page itself and has its picture."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == PICTURE_ADDRESS and PICTURE.is_file():
            return await FileResponse(PICTURE)(scope, receive, send)
        if scope["type"] != "http" or scope["path"] != "/":
            return await self.app(scope, receive, send)
        start: Message = {}
        body = bytearray()

        async def take(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
            packed = any(name.lower() == b"content-encoding" for name, _ in headers)
            page = bytes(body) if packed else with_preview(bytes(body), address_of(scope))
            headers.append((b"content-length", str(len(page)).encode()))
            await send({**start, "headers": headers})
            await send({"type": "http.response.body", "body": page})

        # gradio packs what it sends, unless the page asks for it plainly
        plain = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
        await self.app({**scope, "headers": plain}, receive, take)
