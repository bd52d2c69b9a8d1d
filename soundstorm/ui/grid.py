"""A grid of tokens without a decoding, as it travels to the browser: a prompt's, or any sound's."""

from __future__ import annotations

import base64

from torch import Tensor


def token_grid(codes: Tensor, frames_per_second: float) -> dict:
    """Codes [Q, T] for the player's still.js: base64 of little-endian uint32, level 1 first.

    A nested list of the same numbers would freeze the page: gradio proxies every value several times.
    """
    levels, frames = codes.shape
    return {
        "levels": levels,
        "frames": frames,
        "frames_per_second": frames_per_second,
        "tokens": base64.b64encode(codes.cpu().numpy().astype("<u4").tobytes()).decode(),
    }
