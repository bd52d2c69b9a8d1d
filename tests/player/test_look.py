"""How the player fits its surroundings: themes, small screens, walls; and how fast it draws."""

import pytest
from playwright.sync_api import expect

from soundstorm.player.assets import player_markup, player_style
from tests.browser import drawn

INK = "() => getComputedStyle(document.querySelector('.theatre')).color"
LIGHT_INK, DARK_INK = "rgb(23, 27, 27)", "rgb(243, 241, 234)"


def test_the_markup_and_style_survive_gradios_templates():
    # gr.HTML fills in ${...} and {{...}} and puts the style inside a rule of its own
    for text in (player_markup(), player_style()):
        assert "${" not in text and "{{" not in text
    assert ":root" not in player_style() and "@import" not in player_style()
    assert "://" not in player_markup() + player_style()


def test_it_is_as_dark_as_the_system(player_page):
    assert player_page.evaluate(INK) == LIGHT_INK
    player_page.emulate_media(color_scheme="dark")
    expect(player_page.locator(".theatre")).to_have_attribute("data-theme", "dark")
    assert player_page.evaluate(INK) == DARK_INK


def test_inside_gradio_it_is_as_dark_as_the_page(player_page):
    player_page.emulate_media(color_scheme="dark")
    player_page.evaluate("document.querySelector('main').className = 'gradio-container'")
    player_page.evaluate("document.body.className = ''")
    player_page.evaluate("document.body.classList.add('light')")
    expect(player_page.locator(".theatre")).to_have_attribute("data-theme", "light")
    player_page.evaluate("document.body.classList.add('dark')")
    expect(player_page.locator(".theatre")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("width", [390, 700, 1280])
@pytest.mark.parametrize("projector", [False, True])
def test_nothing_is_wider_than_the_screen(player_page, load, decoded, width, projector):
    player_page.set_viewport_size({"width": width, "height": 844})
    assert load(decoded.data)
    player_page.evaluate("projector => player.set({ projector })", projector)
    player_page.evaluate("player.goto({ step: 3, level: 1, frame: 30 })")
    expect(player_page.locator(".inspector .reason")).to_be_visible()
    drawn(player_page)
    assert player_page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_projector_has_large_type_and_full_contrast(player_page, load, decoded):
    assert load(decoded.data)
    drawn(player_page)
    before = player_page.locator("canvas.grid").bounding_box()["height"]
    player_page.get_by_role("button", name="Projector").click()
    expect(player_page.locator(".theatre")).to_have_attribute("data-projector", "true")
    assert player_page.evaluate(INK) == "rgb(0, 0, 0)"
    player_page.wait_for_function(
        "height => document.querySelector('canvas.grid').clientHeight > 1.4 * height", arg=before
    )


def test_destroying_it_empties_the_stage_and_stops_listening(player_page, load, decoded):
    assert load(decoded.data)
    player_page.evaluate("player.destroy()")
    expect(player_page.locator(".theatre")).to_have_attribute("data-state", "empty")
    assert player_page.evaluate("document.querySelectorAll('.theatre canvas').length") == 0
    player_page.evaluate("player.set({ step: 2 })")
    drawn(player_page)  # with nothing to complain about


DRAWING_TIMES = """
async () => {
  const real = window.requestAnimationFrame, asked = [], work = [], intervals = [];
  window.requestAnimationFrame = (draw) => asked.push(draw);
  for (let turn = 0; turn < 60; turn++) {
    const began = performance.now();
    player.goto({ step: turn % player.state.a.steps.length });
    asked.splice(0).forEach((draw) => draw(performance.now()));
    document.body.offsetHeight; // layout belongs to a frame, too
    work.push(performance.now() - began);
    await new Promise((done) => real(done));
  }
  window.requestAnimationFrame = real;
  let before = await new Promise((done) => real(done));
  for (let turn = 0; turn < 60; turn++) {
    player.goto({ step: turn % player.state.a.steps.length });
    const now = await new Promise((done) => real(done));
    intervals.push(now - before);
    before = now;
  }
  const median = (times) => times.sort((one, other) => one - other)[times.length >> 1];
  return { work: median(work), interval: median(intervals) };
}
"""


def test_a_long_decoding_is_drawn_in_time(player_page, load, long_trace, capsys):
    assert load(long_trace)
    player_page.evaluate("player.set({ cell: { level: 1, frame: 700 }, colour: 'confidence' })")
    times = player_page.evaluate(DRAWING_TIMES)
    with capsys.disabled():
        print(
            f"\n1500 frames x 12 levels, a step a frame: {times['work']:.1f} ms of work, "
            f"{times['interval']:.1f} ms from picture to picture"
        )
    # 16.7 would be 60 pictures a second; with the page slowed down six times it is 84. Only a broken player,
    # which draws cell by cell or works everything out again for every picture, takes longer than this.
    assert times["work"] < 200
