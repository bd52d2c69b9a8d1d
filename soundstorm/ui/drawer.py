"""What gradio's pages ask for and this app does not have: they are told that there is none."""

from __future__ import annotations

from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

MCP_TOOLS = "/gradio_api/mcp/schema"
LINKS = "/gradio_api/deep_link"  # to a filled form, which would be written to the disk and stay there


class NotOffered:
    """Middleware that answers for what is missing."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == MCP_TOOLS:
            return await JSONResponse([])(scope, receive, send)
        if scope["type"] == "http" and scope["path"].rstrip("/") == LINKS:
            return await PlainTextResponse("There are no such links here.", 404)(scope, receive, send)
        await self.app(scope, receive, send)
