"""The player for everybody: axe-core finds nothing, and every control has a name."""

import pytest
from playwright.sync_api import expect

from soundstorm.player.page import export_lesson
from tests.accessibility import COLOUR_RULES, controls, violations
from tests.browser import drawn
from tests.player.accessibility.mounted import PAGE, load, press

LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
}


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_the_player(visit, decoded, decode_like, look):
    page = visit(PAGE, **LOOKS[look])
    found, rules = {}, COLOUR_RULES if look == "dark" else ()

    def check(state):
        drawn(page)
        found[state] = violations(page, rules)

    if look == "light":
        check("empty")
    load(page, decoded)
    page.evaluate("player.goto({ step: 1, level: 1, frame: 30 })")
    page.evaluate("player.set({ colour: 'entropy', region: { levels: [2, 3], frames: [20, 25] } })")
    load(page, decode_like(seed=8), "b")
    page.get_by_text("All counts as a table").click()
    check("a chosen cell, a region, and B")
    page.evaluate("player.load(null, { slot: 'b' })")
    page.get_by_role("button", name="Ask me").click()
    page.locator(".cards button").first.click()
    check("asked")
    page.get_by_role("button", name="Show what happened").click()
    page.evaluate("player.set({ projector: true })")
    check("answered, on a wall")
    assert {state: findings for state, findings in found.items() if findings} == {}


@pytest.mark.parametrize("look", ["dark", "narrow"])
def test_axe_finds_nothing_in_the_lesson(visit, decoded, look):
    page = visit(export_lesson({"1-paper": decoded.trace}), **LOOKS[look])
    expect(page.locator("[data-slot=lesson]")).to_have_attribute("data-stage", "set")
    page.get_by_role("button", name="Show me one").click()
    expect(page.locator(".feedback")).to_contain_text("This one, for example.")
    drawn(page)
    assert violations(page) == []


def test_every_control_has_a_role_and_a_name(player, decode_like):
    player.evaluate("player.goto({ step: 1, level: 1, frame: 30 })")
    player.evaluate("player.set({ region: { levels: [2, 3], frames: [20, 25] } })")
    load(player, decode_like(seed=8), "b")
    press(player, "Ask me")
    player.get_by_text("All counts as a table").click()
    drawn(player)
    named = controls(player, ".theatre")
    assert [role for role, name in named if not name or role == "generic"] == []
    sliders = [name for role, name in named if role == "slider"]
    assert sliders == [
        "Iteration",
        "Waveform: position in the speech",
        "Tokens of this iteration, best first",
    ]
    assert {"from level", "to level", "from frame", "to frame"} <= {name for _, name in named}
    buttons = [name for role, name in named if role == "button"]
    assert len(buttons) == len(set(buttons))
