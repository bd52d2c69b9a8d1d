"""A dialogue in the player: who speaks when, each turn alone, and edits of a turn."""

from dataclasses import replace

import pytest
import torch
from playwright.sync_api import expect

from soundstorm.player.figure import StepFigure
from soundstorm.text.script import Script, Turn, Word
from soundstorm.trace import Trace
from soundstorm.trace.turns import turn_frames

STRETCHES = """
const { parseTrace } = await import("./trace/read.js"), { turnStretches } = await import("./trace/turns.js");
const { readFileSync, writeFileSync } = await import("node:fs");
const trace = await parseTrace(Uint8Array.from(readFileSync(file)).buffer);
writeFileSync(1, JSON.stringify(turnStretches(trace).map(({ from, to }) => [from, to])));
"""


@pytest.fixture(scope="module")
def talk(spoken) -> Trace:
    """8 s of three turns, after prompts of two speakers of ten frames each."""
    phonemes = tuple("h ə l oʊ . | w aʊ ? | j ɛ s .".split())
    words = (Word("hello", (0, 4)), Word("wow", (6, 8)), Word("yes", (10, 13)))
    turns = (Turn(1, (0, 1)), Turn(2, (1, 2)), Turn(1, (2, 3)))
    target = spoken.trace.target_frames // 2
    return replace(
        spoken.trace,
        script=Script("Hello. | Wow? | Yes.", phonemes, words, turns),
        phoneme=torch.arange(target) * len(phonemes) // target,
        prompts=(Turn(1, (0, 10)), Turn(2, (10, 20))),
    )


def test_both_readers_know_when_a_turn_is_spoken(run_modules, talk, tmp_path):
    talk.save(tmp_path / "talk.sstrace")
    expected = [[frame + talk.prompt_frames for frame in turn_frames(talk, turn)] for turn in range(3)]
    assert run_modules(STRETCHES, tmp_path / "talk.sstrace") == expected


def test_turns_are_seen_heard_alone_and_edited(player_page, load, talk):
    player_page.evaluate("""() => {
      player.destroy();
      window.asked = [];
      const onEdit = (edit, stopped, waits) => {
        asked.push(edit);
        waits("after 2 other runs, in about 9 s");
        if (edit.kind === "turn") return Promise.resolve("Done that.");
        return new Promise((resolve) => stopped.addEventListener("abort", () => resolve("Stopped that.")));
      };
      window.player = window.mountPlayer(document.querySelector("main"), { onEdit });
    }""")
    assert load(talk.to_bytes())
    player_page.evaluate("player.goto({ step: Infinity })")
    lane, bar = player_page.locator("[data-slot=turns]"), player_page.locator("[data-slot=turn]")
    turns = lane.locator("button:not(.of-prompt)")
    expect(turns).to_have_text(["A Hello.", "B Wow?", "A Yes."])
    expect(lane.locator(".of-prompt")).to_have_text(["A voice", "B voice"])
    colours = turns.evaluate_all("(nodes) => nodes.map((node) => getComputedStyle(node).backgroundColor)")
    assert colours[0] == colours[2] != colours[1]
    expect(bar).to_be_hidden()

    turns.nth(1).click()
    start, end = (frame / 50 for frame in turn_frames(talk, 1))
    player_page.wait_for_function("(start) => player.state.place > start", arg=start)
    assert player_page.evaluate("player.state.sounding")
    player_page.evaluate("(near) => player.set({ seek: { place: near } })", end - 0.2)
    expect(player_page.locator("[data-slot=sound]")).to_have_attribute("data-sounding", "true")
    player_page.evaluate("player.set({ sounding: false })")

    expect(bar.locator(".which")).to_have_text("Turn 2 of 3")
    bar.get_by_role("button", name="Next turn").click()
    expect(bar.locator("input")).to_have_value("Yes.")
    # the end of its turn, or of the speech, whichever is noticed first
    ended = "!sounding && (place > 5 || place === 0)"
    player_page.wait_for_function(f"(({{ sounding, place }}) => {ended})(player.state)")
    bar.get_by_role("button", name="Decode it again").click()
    expect(bar.locator(".note")).to_have_text("Done that.")
    bar.locator("input").fill("Never!")
    bar.locator("input").press("Enter")
    player_page.wait_for_function("asked.length === 2")
    assert player_page.evaluate("asked") == [
        {"kind": "turn", "turn": 2, "fresh": True},
        {"kind": "say", "turn": 2, "text": "Never!"},
    ]
    expect(bar.get_by_role("button", name="Say this instead")).to_be_disabled()
    player_page.evaluate("player.set({ region: { levels: [1, 1], frames: [400, 401] } })")
    tool = player_page.locator("[data-slot=whatif]")
    expect(tool.locator(".go")).to_be_disabled()  # one edit at a time
    expect(tool.get_by_role("button", name="Stop")).to_be_hidden()
    waiting = "Decoding this turn again after 2 other runs, in about 9 s."
    expect(bar.locator(".note")).to_have_text(waiting)
    bar.get_by_role("button", name="Stop").click()
    expect(bar.locator(".note")).to_have_text("Stopped that.")
    bar.locator("input").fill("Never, never!")
    expect(bar.locator(".note")).to_be_empty()
    expect(bar.get_by_role("button", name="Say this instead")).to_be_enabled()
    expect(bar.get_by_role("button", name="Stop")).to_be_hidden()
    expect(tool.locator(".go")).to_be_enabled()
    bar.get_by_role("button", name="Done").click()
    expect(lane.locator("[tabindex='0']")).to_be_focused()
    turns.nth(2).click()
    expect(turns.nth(2)).to_have_attribute("tabindex", "0")
    expect(turns.nth(2)).to_be_focused()
    player_page.keyboard.press("ArrowLeft")
    expect(turns.nth(1)).to_be_focused()


def test_a_single_speaker_needs_no_turns(player_page, load, spoken):
    assert load(spoken.data)
    expect(player_page.locator("[data-slot=turns]")).to_be_hidden()


def test_a_picture_names_the_speakers_over_the_grid(talk, spoken):
    figure = StepFigure(talk)
    figure.draw(0)
    assert [text.get_text() for text in figure.turns.texts] == ["A", "B", "A", "B", "A"]
    spans = [(round(patch.get_x(), 2), round(patch.get_width(), 2)) for patch in figure.turns.patches]
    assert spans[:2] == [(-0.4, 0.2), (-0.2, 0.2)] and spans[2][0] == 0.0
    assert figure.turns.patches[2].get_facecolor() == figure.turns.patches[4].get_facecolor()
    assert StepFigure(spoken.trace).turns is None
