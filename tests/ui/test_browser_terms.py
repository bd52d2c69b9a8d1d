"""Words of the field on the page outside of the player."""

from playwright.sync_api import expect

# The terms of the whole page that open no meaning when they are pointed at, and how many there are.
TRY_ALL = """
() => {
  const terms = [...document.querySelectorAll("[data-term]")];
  const mute = terms.filter((term) => {
    const meaning = term.closest("[data-terms]")?.querySelector(":scope > .meaning");
    term.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
    const said = meaning && !meaning.hidden && meaning.textContent;
    term.dispatchEvent(new PointerEvent("pointerout", { bubbles: true }));
    return !said;
  });
  return { all: terms.length, mute: mute.map((term) => term.textContent) };
}
"""


def test_terms_open_their_meaning_everywhere_on_the_page(page, complaints):
    meaning = page.locator(".gradio-container > .meaning")
    for view, place, term, sentence in (
        ("speak", ".hero .how", "Dots", "not decided yet"),
        ("laboratory", "#lab", "Iterations", "guesses all masked tokens"),
        ("laboratory", "#plan caption", "masked", "not decided yet"),
        ("codec", "#codec-view .note", "token", "a whole number"),
    ):
        page.locator(f"#nav button[data-view={view}]").click()
        page.locator(place).get_by_role("button", name=term, exact=True).first.hover()
        expect(meaning).to_contain_text(sentence)
        expect(page.locator("#theatre .meaning")).to_be_hidden()  # one at a time
        expect(meaning).to_be_in_viewport()
        page.mouse.move(1, 1)
        expect(meaning).to_be_hidden()
    tried = page.evaluate(TRY_ALL)
    assert tried["mute"] == []
    assert tried["all"] > 20
    assert complaints == []
