"""The picture of the README: `PYTHONPATH=. python tests/screenshot.py` writes it; needs Chromium."""

from __future__ import annotations

from concurrent.futures import Future

from browser import drawn
from conftest import CHROMIUM, CHROMIUM_OPTIONS
from playwright.sync_api import sync_playwright

from soundstorm.audiolm.stages import STAGES
from soundstorm.bundled import ASSETS
from soundstorm.ui import build_app, launch_options

SIZE = {"width": 1360, "height": 900}


def main() -> None:
    """The page as it opens, in the middle of "Watch and hear", before any model is loaded."""
    app = build_app(Future().result, stages=STAGES)
    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, **launch_options())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        page = browser.new_page(viewport=SIZE)
        page.goto(url)
        page.locator("#theatre .theatre[data-state=ready]").wait_for()
        page.evaluate("document.querySelector('#theatre .theatre').player.goto({ level: 1, iteration: 12 })")
        page.wait_for_timeout(500)  # gradio fades its colours in
        drawn(page)
        page.screenshot(path=ASSETS / "images" / "app.png")
        browser.close()
    app.close()


if __name__ == "__main__":
    main()
