"""Hidden tabs, high contrast and reduced motion: the player is drawn when and as it is asked for."""

import re
from pathlib import Path

from playwright.sync_api import expect

import soundstorm.ui
from soundstorm.player.assets import STATIC
from tests.browser import drawn
from tests.player.accessibility.mounted import PAGE, load

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
