"""What a link to the page shows elsewhere: gradio's own page speaks of gradio."""

from __future__ import annotations

import re
from html import escape

from starlette.types import ASGIApp, Message, Receive, Scope, Send

TITLE = "SoundStorm, step by step"
DESCRIPTION = "Clone a voice, and watch and hear every step of it."
_TAGS = re.compile(rb'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>\s*')


def preview_tags() -> bytes:
    """The page's own tags."""
    told = {"title": TITLE, "description": DESCRIPTION}
    own = [f'<meta property="og:{name}" content="{escape(text)}">' for name, text in told.items()]
    own += [f'<meta name="twitter:{name}" content="{escape(text)}">' for name, text in told.items()]
    own += ['<meta property="og:type" content="website">', '<meta name="twitter:card" content="summary">']
    own += [f'<meta name="description" content="{escape(DESCRIPTION)}">']
    return "".join(own).encode()


def with_preview(page: bytes) -> bytes:
    """An HTML page with our tags in place of gradio's."""
    return _TAGS.sub(b"", page).replace(b"</head>", preview_tags() + b"</head>", 1)


class LinkPreview:
    """Middleware that changes the page itself and nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
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
            page = bytes(body) if packed else with_preview(bytes(body))
            headers.append((b"content-length", str(len(page)).encode()))
            await send({**start, "headers": headers})
            await send({"type": "http.response.body", "body": page})

        # gradio packs what it sends, unless the page asks for it plainly
        plain = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
        await self.app({**scope, "headers": plain}, receive, take)
