"""A file that is no trace: one sentence, and the screen stays as it was."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda data: b"RIFF" + data, "This is no recorded run: choose a file that ends in .sstrace."),
        (
            lambda data: data + b"more",
            "This recorded run is damaged (something stands behind its end): record it again.",
        ),
    ],
)
def test_a_broken_file_is_one_sentence_and_the_screen_stays(player_page, load, decoded, spoil, sentence):
    assert load(decoded.data)
    player_page.evaluate("player.goto({ step: 3 })")
    assert not load(spoil(decoded.data))
    theatre = player_page.locator(".theatre")
    expect(theatre).to_have_attribute("data-state", "error")
    expect(player_page.locator(".trouble")).to_have_text(sentence)
    expect(theatre).to_have_attribute("data-step", "3")  # what was there is still there
    assert load(decoded.data)
    expect(theatre).to_have_attribute("data-state", "ready")
    expect(player_page.locator(".trouble")).to_be_hidden()
