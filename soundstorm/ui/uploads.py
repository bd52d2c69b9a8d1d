"""What visitors send: files come from them alone, and what stands in their forms is not kept.

What names another machine's file is refused, where gradio would fetch it. For links to a filled form, which
are not offered, gradio would keep the last value of every field by session.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable
from typing import Any

import gradio as gr
from gradio_client.utils import is_file_obj, is_http_url_like, traverse

FETCHES_NOTHING = "Send the file itself: nothing is fetched from an address."


class UploadsOnly(gr.Blocks):
    """Gradio's blocks, whose events take uploaded files and no addresses, however they are asked for.

    open_pages: how many a session has; see `requests.OpenPages`.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.open_pages: Counter[str] = Counter()

    def process_api(self, block_fn: Any, inputs: list[Any], *more: Any, **named: Any) -> Awaitable[dict]:
        """As gradio does, unless a file of the inputs, or of what a component tells, is an address."""
        traverse([inputs, getattr(named.get("event_data"), "_data", None)], _refuse, _is_address)
        if named.get("state") is not None:
            named["state"].config_values = NOTHING
        return super().process_api(block_fn, inputs, *more, **named)


class _Nothing(dict):
    """What is written into it is gone, and whoever looks finds an empty value."""

    def __contains__(self, _: object) -> bool:
        return True

    def __getitem__(self, _: Any) -> dict:
        return {}

    def __setitem__(self, _: Any, __: Any) -> None:
        pass


NOTHING = _Nothing()


def _is_address(value: Any) -> bool:
    return is_file_obj(value) and is_http_url_like(value["path"])


def _refuse(_: dict[str, Any]) -> None:
    raise gr.Error(FETCHES_NOTHING, print_exception=False)
