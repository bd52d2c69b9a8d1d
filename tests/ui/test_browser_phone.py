"""The page on a phone, in a real browser."""

from playwright.sync_api import expect

from tests.browser import drawn


def test_the_page_fits_a_phone(visit, complaints):
    page = visit(width=390, height=800)
    expect(page.locator("#theatre .theatre")).to_have_attribute("data-state", "ready")
    tabs = page.locator("nav button[data-view]:visible").evaluate_all(
        "all => all.map(one => one.dataset.view)"
    )
    assert {"speak", "dialogue", "codec", "lesson", "continue", "race"} <= {*tabs}
    for tab in tabs:
        page.locator(f"#tab-{tab}-button").click()
        expect(page.locator(f"#tab-{tab}-button")).to_have_attribute("aria-current", "page")
        drawn(page)
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide), tab
    assert complaints == []
