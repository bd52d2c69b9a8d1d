"""Two decodings on one timeline: exactly the differing cells are marked, and what differs in the settings."""

import re

import pytest
import torch
from playwright.sync_api import expect

from tests.browser import drawn

# Whether the line of a level under a frame is drawn, in the canvas over a grid.
UNDERLINED = """
([selector, frames, levels]) => {
  const canvas = document.querySelector(selector), { width, height } = canvas;
  const pen = canvas.getContext("2d"), lane = height / levels;
  const inked = (x, y) => pen.getImageData(Math.floor(x), Math.floor(y), 1, 1).data[3] > 128;
  return Array.from({ length: levels }, (_, index) => Array.from({ length: frames }, (_, frame) =>
    inked((frame + 0.5) * width / frames, (levels - index) * lane - 2)));
}
"""


@pytest.fixture
def compare(player_page, load, decoded, decode_like):
    """The player at the end of two decodings that differ in their seed."""
    assert load(decoded.data) and load(decode_like(seed=8).data, "b")
    player_page.evaluate("player.goto({ step: Infinity })")
    return player_page.locator("[data-slot=compare]")


def differing(a, b, step_a, step_b):
    """Which target cells differ after the given steps, and which are known in both: bool [Q, F] each."""
    codes = [
        one.trace.codes_after(step + 1)[0, :, one.trace.prompt_frames :]
        for one, step in ((a, step_a), (b, step_b))
    ]
    known = (codes[0] != a.trace.codebook_size) & (codes[1] != b.trace.codebook_size)
    return (codes[0] != codes[1]) & known, known


def expect_counts(compare, different, known):
    expect(compare).to_have_attribute("data-different", str(int(different)))
    expect(compare).to_have_attribute("data-known", str(int(known)))


def expect_settings(compare, *rows):
    """The table of the settings in which both differ has exactly these rows."""
    shown = compare.locator(".settings tbody tr")
    expect(shown).to_have_count(len(rows))
    for index, row in enumerate(rows):
        expect(shown.nth(index).locator("th, td")).to_have_text(row)


def test_exactly_the_differing_cells_are_marked(compare, player_page, decoded, decode_like):
    different, known = differing(decoded, decode_like(seed=8), 9, 9)
    assert 0 < int(different.sum()) < int(known.sum()) == 200
    expect(compare).to_have_attribute("data-different", str(int(different.sum())))
    for level in range(1, 5):
        row = compare.locator(f".shares li[data-level='{level}']")
        expect(row).to_have_attribute("data-different", str(int(different[level - 1].sum())))
    drawn(player_page)
    for selector in ("[data-slot=grid] .differences", "[data-slot=twin] .differences"):
        marked = player_page.evaluate(UNDERLINED, [selector, 60, 4])
        assert [row[10:] for row in marked] == different.tolist()
        assert not any(any(row[:10]) for row in marked)  # the prompt is the same
    text = f"{int(different.sum())} of 200 tokens decided in both differ"
    expect(compare.locator(".tally")).to_contain_text(text)


def test_the_lanes_of_b_say_what_the_ends_of_their_own_colours_stand_for(compare, player_page, decode_like):
    player_page.get_by_label("Colour by").select_option("confidence")
    for level in range(1, 5):
        made = [step for step in decode_like(seed=8).trace.iterations if step.level == level]
        values = torch.cat([step.confidence.float() for step in made])
        told = player_page.locator("[data-slot=twin] .names small").nth(4 - level)
        expect(told).to_have_text(re.compile("–"))
        low, high = map(float, told.text_content().split("–"))
        assert low == pytest.approx(float(values.min()), rel=0.5)  # one digit
        assert high == pytest.approx(float(values.max()), rel=0.06)


def test_both_stand_equally_far(player_page, load, decoded, decode_like):
    other = decode_like(iterations=(3, 1, 4, 1))
    assert load(decoded.data) and load(other.data, "b")
    compare = player_page.locator("[data-slot=compare]")
    # iteration 4 of 6 of level 1 is as far as iteration 2 of 3; the others: tests/player/trace
    player_page.evaluate("player.goto({ step: 3 })")
    different, known = differing(decoded, other, 3, 1)
    expect(compare).to_have_attribute("data-step-b", "1")
    expect_counts(compare, different.sum(), known.sum())
    expect_settings(compare, ["Iterations", "6, 2, 1, 1", "3, 1, 4, 1"])


def test_prompts_of_other_lengths_are_matched_where_the_new_speech_starts(
    player_page, load, decoded, decode_like
):
    other = decode_like(frames=50, prompt_frames=4)
    assert load(decoded.data) and load(other.data, "b")
    player_page.evaluate("player.goto({ step: Infinity })")
    compare = player_page.locator("[data-slot=compare]")
    ours, theirs = (one.trace.codes[0, :, one.trace.prompt_frames :] for one in (decoded, other))
    expect_counts(compare, (ours[:, :46] != theirs).sum(), 4 * 46)
    expect(compare.locator(".tally")).to_contain_text("A is 0.08 s longer.")
    settings = compare.locator(".settings tbody tr")
    expect(settings.filter(has_text="Voice prompt").locator("td")).to_have_text(["0.20 s", "0.08 s"])
    expect(settings.filter(has_text="Semantic tokens").locator("td")).to_have_text(["25", "23"])


def test_the_chosen_cell_is_read_in_both(compare, player_page, decoded, decode_like):
    a, b = decoded.trace.codes[0], decode_like(seed=8).trace.codes[0]
    different, _ = differing(decoded, decode_like(seed=8), 9, 9)
    frame = 10 + int(different[0].nonzero()[0])
    twin = player_page.locator("canvas.twin")
    drawn(player_page)
    box = twin.bounding_box()
    twin.click(position={"x": (frame + 0.5) / 60 * box["width"], "y": box["height"] * 3.5 / 4})
    expect(player_page.locator(".theatre")).to_have_attribute("data-cell", f"1,{frame}")
    expect(compare.locator(".chosen")).to_have_text(
        f"Level 1, frame {frame}: A has token {a[0, frame]}, B has token {b[0, frame]}."
    )


def test_a_second_trace_is_opened_from_a_file_and_closed(player_page, load, decoded, decode_like, tmp_path):
    assert load(decoded.data)
    compare, theatre = player_page.locator("[data-slot=compare]"), player_page.locator(".theatre")
    foreign, other = tmp_path / "foreign.sstrace", tmp_path / "other.sstrace"
    foreign.write_bytes(b"no trace at all")
    other.write_bytes(decode_like(seed=9).data)
    chooser = compare.locator("input[type=file]")
    chooser.set_input_files(foreign)
    expect(compare.locator(".refusal")).to_contain_text("no recorded run")
    expect(player_page.locator("canvas.twin")).to_be_hidden()
    expect(theatre).to_have_attribute("data-state", "ready")
    chooser.set_input_files(other)
    expect(player_page.locator("canvas.twin")).to_be_visible()
    expect(compare.locator(".refusal")).to_be_hidden()
    expect_settings(compare, ["Seed", "7", "9"])
    compare.get_by_role("button", name="Close B").click()
    expect(player_page.locator("canvas.twin")).to_be_hidden()
    expect(player_page.locator("[data-slot=grid] .differences")).to_be_hidden()


def test_listening_changes_sides_at_the_same_place(player_page, load, spoken, followed):
    assert load(spoken.data) and load(spoken.data, "b")
    player_page.evaluate("player.goto({ step: Infinity }); player.set({ loop: true })")
    sound, theatre = player_page.locator("[data-slot=sound]"), player_page.locator(".theatre")
    sound.locator(".listen").click()
    followed.goes_on()
    sound.get_by_role("button", name="Listen to B").click()
    expect(sound).to_have_attribute("data-sound", "b audio.4")
    expect(theatre.locator(".wave")).to_have_attribute("data-sound", "b audio.4")  # decoded, so it is heard
    followed.goes_on()
    expect(sound).to_have_attribute("data-sounding", "true")
    theatre.press("s")
    expect(sound).to_have_attribute("data-sounding", "false")
    stopped = player_page.evaluate("player.state.place")
    theatre.press("x")
    expect(sound).to_have_attribute("data-sound", "a audio.4")
    assert player_page.evaluate("player.state.place") == stopped
    assert followed.jumps() == []


def test_one_key_puts_b_in_the_place_of_a_and_back(player_page, load, decoded, decode_like):
    assert load(decoded.data) and load(decode_like(seed=8).data, "b")
    grid, theatre = player_page.locator("canvas.grid"), player_page.locator(".theatre")
    player_page.evaluate("player.goto({ step: Infinity })")
    picture = "document.querySelector('canvas.grid').toDataURL()"
    drawn(player_page)
    of_a = player_page.evaluate(picture)
    player_page.get_by_role("button", name="A or B").click()
    expect(player_page.locator("canvas.twin")).to_be_hidden()
    expect(grid).to_have_attribute("data-shows", "b")
    theatre.press("x")
    expect(grid).to_have_attribute("data-shows", "a")
    drawn(player_page)
    theatre.press("x")
    expect(grid).to_have_attribute("data-shows", "b")
    drawn(player_page)
    assert player_page.evaluate(picture) != of_a
    player_page.get_by_role("button", name="B below A").click()
    expect(player_page.locator("canvas.twin")).to_be_visible()


def test_in_the_place_of_a_stand_the_lanes_and_the_words_of_b(player_page, load, decoded, decode_like):
    assert load(decoded.data) and load(decode_like(iterations=(2, 1)).data, "b")
    names, readout = player_page.locator("[data-slot=grid] .names > span"), player_page.locator(".readout")
    player_page.evaluate("player.goto({ step: Infinity }); player.set({ hover: { level: 1, frame: 20 } })")
    expect(names).to_have_count(4)
    expect(readout).to_have_text(re.compile("^Level 1, frame 20 "))
    player_page.get_by_role("button", name="A or B").click()
    expect(names).to_have_count(2)
    player_page.evaluate("player.set({ hover: { level: 1, frame: 20 }, cell: { level: 4, frame: 20 } })")
    expect(readout).to_have_text(re.compile("^Level 1, frame 20: A has token [0-9]+, B has token [0-9]+"))
    expect(player_page.locator("[data-slot=grid] .cursor")).to_be_hidden()  # A's lanes are not there
    expect(player_page.locator(".inspector h3")).to_have_text(re.compile("^A: level 4, frame 20"))


def test_the_waveform_follows_the_axis_of_both(player_page, load, spoken, decode_like):
    assert load(spoken.data)
    player_page.evaluate("player.goto({ step: Infinity }); player.set({ view: null })")
    wave = player_page.locator("canvas.wave")
    expect(wave).to_have_attribute("data-sound", "a audio.4")
    drawn(player_page)
    alone = wave.evaluate("(canvas) => canvas.toDataURL()")
    assert load(decode_like(frames=900, prompt_frames=20).data, "b")
    player_page.wait_for_function(
        "(before) => document.querySelector('canvas.wave').toDataURL() !== before", arg=alone
    )
