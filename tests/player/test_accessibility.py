"""The player for everybody: axe-core, names, focus, speech, fingers, high contrast, reduced motion."""

import base64
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

import soundstorm.ui
from soundstorm.player import player_markup, player_script, player_style
from soundstorm.player.assets import STATIC
from soundstorm.player.page import export_lesson
from tests.accessibility import COLOUR_RULES, controls, violations
from tests.browser import drawn

PROMPT, LEVELS = 10, 4
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
}

PAGE = f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Player</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ margin: 16px; background: #f8f7f3; color: #171b1b; font-family: system-ui, sans-serif; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #0f1313; color: #f3f1ea; }} }}
main > button {{ min-height: 44px; }}
{player_style()}</style>
<main><h1>Player</h1><button>before</button>{player_markup()}<button>after</button></main>
<script>(() => {{ "use strict";
{player_script()}
const onEdit = async () => "Done.";
window.player = mountPlayer(document.querySelector("main"), {{ editable: true, onEdit }});
}})();</script></html>"""

LOAD = """
async ([text, slot]) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  await player.load(bytes.buffer, { slot });
}
"""


def load(page, decoded, slot="a"):
    page.evaluate(LOAD, [base64.b64encode(decoded.data).decode(), slot])


@pytest.fixture
def visit(new_page, tmp_path, complaints):
    """Open a page of this text: `visit(PAGE, color_scheme="dark")`."""

    def open_page(text, **options):
        page = new_page(**{"viewport": {"width": 1280, "height": 1000}, **options})
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        path = tmp_path / "page.html"
        path.write_text(text, encoding="utf-8")
        page.goto(path.as_uri())
        return page

    yield open_page
    assert complaints == []


@pytest.fixture
def player(visit, decoded):
    """The player, where tokens can be edited, with a trace in it."""
    page = visit(PAGE)
    load(page, decoded)
    return page


def press(page, name, key="Enter"):
    page.get_by_role("button", name=name).press(key)


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
    page.get_by_role("tab", name="Schedule").click()
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
    player.get_by_role("tab", name="Schedule").click()
    player.get_by_text("All counts as a table").click()
    drawn(player)
    named = controls(player, ".theatre")
    assert [role for role, name in named if not name or role == "generic"] == []
    sliders = [name for role, name in named if role == "slider"]
    assert sliders == [
        "Iteration",
        "Waveform: position in the speech",
    ]
    player.get_by_role("tab", name="Which stay").click()
    expect(player.get_by_role("slider", name="Tokens of this iteration, best first")).to_be_visible()
    assert {"from level", "to level", "from frame", "to frame"} <= {name for _, name in named}
    buttons = [name for role, name in named if role == "button"]
    assert len(buttons) == len(set(buttons))


# Where the focus is: which of the page's stops, and whether it can be seen.
FOCUSED = """
() => {
  const stops = [...document.querySelectorAll("a, button, input, select, summary, [tabindex]")];
  const stop = document.activeElement, box = stop.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 12));
  const ring = [stop, stop.parentElement].some((node) => parseFloat(getComputedStyle(node).outlineWidth) >= 2
    && getComputedStyle(node).outlineStyle !== "none");
  const uncovered = Boolean(top && stop.contains(top));
  return { at: stops.indexOf(stop), text: stop.textContent, ring, uncovered };
}
"""
STOPS = """
() => [...document.querySelectorAll("a, button, input, select, summary, [tabindex]")]
  .flatMap((stop, at) => (stop.tabIndex >= 0 && stop.checkVisibility() ? [at] : []))
"""


def walk(page, key, end):
    """Every stop of the focus until the button of that text."""
    stops = []
    while not stops or stops[-1]["text"] != end:
        page.keyboard.press(key)
        stops.append(page.evaluate(FOCUSED))
        assert len(stops) < 200, "the focus does not leave the player"
    return stops


def test_tab_goes_through_every_control_in_order_and_out_again(player, decode_like):
    player.evaluate("player.goto({ step: 1, level: 1, frame: 30 })")
    player.evaluate("player.set({ region: { levels: [2, 3], frames: [20, 25] } })")
    load(player, decode_like(seed=8), "b")
    drawn(player)
    expected = player.evaluate(STOPS)
    player.get_by_role("button", name="before").focus()
    stops = walk(player, "Tab", "after")
    assert [expected[0], *(stop["at"] for stop in stops)] == expected
    assert [stop for stop in stops[:-1] if not (stop["ring"] and stop["uncovered"])] == []
    back = walk(player, "Shift+Tab", "before")
    assert [stop["at"] for stop in back] == expected[-2::-1]


def test_the_lessons_question_covers_no_focused_control(visit, decoded):
    page = visit(export_lesson({"1-paper": decoded.trace}))
    expect(page.locator("[data-slot=lesson]")).to_have_attribute("data-stage", "set")
    page.locator(".levels button").first.focus()
    # the stop before it lies below the question, which stays at the top of the screen
    page.evaluate("scrollBy(0, document.querySelector('.wave').getBoundingClientRect().top - 5)")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".wave")).to_be_focused()
    assert page.evaluate(FOCUSED)["uncovered"]


def test_the_focus_stays_where_a_press_hides_or_rebuilds_its_control(player, decoded, decode_like):
    def focused(selector):
        expect(player.locator(selector)).to_be_focused()

    press(player, "To the end")
    expect(player.get_by_role("button", name="To the end")).to_be_disabled()
    focused("[aria-label^='To the end']")
    player.keyboard.press("ArrowLeft")
    expect(player.locator(".theatre")).to_have_attribute("data-step", "8")

    frame = int(decoded.steps[0].mask[0, 0].nonzero()[0, 0])  # sampled more than once
    player.evaluate("(frame) => player.goto({ step: 5, level: 1, frame })", frame)
    passes = player.locator(".history button")
    expect(passes.nth(1)).to_be_visible()
    passes.first.press("Enter")
    expect(player.locator(".theatre")).to_have_attribute("data-step", "0")
    expect(passes.first).to_be_focused()
    player.keyboard.press("Escape")
    focused("canvas.grid")

    load(player, decode_like(seed=8), "b")
    press(player, "Close B")
    focused(".compare input")

    press(player, "Paint a region")
    expect(player.locator("[data-slot=whatif]")).not_to_have_attribute("data-cells", "0")
    player.get_by_role("button", name="Clear").press("Enter")
    focused("[data-slot=whatif] [aria-pressed]")

    press(player, "Ask me")
    expect(player.locator(".cards button").first).to_be_focused()
    player.get_by_role("button", name="Close", exact=True).press("Enter")
    expect(player.get_by_role("button", name="Ask me")).to_be_focused()


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


def at_cell(page, level, frame):
    """The middle of a cell, on the screen."""
    box = page.locator("canvas.grid").bounding_box()
    frames = page.evaluate("player.state.a.frames")
    return {
        "x": box["x"] + (frame + 0.5) / frames * box["width"],
        "y": box["y"] + (LEVELS - level + 0.5) / LEVELS * box["height"],
    }


def test_a_finger_paints_a_region_over_several_levels(visit, decoded):
    page = visit(PAGE, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    load(page, decoded)
    drawn(page)
    grid = page.locator("canvas.grid")
    expect(grid).to_have_css("touch-action", "pan-y pinch-zoom")
    page.get_by_role("button", name="Paint a region").tap()
    expect(grid).to_have_css("touch-action", "none")
    grid.scroll_into_view_if_needed()
    touches = page.context.new_cdp_session(page)
    path = [at_cell(page, 1, 20), at_cell(page, 2, 22), at_cell(page, 3, 26), at_cell(page, 4, 30)]
    touches.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": path[:1]})
    for point in path[1:]:
        touches.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    painted = {"levels": [1, 4], "frames": [20, 30]}
    page.wait_for_function("player.state.region?.frames[1] === 30")
    assert page.evaluate("player.state.region") == painted
    press(page, "Clear")
    expect(grid).to_have_css("touch-action", "pan-y pinch-zoom")


def test_every_level_of_the_timeline_is_wide_enough_for_a_finger(visit, decode_like):
    page = visit(PAGE, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    load(page, decode_like(iterations=(16, *[1] * 11)))
    drawn(page)
    widths = page.locator(".bands button").evaluate_all(
        "(buttons) => buttons.map((button) => button.getBoundingClientRect().width)"
    )
    assert len(widths) == 12
    assert min(widths) >= 24  # CSS pixels, WCAG 2.5.8
    assert widths[0] > 2 * min(widths)  # more iterations, more room


# The ink of the canvases as "rgb(r, g, b)".
INK = """
() => {
  const hex = getComputedStyle(document.querySelector(".theatre")).getPropertyValue("--ink").trim();
  return `rgb(${[1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(", ")})`;
}
"""


# The canvases that can be seen and hold nothing.
EMPTY = """
() => [...document.querySelectorAll(".theatre canvas")].filter((canvas) => {
  if (!canvas.checkVisibility()) return false;
  const { width, height } = canvas;
  return !width || !height || !canvas.getContext("2d").getImageData(0, 0, width, height).data.some(Boolean);
}).map(({ className, parentElement }) => `${parentElement.tagName} ${className}`)
"""


def test_what_is_mounted_in_a_hidden_tab_is_drawn_when_it_is_shown(visit, spoken, decode_like):
    page = visit(PAGE.replace("<main>", "<main hidden>"))
    load(page, spoken)
    load(page, decode_like(frames=420, prompt_frames=20, seed=8), "b")
    page.evaluate("player.set({ step: player.state.a.steps.length - 1, colour: 'confidence' })")
    drawn(page)
    page.evaluate("document.querySelector('main').hidden = false")
    page.wait_for_function(f"() => !({EMPTY})().length")
    assert page.locator(".theatre canvas:visible").count() > 12  # swatches and ramps among them


def test_pictures_that_come_back_are_drawn_again(visit, spoken, decode_like):
    page = visit(PAGE)
    load(page, spoken)
    ramp, heat = page.locator(".scale"), page.locator(".heat-scale canvas")
    for colour, step in (("confidence", 9), ("token", -1), ("entropy", 9)):
        page.evaluate("([colour, step]) => player.set({ colour, step })", [colour, step])
        if colour == "token":
            expect(ramp).to_be_hidden()
            expect(heat).to_be_hidden()
            drawn(page)
    expect(ramp).to_be_visible()
    expect(heat).to_be_visible()
    page.wait_for_function(f"() => !({EMPTY})().length")


def contrast(*colours):
    """The ratio of two colours "rgb(r, g, b)", by WCAG's definition."""

    def luminance(colour):
        shares = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in shares]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    dark, light = sorted(map(luminance, colours))
    return (light + 0.05) / (dark + 0.05)


def test_forced_colours_tell_chosen_from_not_and_bars_from_their_ground(visit, decoded):
    page = visit(PAGE, forced_colors="active", color_scheme="dark")
    load(page, decoded)
    page.evaluate("player.goto({ step: 1, level: 1, frame: 30 })")
    drawn(page)

    def look(selector, property="backgroundColor"):
        script = "(node, property) => getComputedStyle(node)[property]"
        return page.locator(selector).first.evaluate(script, property)

    for one, other in (
        (".levels [aria-pressed=true]", ".levels [aria-pressed=false]"),
        (".bands [aria-current]", ".bands :not([aria-current])"),
        (".candidates .bar", ".candidates .rail"),
    ):
        assert look(one) != look(other), one
    for chosen in (".levels [aria-pressed=true]", ".bands [aria-current]"):
        assert contrast(look(chosen), look(chosen, "color")) >= 4.5, chosen
    # what is written on the canvases is written in the theme's ink
    assert contrast(look(".track"), page.evaluate(INK)) >= 4.5


def test_nothing_moves_for_decoration():
    # what runs by itself was asked for with Play or Listen; scrolling asks whether it may be smooth
    moving = re.compile(r"\b(transition|animation|scroll-behavior)[\w-]*:|@keyframes|\.animate\(|\"smooth\"")
    found = [
        f"{path.name}: {line.strip()}"
        for folder in (STATIC, Path(soundstorm.ui.__file__).parent)
        for path in (*folder.rglob("*.css"), *folder.rglob("*.js"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if moving.search(line) and "prefers-reduced-motion" not in line
    ]
    assert found == []
