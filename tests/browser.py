"""What the browser tests share: waiting until a page has drawn what it was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

# A change is drawn in the next frame; the sizes that this leads to are measured at its end and drawn in the
# frame after; whatever those pictures change in turn is there one frame later.
THREE_FRAMES = """
() => new Promise((done) => {
  const frame = (left) => requestAnimationFrame(() => (left ? frame(left - 1) : setTimeout(done)));
  frame(2);
})
"""


def drawn(page: Page) -> None:
    """Wait until what the page knows now is on its canvases and in its layout."""
    page.evaluate(THREE_FRAMES)
