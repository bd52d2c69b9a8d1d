"""What gradio has and this app does not offer: whoever asks is told that there is none."""

from __future__ import annotations

import re

from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

MCP_TOOLS = "/gradio_api/mcp/schema"
# Links to a filled form and recordings of the screen, which would be written to the disk and stay there; and
# files of other machines, which this one would fetch. Behind a proxy the path may begin with the app's place.
ABSENT = re.compile(r"/gradio_api/(?:(?:deep_link|process_recording)/*$|file[=/]https?://)")


class NotOffered:
    """Middleware that answers for what is missing."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == MCP_TOOLS:
            return await JSONResponse([])(scope, receive, send)
        if scope["type"] == "http" and ABSENT.search(scope["path"]):
            return await PlainTextResponse("There is no such thing here.", 404)(scope, receive, send)
        await self.app(scope, receive, send)
