"""One visit in a real browser: a voice, a sentence, every level seen and heard."""

import shutil
from collections.abc import Iterator
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from soundstorm.ui.examples import example_voices

CHROMIUM = shutil.which("chromium")
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 180_000  # milliseconds; a busy machine decodes slowly
LEVELS = 8

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is not installed: on Debian, apt-get install chromium"
)


@pytest.fixture
def complaints() -> list[str]:
    """Everything the browser had to complain about during the visit."""
    return []


@pytest.fixture
def page(app_url: str, complaints: list[str]) -> Iterator[Page]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "response",
            lambda answer: answer.status >= 400 and complaints.append(f"{answer.status} {answer.url}"),
        )
        page.on(
            "request", lambda request: leaves(request.url) and complaints.append(f"left for {request.url}")
        )
        page.set_default_timeout(PATIENCE)
        page.goto(app_url)
        yield page
        browser.close()


def leaves(url: str) -> bool:
    """Whether a request goes to another machine."""
    address = urlparse(url)
    return address.scheme not in ("data", "blob") and address.hostname != "127.0.0.1"


def test_a_voice_is_cloned_and_every_level_is_seen_and_heard(page, complaints):
    player = page.locator(".player")
    expect(player).to_have_attribute("data-phase", "idle")

    # A mistake first: one sentence, and the form stays as it was.
    page.locator("#transcript textarea").fill("Hello 你.")
    page.locator("#generate").click()
    expect(page.locator("#notice [role=alert]")).to_contain_text("你")
    expect(page.locator("#transcript textarea")).to_have_value("Hello 你.")

    page.locator("#prompt-audio input[type=file]").set_input_files(example_voices()[0].path)
    expect(page.locator(".prompt-view")).not_to_have_attribute("data-frames", "0")
    expect(page.locator(".prompt-view figcaption")).to_contain_text("Using")
    page.locator("#transcript textarea").fill("Please call me.")
    expect(page.locator("#transcript-note")).to_contain_text("phonemes")

    page.locator("#generate").click()
    expect(player).to_have_attribute("data-phase", "decoding")
    for level in range(1, LEVELS + 1):
        card = page.locator(f".level[data-level='{level}']")
        expect(card).to_be_enabled(timeout=PATIENCE)
        expect(card).to_have_attribute("data-picture", "drawn")
    expect(player).to_have_attribute("data-phase", "done")
    assert all(seconds > 0.1 for seconds in page.evaluate(SECONDS_OF_EVERY_LEVEL))
    assert int(player.get_attribute("data-update")) > LEVELS + 2  # the grid moved within level 1, too

    expect(page.locator("#timings")).to_contain_text("real-time factor")
    expect(page.locator("#notice")).to_be_empty()
    with page.expect_download() as download:
        page.locator("#final-audio a[download]").click()
    assert download.value.suggested_filename.endswith(".wav")

    page.locator(".level[data-level='1']").click()
    expect(page.locator(".level[data-level='1']")).to_have_class("level playing")
    assert complaints == []


def test_stop_keeps_what_is_on_the_screen_and_frees_the_form(page, complaints):
    player = page.locator(".player")
    page.locator("#voice .gallery-item").first.click()
    expect(page.locator(".prompt-view")).not_to_have_attribute("data-frames", "0")
    page.locator("#words .gallery-item").first.click()
    page.locator("#iterations textarea, #iterations input").fill("200,1,1,1,1,1,1,1")
    page.locator("#generate").click()
    expect(player).to_have_attribute("data-level", "1")
    page.locator("#stop").click()
    expect(player).to_have_attribute("data-phase", "stopped")
    expect(player).to_have_attribute("data-level", "1")
    expect(page.locator("#generate")).to_be_enabled()
    assert complaints == []


SECONDS_OF_EVERY_LEVEL = """
() => Promise.all([...document.querySelectorAll(".level")].map((card) => new Promise((resolve, reject) => {
  const sound = new Audio(card.dataset.audio);
  sound.onloadedmetadata = () => resolve(sound.duration);
  sound.onerror = () => reject(new Error(`level ${card.dataset.level} cannot be played`));
})))
"""
