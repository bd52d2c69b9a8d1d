"""What a screen reader says of the player, and what it keeps to itself."""

import re

from playwright.sync_api import expect

from tests.browser import drawn
from tests.player.accessibility.mounted import LEVELS, PAGE, PROMPT, load, press


def test_the_chosen_cell_is_spoken_and_so_is_that_of_b(player, decoded, decode_like):
    player.evaluate("player.goto({ step: 9 })")
    player.get_by_role("application").focus()
    player.keyboard.press("ArrowDown")  # the first cell after the prompt, at the level of this step
    token = int(decoded.trace.codes[0, LEVELS - 1, PROMPT])
    sentence = f"Level {LEVELS}, frame {PROMPT}, kept now, token {token},"
    cell = player.get_by_role("status").filter(has_text=sentence)
    expect(cell).to_have_count(1)
    player.keyboard.press("ArrowDown")
    expect(cell).to_have_count(0)
    other = decode_like(seed=8)
    load(player, other, "b")
    token = int(other.trace.codes[0, LEVELS - 2, PROMPT])
    expect(player.get_by_role("status").filter(has_text=f"B has token {token}.")).to_have_count(1)


SPOKEN = """
() => new Promise((done) => {
  const live = document.querySelectorAll("[role=status], [role=alert], [aria-live], output"), spoken = [];
  const note = ({ target }) => spoken.push(target.textContent);
  const watching = new MutationObserver((changes) => changes.forEach(note));
  live.forEach((node) => watching.observe(node, { childList: true, characterData: true, subtree: true }));
  player.store.subscribe(["playing"], ({ playing }) => {
    if (!playing) requestAnimationFrame(() => requestAnimationFrame(() => done(spoken)));
  });
  player.set({ step: -1, speed: 8, playing: true });
})
"""


def test_while_it_plays_only_complete_levels_are_spoken(player, decode_like):
    load(player, decode_like(seed=8), "b")
    player.evaluate("player.set({ cell: { level: 1, frame: 30 } })")
    drawn(player)
    spoken = player.evaluate(SPOKEN)
    assert "the level is complete" in spoken[-1]
    assert [one for one in spoken if re.search("hidden again|decided in both|A has", one)] == []


SLIDER_VALUES = """
() => new Promise((done) => {
  const wave = document.querySelector(".wave"), values = [];
  const stop = player.store.subscribe(["place"], () => {
    values.push(wave.getAttribute("aria-valuetext"));
    if (values.length < 30) return;
    stop();
    done(values.slice(5)); // the first ones were written before it sounded
  });
})
"""


def test_the_clock_is_no_live_region_and_the_slider_speaks_whole_seconds(visit, spoken):
    page = visit(PAGE)
    load(page, spoken)
    page.evaluate("player.goto({ step: Infinity })")
    expect(page.get_by_role("timer", name="Position in the speech")).to_have_count(1)
    wave = page.get_by_role("slider", name="Waveform")
    page.evaluate("player.set({ place: 1.52 })")
    expect(wave).to_have_attribute("aria-valuetext", "1.52 s")
    page.evaluate("player.set({ loop: true })")
    press(page, "Listen to the speech")
    values = page.evaluate(SLIDER_VALUES)
    assert [value for value in values if not value.endswith(".00 s")] == []
