"""Gradio's drawer about the API opens, and nothing that it asks for is not found."""

import httpx
from playwright.sync_api import expect


def test_the_api_drawer_opens_and_finds_what_it_asks_for(page, complaints):
    expect(page.locator("#theatre .theatre")).to_have_attribute("data-state", "ready")
    page.get_by_role("button", name="Use via API").click()
    expect(page.get_by_text("Choose one of the following ways")).to_be_visible(timeout=20_000)
    page.wait_for_timeout(500)
    # it also asks for statistics of visitors, which are off: gradio's own answer
    assert [told for told in complaints if "404" in told] == []


def test_no_link_to_a_filled_form_is_written_down(app_url):
    for ending in ("", "/"):
        answer = httpx.get(f"{app_url}gradio_api/deep_link{ending}?session_hash=ann", follow_redirects=True)
        assert answer.status_code == 404
