"""The page on a phone, in a real browser."""

from playwright.sync_api import expect

from tests.browser import drawn


def test_the_page_fits_a_phone(visit, complaints):
    page = visit(width=390, height=800)
    expect(page.locator("#theatre .theatre")).to_have_attribute("data-state", "ready")
    for tab in ("speak", "laboratory", "codec", "detect"):
        page.locator(f"#tab-{tab}-button:visible, button[role=tab]:visible").first.wait_for()
        drawn(page)
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide), tab
    assert complaints == []
