"""What gradio's API drawer asks for and this app does not have: it is told that there is none."""

from __future__ import annotations

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

MCP_TOOLS = "/gradio_api/mcp/schema"


class NoMcpTools:
    """Middleware that answers for what is missing."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == MCP_TOOLS:
            return await JSONResponse([])(scope, receive, send)
        await self.app(scope, receive, send)
