"""The lesson as one page: clicked through with right and wrong answers, by pointer and by keyboard."""

import json
import re

import numpy as np
import pytest
import torch
from playwright.sync_api import expect
from typer.testing import CliRunner

from soundstorm.bundled import ASSETS
from soundstorm.cli import app
from soundstorm.examples import EXAMPLES
from soundstorm.player.assets import STATIC
from soundstorm.player.page import export_lesson
from soundstorm.trace import Trace
from soundstorm.trace.sound import add_sound
from tests.browser import drawn

FRAMES, PROMPT, LEVELS = 140, 40, 4
SETTINGS = {
    "1-paper": {"iterations": (6, 1, 1, 1)},
    "2-greedy": {"iterations": (1, 1, 1, 1)},
    "3-slow-motion": {"iterations": (12, 1, 1, 1)},
    "4-too-hot": {"iterations": (6, 1, 1, 1), "seed": 3},
    "5-linear": {"iterations": (6, 1, 1, 1), "seed": 5},
    "6-other-seed": {"iterations": (6, 1, 1, 1), "seed": 8},
    "7-other-voice": {"iterations": (6, 1, 1, 1), "seed": 9},
}
LOUDNESS = (1.0, 0.02, 0.3, 0.005)  # of the tones that the levels of the paper trace add


def tones(codes, prompt_frames):
    seconds = torch.arange((codes.shape[2] - prompt_frames) * 320) / 16_000
    parts = [LOUDNESS[level] * torch.sin(7000 * (level + 1) * seconds) for level in range(codes.shape[1])]
    return torch.stack(parts).sum(dim=0) / 2


@pytest.fixture(scope="module")
def runs(decode_like):
    """Decodings under the names of the bundled traces; the first one has sound."""
    runs = {name: decode_like(FRAMES, PROMPT, **settings) for name, settings in SETTINGS.items()}
    add_sound(runs["1-paper"].trace, tones)
    return runs


@pytest.fixture(scope="module")
def lesson_file(runs, tmp_path_factory):
    path = tmp_path_factory.mktemp("lesson") / "lesson.html"
    path.write_text(export_lesson({name: run.trace for name, run in runs.items()}), encoding="utf-8")
    return path


@pytest.fixture
def visit(new_page, lesson_file, complaints):
    """Open the lesson: `visit("#lesson=3", width=390)`."""

    def open_page(place="", width=1280, height=1000):
        page = new_page(viewport={"width": width, "height": height})
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: request.url.startswith("file:") or complaints.append(request.url))
        page.goto(lesson_file.as_uri() + place)
        expect(page.locator("[data-slot=lesson]")).to_have_attribute("data-stage", "set")
        return page

    yield open_page
    assert complaints == []


def touch(page, level, frame):
    canvas = page.locator("canvas.grid")
    drawn(page)
    box = canvas.bounding_box()
    view = page.evaluate("player.state.view") or {"from": 0, "to": FRAMES}
    x = (frame + 0.5 - view["from"]) / (view["to"] - view["from"]) * box["width"]
    canvas.click(position={"x": x, "y": (LEVELS - level + 0.5) / LEVELS * box["height"]})


def answered(page, verdict, text):
    expect(page.locator(".feedback")).to_contain_text(text)
    expect(page.locator("[data-slot=task]")).to_have_attribute("data-answer", verdict)


def at(page, step):
    expect(page.locator(".theatre")).to_have_attribute("data-step", str(step))


def open_step(page, number):
    page.locator(f"nav [data-number='{number}']").click()
    expect(page.locator(".theatre")).to_have_attribute("data-lesson", str(number))
    expect(page.locator("[data-slot=lesson]")).to_have_attribute("data-stage", "set")


def next_step(page, title):
    page.get_by_role("button", name="Next step").click()
    expect(page.locator(".lesson h2")).to_have_text(title)
    expect(page.locator("[data-slot=lesson]")).to_have_attribute("data-stage", "set")


def first_frame(mask):
    """The first True in bool [T]."""
    return int(torch.as_tensor(mask).nonzero()[0, 0])


def louder_levels(trace):
    """Mean change in decibels that levels 2, 3, .. make to the spectrogram."""
    values = trace.spectrograms.values.numpy().astype(float) * 80 / 255
    return np.abs(np.diff(values, axis=0)).mean(axis=(1, 2))


def lucky(done):
    """bool [M]: kept, though a hidden one is more confident."""
    confidence = done.confidence.float()
    hidden = confidence[~done.kept]
    return done.kept & (confidence < (hidden.max() if len(hidden) else -1))


def luckiest(trace):
    """The step of level 1 that kept most tokens beyond those that confidence alone would keep."""
    counts = []
    for done in trace.iterations[:6]:
        order = np.lexsort((~done.kept.numpy(), -done.confidence.float().numpy()))
        counts.append(int(done.kept.numpy()[order][int(done.kept.sum()) :].sum()))
    return int(np.argmax(counts))


def second_choice(done):
    """bool [M]: kept, though the network liked another token better."""
    other = done.candidate_ids[:, 0] != done.sampled
    return done.kept & other & (done.candidate_probabilities[:, 0].float() > done.confidence.float())


def test_a_full_lesson_with_right_and_wrong_answers(visit, runs):
    page = visit()
    paper, slow, hot = (runs[name] for name in ("1-paper", "3-slow-motion", "4-too-hot"))
    expect(page.locator(".lesson h2")).to_have_text("1. Why tokens")
    expect(page.locator(".asked-for")).to_have_text("Touch any token of the word “hello”.")
    # of the prompt half a second is enough
    assert page.evaluate("player.state.view") == {"from": PROMPT - 25, "to": FRAMES}
    touch(page, 1, PROMPT - 5)
    answered(page, "wrong", "Not this one. This token belongs to the voice prompt")
    touch(page, 4, 100)
    answered(page, "wrong", "This token belongs to “world”")
    expect(page.locator(".feedback")).to_contain_text("Hint:")
    touch(page, 3, PROMPT + 30)
    answered(
        page, "right", "✓ Right. “hello” lasts 1.00 s: 16,000 samples of sound, but only 50 frames × 4 levels"
    )

    next_step(page, "2. Levels")
    expect(page.locator("[data-slot=sound]")).to_have_attribute("data-sound", "a difference.2")
    changes = louder_levels(paper.trace)
    most = int(changes.argmax()) + 2
    touch(page, 1, 60)
    answered(page, "wrong", "Level 1 is what the others add to")
    touch(page, 4 if most != 4 else 3, 60)
    answered(page, "wrong", "Another level changes it more")
    touch(page, most, 60)
    answered(page, "right", f"Level {most} changes the spectrogram by {changes.max():.1f} dB on average")

    next_step(page, "3. Semantic against acoustic")
    expect(page.locator(".theatre .compare .both")).to_be_visible()
    codes, others = paper.steps[-1].codes[0], runs["6-other-seed"].steps[-1].codes[0]
    differ = codes[0] != others[0]
    same = first_frame(~differ[PROMPT:]) + PROMPT
    touch(page, 1, same)
    answered(page, "wrong", f"A and B have the same token here, {int(codes[0, same])}")
    frame = first_frame(differ)
    touch(page, 1, frame)
    right = f"A has token {int(codes[0, frame])} here and B has {int(others[0, frame])}"
    answered(page, "right", f"{right}. Both were decoded from semantic token {frame // 2}")

    next_step(page, "4. Masking in training")
    counts = [int(step.mask[0, 0].sum()) for step in slow.steps]
    half = next(step for step, count in enumerate(counts) if count <= 50)
    at(page, half)
    hidden = slow.steps[half].mask[0, 0]
    touch(page, 2, 60)
    answered(page, "wrong", "as all levels finer than 1 are, but the paper’s loss counts level 1 alone")
    touch(page, 1, first_frame(~hidden[PROMPT:]) + PROMPT)
    answered(page, "wrong", "the network sees it and need not guess it")
    touch(page, 1, first_frame(hidden))
    answered(page, "right", f"The loss is the cross-entropy of {counts[half]} such tokens")

    next_step(page, "5. Confidence and schedule")
    step = luckiest(paper.trace)
    at(page, step)
    expect(page.get_by_label("Colour by")).to_have_value("confidence")
    done = paper.trace.iterations[step]
    touch(page, 1, int(done.frame[~done.kept][0]))
    answered(page, "wrong", "This one was hidden again")
    touch(page, 2, 60)
    answered(page, "wrong", "This iteration did not sample it")
    touch(page, 1, int(done.frame[lucky(done)][0]))
    answered(page, "right", "It stayed with confidence")

    next_step(page, "6. Coarse to fine")
    at(page, 6)
    touch(page, 1, 60)
    answered(page, "wrong", "Level 1 is decided: the network was asked about it in 6 passes")
    touch(page, 2, 60)
    answered(page, "wrong", "Level 2 was sampled in this very iteration")
    touch(page, 4, 60)
    answered(page, "right", "Level 4 is masked throughout. It begins when level 3 is complete")

    next_step(page, "7. Why it is fast")
    expect(page.locator(".lesson .text")).to_contain_text(
        "needs 400 steps for these 2.00 s of speech. A took 9 passes"
    )
    touch(page, 1, 60)
    answered(page, "wrong", "Level 1 took 6 passes")
    touch(page, 3, 60)
    answered(
        page,
        "right",
        "One pass decided all 100 tokens of level 3. The whole grid took 9 passes for 400 tokens",
    )

    next_step(page, "8. What goes wrong")
    at(page, 5)
    last = hot.trace.iterations[5]
    touch(page, 2, 60)
    answered(page, "wrong", "It is not a kept token")
    touch(page, 1, int(last.frame[0]))
    answered(page, "wrong", "the last iteration of a level always takes that")
    choice = next(done for done in hot.trace.iterations[:5] if second_choice(done).any())
    place = int(second_choice(choice).nonzero()[0, 0])
    touch(page, 1, int(choice.frame[place]))
    answered(page, "right", f"Token {int(choice.sampled[place])} was kept with probability")

    next_step(page, "9. Voice and chance")
    coarse, beside = (runs[name].trace.codes[0, 0] for name in ("1-paper", "7-other-voice"))
    same = torch.nonzero(coarse[PROMPT:] == beside[PROMPT:])[:, 0] + PROMPT
    differs = torch.nonzero(coarse[PROMPT:] != beside[PROMPT:])[:, 0] + PROMPT
    touch(page, 1, int(differs[0]))
    answered(page, "wrong", f"A has token {int(coarse[differs[0]])} here, and B another one")
    touch(page, 1, int(same[0]))
    answered(page, "right", f"Both have token {int(coarse[same[0]])} here")
    expect(page.locator(".lesson .score")).to_have_text(re.compile("You found 9 answers yourself, 0 of them"))
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_disabled()
    page.get_by_role("button", name="Beside it: another seed").click()
    page.wait_for_function("player.state.b.header.seed === 8")
    expect(page.locator(".feedback")).to_be_empty()


SHAPES = {"laptop": (1366, 650, False), "phone": (390, 844, False), "projector": (1280, 720, True)}
# Bottom edges of the text, of the question and of the grid, when the step has been opened.
BOTTOMS = """
() => [".lesson .text p", ".lesson-task", "canvas.grid"].map((place) => {
  const seen = [...document.querySelectorAll(place)].filter((one) => one.checkVisibility());
  const boxes = seen.map((one) => one.getBoundingClientRect());
  const isBelowTop = boxes.length && boxes.every(({ top }) => top >= 0);
  return isBelowTop ? Math.max(...boxes.map(({ bottom }) => bottom)) : Infinity;
})
"""


@pytest.mark.parametrize("shape", SHAPES)
def test_every_step_has_its_text_its_question_and_its_grid_on_one_screen(new_page, tmp_path, shape):
    width, height, projector = SHAPES[shape]
    path = tmp_path / "lesson.html"
    traces = {one.stem: Trace.load(one) for one in (ASSETS / "traces").glob("*.sstrace")}
    path.write_text(export_lesson(traces), encoding="utf-8")
    page = new_page(viewport={"width": width, "height": height})
    page.goto(path.as_uri())
    page.evaluate("projector => player.set({ projector })", projector)
    for number in range(1, 10):
        open_step(page, number)
        drawn(page)
        assert max(page.evaluate(BOTTOMS)) <= height, number


def test_a_step_can_be_typed_into_the_address_of_an_open_page(visit):
    page = visit("#lesson=1")
    page.evaluate("location.hash = 'lesson=4'")
    expect(page.locator(".lesson h2")).to_have_text("4. Masking in training")


def test_on_a_wall_one_paragraph_is_shown_at_a_time(visit):
    page = visit("#lesson=2")
    expect(page.locator(".lesson .text p:visible")).to_have_count(3)
    page.evaluate("player.set({ projector: true })")
    expect(page.locator(".lesson .text p:visible")).to_have_count(1)
    page.get_by_role("button", name="Next paragraph").click()
    expect(page.locator(".pager span")).to_have_text("2 of 3")
    expect(page.locator(".lesson .text p").nth(1)).to_be_visible()


def test_the_lesson_uses_every_bundled_trace():
    named = re.findall(r'\b[ab]: "([^"]+)"', (STATIC / "lesson" / "steps.js").read_text(encoding="utf-8"))
    assert set(named) == set(EXAMPLES) == set(SETTINGS)


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
    send = page.get_by_role("button", name=re.compile("Answer with level 1, frame"))
    send.press("Enter")
    expect(page.locator(".feedback")).not_to_be_empty()
    expect(send).to_be_hidden()


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
    page.get_by_role("button", name="Set the stage again").click()
    page.wait_for_function("player.state.step === 6")
    expect(page.locator(".feedback")).to_be_empty()
    # another decoding comes onto the stage
    page.evaluate("player.set({ a: Object.create(player.state.a) })")
    expect(page.locator(".feedback")).to_contain_text("Another decoding is on the stage")
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
