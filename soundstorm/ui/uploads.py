"""Files come from visitors alone: what names another machine's is refused, where gradio would fetch it."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import gradio as gr
from gradio_client.utils import is_file_obj, is_http_url_like, traverse

FETCHES_NOTHING = "Send the file itself: nothing is fetched from an address."


class UploadsOnly(gr.Blocks):
    """Gradio's blocks, whose events take uploaded files and no addresses, however they are asked for."""

    def process_api(self, block_fn: Any, inputs: list[Any], *more: Any, **named: Any) -> Awaitable[dict]:
        """As gradio does, unless a file of the inputs, or of what a component tells, is an address."""
        traverse([inputs, getattr(named.get("event_data"), "_data", None)], _refuse, _is_address)
        return super().process_api(block_fn, inputs, *more, **named)


def _is_address(value: Any) -> bool:
    return is_file_obj(value) and is_http_url_like(value["path"])


def _refuse(_: dict[str, Any]) -> None:
    raise gr.Error(FETCHES_NOTHING, print_exception=False)
