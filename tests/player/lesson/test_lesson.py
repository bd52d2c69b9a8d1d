"""The lesson as one page: by keyboard, on small screens, without its traces, and its command."""

import base64
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from typer.testing import CliRunner

from soundstorm.bundled import ASSETS
from soundstorm.cli import app
from soundstorm.examples import EXAMPLES
from soundstorm.player.assets import lesson_traces
from soundstorm.player.export import write_lesson
from soundstorm.player.page import export_lesson
from soundstorm.race import PAIR
from soundstorm.trace import Trace
from tests.browser import drawn
from tests.player.lesson.page import (
    FRAMES,
    PROMPT,
    SETTINGS,
    SHAPES,
    answered,
    every_step_is_on_the_screen,
    open_step,
    touch,
)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_step_is_on_one_screen_before_and_after_its_answer(new_page, tmp_path, shape):
    width, height = SHAPES[shape]
    path = write_lesson(ASSETS / "traces", tmp_path / "lesson.html")
    page = new_page(viewport={"width": width, "height": height})
    page.goto(path.as_uri())
    page.evaluate("projector => player.set({ projector })", shape == "projector")
    every_step_is_on_the_screen(page, shape)


def test_a_step_can_be_typed_into_the_address_of_an_open_page(visit):
    page = visit("#lesson=1")
    page.evaluate("location.hash = 'lesson=4'")
    expect(page.locator(".lesson h2")).to_have_text("4. Masking in training")


def test_the_step_of_the_address_is_followed_where_the_lesson_has_gone_on(visit):
    page = visit("?lesson=4")
    expect(page.locator(".lesson h2")).to_have_text("4. Masking in training")
    page.keyboard.press("n")  # nobody has clicked yet
    expect(page.locator(".lesson h2")).to_have_text(re.compile("^5"))
    page.reload()
    expect(page.locator(".lesson h2")).to_have_text(re.compile("^5"))


def test_whoever_goes_on_and_back_at_once_finds_the_step_as_it_was(visit):
    """Step 3 puts a run beside the one of step 2, which is read only then."""
    page = visit("#lesson=2")
    page.evaluate("""async () => {
      const press = (key) => new KeyboardEvent("keydown", { key, bubbles: true });
      for (const key of ["n", "b"]) document.querySelector(".theatre").dispatchEvent(press(key));
      await new Promise((resolve) => setTimeout(resolve, 500));
    }""")
    expect(page.locator("[data-slot=lesson]")).to_have_attribute("data-stage", "set")
    assert page.evaluate("[player.state.b, lesson.state.at]") == [None, 1]


def test_every_step_offers_what_it_puts_beside_and_nothing_follows_the_last(visit):
    page = visit("#lesson=7")
    beside = page.locator(".beside button")
    expect(beside.first).to_contain_text("AudioLM")
    page.locator("nav [data-number='9']").click()
    expect(beside.first).to_contain_text("voice")
    page.get_by_role("button", name="Show me one").click()
    expect(page.locator(".feedback")).not_to_be_empty()
    page.locator("canvas.grid").press("n")
    drawn(page)
    expect(page.locator(".feedback")).not_to_be_empty()


def test_keys_open_and_close_the_meaning_of_a_term_and_nothing_else(visit):
    page = visit("#lesson=2")
    page.evaluate("player.set({ cell: { level: 1, frame: 20 } })")
    term, meaning = page.locator(".lesson .text .term").first, page.locator(".theatre .meaning")
    term.focus()
    expect(meaning).to_be_visible()
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    expect(page.locator(".theatre")).to_have_attribute("data-cell", "1,20")
    page.keyboard.press(" ")
    expect(meaning).to_be_visible()
    assert not page.evaluate("player.state.playing || player.state.sounding")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")  # now it is the player's
    expect(page.locator(".theatre")).to_have_attribute("data-cell", "")


def test_on_a_wall_one_paragraph_is_shown_at_a_time(visit):
    page = visit("#lesson=2")
    expect(page.locator(".lesson .text p:visible")).to_have_count(3)
    page.evaluate("player.set({ projector: true })")
    expect(page.locator(".lesson .text p:visible")).to_have_count(1)
    page.get_by_role("button", name="Next paragraph").click()
    expect(page.locator(".pager span")).to_have_text("2 of 3")
    expect(page.locator(".lesson .text p").nth(1)).to_be_visible()


def test_a_term_in_a_text_opens_its_meaning_where_it_comes_first(visit):
    page = visit("#lesson=2")
    first = page.locator(".lesson .text p").first
    expect(first).to_contain_text("So level 1 takes the entry that fits best, level 2 describes")
    terms = first.locator(".term")
    expect(terms).to_have_text(["frame", "level", "residual vector quantization"])
    meaning = page.locator(".theatre .meaning")
    for number, said in enumerate(("A frame is a column", "A level is a row", "each level describes")):
        terms.nth(number).hover()
        expect(meaning).to_contain_text(said)
        expect(meaning).to_be_in_viewport(ratio=1)


def test_words_of_chance_and_of_speed_open_their_meaning_in_the_step_that_needs_them(visit):
    page = visit("#lesson=1")
    said = page.locator(".theatre .meaning")
    for number, word, sentence in (
        (3, "seed", "the number that chance starts from"),
        (7, "autoregressive", "one token after the other"),
        (8, "temperature", "improbable tokens are drawn more often"),
    ):
        open_step(page, number)
        page.locator(".lesson .text .term", has_text=word).first.hover()
        expect(said).to_contain_text(sentence)


def test_the_lesson_uses_every_way_to_decode_and_the_race():
    race = {Path(name).stem for name in PAIR}
    assert lesson_traces() == set(EXAMPLES) | race == set(SETTINGS)


def test_the_lesson_to_hand_out_holds_what_its_steps_play_and_is_small(tmp_path):
    page = write_lesson(ASSETS / "traces", tmp_path / "lesson.html").read_text(encoding="utf-8")
    assert len(page.encode()) < 3_000_000
    held = {
        name: Trace.from_bytes(base64.b64decode(data))
        for name, data in re.findall(r'data-trace="([^"]*)">([^<]*)</script>', page)
    }
    assert set(held) == set(SETTINGS)  # nine
    levels = {str(level) for level in range(1, 9)}
    for name, trace in held.items():
        assert set(trace.audio) >= levels | {"prompt"}, name
    # step 2 listens to what each level adds
    assert set(held["1-paper"].audio) == levels | {"prompt"} | {
        f"difference.{level}" for level in range(2, 9)
    }
    assert "not as sound, to keep this page under 3 MB: what each level adds, but for step 2</p>" in page


def test_the_lesson_by_keyboard_alone(visit):
    page = visit()
    grid = page.locator("canvas.grid")
    grid.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".theatre")).to_have_attribute("data-cell", f"4,{PROMPT}")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".feedback")).to_be_empty()  # the way to an answer is no answer
    page.keyboard.press("Enter")
    answered(page, "right", "“hello” lasts")
    expect(page.locator("nav [data-number='1']")).to_have_accessible_name("Step 1: Why tokens, answered")
    page.keyboard.press("n")
    expect(page.locator(".lesson h2")).to_be_focused()
    expect(page.locator(".lesson h2")).to_have_text("2. Levels")
    expect(page.locator("nav [aria-current=step]")).to_have_text("2")
    page.keyboard.press("b")
    expect(page.locator(".lesson h2")).to_have_text("1. Why tokens")

    open_step(page, 5)
    field = page.locator(".confidence .field")
    field.focus()
    page.keyboard.press("Home")
    expect(page.locator(".theatre")).to_have_attribute("data-cell", re.compile("^1,"))
    alt = "new KeyboardEvent('keydown', { key: 'ArrowLeft', altKey: true, cancelable: true })"
    back = f"(field) => field.dispatchEvent({alt})"
    assert field.evaluate(back)  # the browser's own
    send = page.get_by_role("button", name=re.compile("Answer with level 1, frame"))
    send.press("Enter")
    expect(page.locator(".feedback")).not_to_be_empty()
    expect(send).to_be_hidden()


def test_the_offered_answer_can_be_pressed(visit):
    page = visit()
    page.locator("canvas.grid").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name=re.compile("Answer with level 4, frame")).click(delay=100)
    answered(page, "right", "“hello” lasts")


def test_a_press_beside_the_tokens_answers_nothing(visit):
    page = visit()
    # the right one is chosen already; the axis goes on behind the last frame, as where B is longer
    page.evaluate(f"""player.set({{
      cell: {{ level: 4, frame: {PROMPT} }}, view: {{ from: {FRAMES - 20}, to: {FRAMES + 20} }},
    }})""")
    grid = page.locator("canvas.grid")
    box = grid.bounding_box()
    for share, verdict in ((0.75, ""), (0.25, "wrong")):
        grid.click(position={"x": share * box["width"], "y": box["height"] / 8})
        assert page.locator("[data-slot=task]").get_attribute("data-answer") == verdict


def test_every_question_has_an_answer_that_can_be_shown(visit):
    page = visit("#lesson=1")
    for number in range(1, 10):
        open_step(page, number)
        page.get_by_role("button", name="Show me one").click()
        answered(page, "shown", "This one, for example.")
        expect(page).to_have_url(re.compile(f"#lesson={number}$"))
        dealt_with = page.locator(f"nav [data-number='{number}']")
        expect(dealt_with).to_have_accessible_name(re.compile("answer shown$"))
    expect(page.locator(".lesson .score")).to_have_text(re.compile("^All 9 questions are done. You found 0 "))


def test_a_question_follows_the_stage(visit):
    page = visit("#lesson=6")
    page.evaluate("player.goto({ step: Infinity })")
    touch(page, 4, 60)
    answered(page, "wrong", "At this step there is no right one")
    page.get_by_role("button", name="Show this step again").click()
    page.wait_for_function("player.state.step === 6")
    expect(page.locator(".feedback")).to_be_empty()
    # another decoding comes onto the stage
    page.evaluate("player.set({ a: Object.create(player.state.a) })")
    expect(page.locator(".feedback")).to_contain_text("Another run is on the screen")
    page.evaluate("player.set({ cell: { level: 4, frame: 60 } })")
    expect(page.get_by_role("button", name="Show me one")).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("projector", [False, True])
def test_no_step_is_wider_than_the_screen(visit, width, projector):
    page = visit(width=width, height=844)
    page.evaluate("projector => player.set({ projector })", projector)
    for number in (1, 5, 7):
        open_step(page, number)
        page.get_by_role("button", name="Show me one").click()
        answered(page, "shown", "This one, for example.")
        drawn(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_without_its_traces_says_so(runs, tmp_path, new_page):
    path = tmp_path / "lesson.html"
    path.write_text(export_lesson({"1-paper": runs["1-paper"].trace}), encoding="utf-8")
    page = new_page()
    page.goto(f"{path.as_uri()}#lesson=4")
    expect(page.locator("[data-slot=lesson]")).to_have_attribute("data-stage", "missing")
    expect(page.locator(".lesson .note")).to_contain_text("lacks the trace 3-slow-motion")


def test_the_command_writes_the_lesson(runs, tmp_path, monkeypatch):
    monkeypatch.setattr("soundstorm.cli.export.ASSETS", tmp_path)
    out = tmp_path / "room.html"

    def run(*arguments):
        return CliRunner().invoke(app, ["export", *map(str, arguments)])

    assert "make them with `python -m soundstorm traces`" in run("--lesson", "--out", out).stderr
    (tmp_path / "traces").mkdir()
    for name, made in runs.items():
        made.trace.save(tmp_path / "traces" / f"{name}.sstrace")
    done = run("--lesson", "--out", out, "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["files"] == {str(out): out.stat().st_size}
    assert set(re.findall(r'data-trace="([^"]*)">', out.read_text(encoding="utf-8"))) == set(runs)
    assert "leave out TRACE" in run("--lesson", "--html").stderr
    assert "Say which trace to export" in run("--html").stderr
