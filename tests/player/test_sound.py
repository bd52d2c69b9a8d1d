"""What is heard and seen of the speech: levels, what each adds, words; the place is kept through switches."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from soundstorm.trace.sound import listen
from tests.browser import drawn

LEVELS, PROMPT = 4, 20
SECONDS = 8.0

# The picture of a canvas: is pixel (x, y), as shares from the left and from the bottom, inked, and how?
PIXEL = """
([selector, x, y]) => {
  const canvas = document.querySelector(selector);
  const at = [Math.floor(x * canvas.width), Math.floor((1 - y) * canvas.height)];
  return [...canvas.getContext("2d").getImageData(...at, 1, 1).data];
}
"""
# Share of the canvas's height that the wave fills, right of the prompt.
WAVE_HEIGHT = """
() => {
  const canvas = document.querySelector(".wave"), { width, height } = canvas;
  const left = Math.floor(width / 2), { data } = canvas.getContext("2d").getImageData(left, 0, 40, height);
  const rows = [...Array(height).keys()].filter((row) => {
    for (let x = 0; x < 40; x++) if (data[(row * 40 + x) * 4 + 3] > 100) return true;
  });
  return (rows.at(-1) - rows[0]) / height;
}
"""


@pytest.fixture
def theatre(player_page, load, spoken):
    """The player after the last iteration."""
    assert load(spoken.data)
    player_page.evaluate("player.goto({ step: Infinity })")
    return player_page.locator(".theatre")


@pytest.fixture
def sound(theatre):
    return theatre.locator("[data-slot=sound]")


def place(page):
    return page.evaluate("player.state.place")


def test_switching_levels_while_listening_goes_on_at_the_same_place(theatre, sound, player_page, followed):
    player_page.evaluate("player.set({ loop: true })")
    listen = sound.locator(".listen")
    listen.click()
    expect(sound).to_have_attribute("data-sounding", "true")
    followed.goes_on()
    for name, control in (
        ("a audio.2", ".levels [data-level='2']"),
        ("a difference.2", "button:text('What level 2 adds')"),
        ("a difference.3", ".levels [data-level='3']"),
        ("a audio.3", "button:text('All of it')"),
    ):
        sound.locator(control).click()
        expect(sound).to_have_attribute("data-sound", name)
        expect(theatre.locator(".wave")).to_have_attribute("data-sound", name)  # decoded, so it is heard
        followed.goes_on()
        assert player_page.evaluate("player.state.sounding")
    expect(listen).to_have_attribute("aria-label", "Pause the speech (S)")
    listen.click()
    expect(sound).to_have_attribute("data-sounding", "false")
    stopped = place(player_page)
    assert 0 <= stopped < SECONDS + 0.1
    # and it goes on from there
    sound.locator(".levels [data-level='4']").click()
    expect(sound).to_have_attribute("data-sound", "a audio.4")
    assert place(player_page) == stopped
    listen.click()
    followed.goes_on()
    assert followed.jumps() == []


def test_a_place_is_kept_while_silent_and_moved_by_keys_and_pointer(theatre, sound, player_page):
    wave = theatre.locator(".wave")
    wave.press("Home")
    for _ in range(3):
        wave.press("ArrowRight")
    expect(wave).to_have_attribute("aria-valuenow", "0.30")
    expect(theatre).to_have_attribute("data-step", "9")  # the arrows did not step through the iterations
    theatre.locator("h2").first.click()
    for key, name in (("[", "a audio.3"), ("d", "a difference.3"), ("]", "a difference.4")):
        theatre.press(key)
        expect(sound).to_have_attribute("data-sound", name)
        assert place(player_page) == pytest.approx(0.3)
    expect(sound.locator(".clock")).to_have_text("0.30 s of 8.00 s")
    theatre.press("d")
    # half of the axis, of which the prompt has its part, too: the start of the voice prompt is before 0
    drawn(player_page)
    width = wave.bounding_box()["width"]
    wave.click(position={"x": width / 2, "y": 5})
    assert place(player_page) == pytest.approx((420 / 2 - PROMPT) / 50, abs=0.02)
    wave.click(position={"x": 1, "y": 5})
    assert place(player_page) == pytest.approx(-PROMPT / 50, abs=0.02)
    drawn(player_page)
    line = theatre.locator(".stage .playhead").first.bounding_box()
    assert line["x"] == pytest.approx(wave.bounding_box()["x"], abs=3)
    player_page.evaluate("player.set({ loop: true })")  # a slow machine may look when the speech is over
    theatre.press("s")
    expect(sound).to_have_attribute("data-sounding", "true")
    player_page.wait_for_function("player.state.place > 0")  # through the prompt into the speech


def test_what_is_decoded_so_far_is_what_is_heard(theatre, sound, player_page, spoken):
    finished = 0
    for index, step in enumerate(spoken.steps):
        if not step.mask[0, step.level - 1].any():
            finished = step.level
        player_page.evaluate("(step) => player.goto({ step })", index)
        drawn(player_page)
        expect(sound).to_have_attribute("data-sound", f"a audio.{finished}" if finished else "")
        expect(theatre.locator("canvas.spectrogram")).to_have_attribute("data-level", str(finished))
    player_page.evaluate("player.goto({ step: 0 })")
    expect(sound.locator(".listen")).to_be_disabled()
    expect(sound.locator(".note")).to_contain_text("Nothing to hear before level 1 is complete")
    expect(theatre.locator(".waiting")).to_be_visible()
    sound.locator("[aria-label='Levels 1 to 2']").click()  # a choice wins over what is decoded
    expect(sound).to_have_attribute("data-sound", "a audio.2")
    sound.locator("[aria-label='The latest complete level']").click()
    expect(sound).to_have_attribute("data-sound", "")


def test_every_level_is_drawn_as_loud_as_it_is(theatre, sound, player_page, spoken):
    drawn(player_page)
    columns = theatre.locator(".wave").bounding_box()["width"]
    start = round((420 / 2 - PROMPT) * 320)  # sample at half of the axis
    some = slice(start, start + round(40 / columns * 420 * 320))
    loudest = float(max(listen(spoken.trace, name).abs().max() for name in ("4", "prompt")))
    for name, control in (
        ("audio.1", ".levels [data-level='1']"),
        ("audio.2", ".levels [data-level='2']"),
        ("audio.4", ".levels [data-level='4']"),
        ("difference.4", "button:text('What level 4 adds')"),
    ):
        sound.locator(control).click()
        expect(theatre.locator(".wave")).to_have_attribute("data-sound", f"a {name}")
        drawn(player_page)
        samples = listen(spoken.trace, name.removeprefix("audio."))[some]
        expected = 0.94 * float(samples.max() - samples.min()) / (2 * loudest)
        assert player_page.evaluate(WAVE_HEIGHT) == pytest.approx(expected, abs=0.05)


def test_the_spectrogram_stands_under_its_frames_and_shows_what_a_level_changes(theatre, sound, player_page):
    def mel_height(hertz):
        return player_page.evaluate("(hertz) => Math.log10(1 + hertz / 700)", hertz) / player_page.evaluate(
            "Math.log10(1 + 8000 / 700)"
        )

    def pixel(x, hertz):
        return player_page.evaluate(PIXEL, ["canvas.spectrogram", x, mel_height(hertz)])

    start = PROMPT / 420
    sound.locator(".levels [data-level='2']").click()
    expect(theatre.locator("canvas.spectrogram")).to_have_attribute("data-level", "2")
    drawn(player_page)
    assert pixel(start - 0.01, 900)[3] == 0  # the prompt is given, not decoded
    assert (
        sum(pixel(0.5, 900)[:3]) < sum(pixel(0.5, 4000)[:3]) - 150
    )  # level 2's tone is there, level 4's not yet
    sound.locator(".levels [data-level='4']").click()
    sound.locator("button:text('What level 4 adds')").click()
    expect(theatre.locator("canvas.spectrogram")).to_have_attribute("data-added", "true")
    drawn(player_page)
    red, green, blue, _ = pixel(0.5, 4000)
    assert green < min(red, blue) - 20  # purple: louder
    expect(theatre.locator("[data-slot=spectrogram] .caption")).to_contain_text("What level 4 changes")
    expect(theatre.locator("[data-slot=spectrogram] .caption")).to_contain_text("24 dB louder")
    label = "Spectrogram of what level 4 adds"
    expect(theatre.locator("canvas.spectrogram")).to_have_attribute("aria-label", label)


def test_words_and_phonemes_stand_where_they_are_spoken(theatre, player_page, spoken):
    trace = spoken.trace
    runs = 1 + int((trace.phoneme[1:] != trace.phoneme[:-1]).sum())
    strip = theatre.locator("canvas.phonemes")
    expect(strip).to_have_attribute("data-phonemes", str(runs))
    expect(strip).to_have_attribute("aria-label", "Words and phonemes over time: Hello world.")
    token = 150
    spoken_there = trace.phonemes[int(trace.phoneme[token])]
    frame = PROMPT + 2 * token
    player_page.evaluate("(frame) => player.goto({ level: 1, frame })", frame)
    semantic = int(trace.semantic[PROMPT // 2 + token])
    expect(theatre.locator("[data-slot=phonemes] .pointed")).to_have_text(
        f"/{spoken_there}/ in “world” semantic token {semantic}"
    )


def test_a_trace_without_sound_says_so(player_page, load, spoken):
    assert load(replace(spoken.trace, audio={}, spectrograms=None).to_bytes())
    player_page.evaluate("player.goto({ step: Infinity })")
    sound = player_page.locator("[data-slot=sound]")
    expect(sound.locator(".note")).to_have_text("This recorded run has no sound.")
    expect(sound.locator(".listen")).to_be_disabled()
    expect(player_page.locator("[data-slot=spectrogram]")).to_be_hidden()


def test_every_control_has_a_name(theatre, sound):
    names = [
        "Listen to the speech (S)",
        "The latest complete level",
        *(f"Levels 1 to {level}" for level in range(1, LEVELS + 1)),
        "All of it",
        "What level 4 adds",
    ]
    buttons = sound.locator("button:visible")
    expect(buttons).to_have_count(len(names))
    for index, name in enumerate(names):
        expect(buttons.nth(index)).to_have_accessible_name(name)
    expect(theatre.locator(".wave")).to_have_attribute("role", "slider")
    expect(theatre.locator(".wave")).to_have_attribute("aria-valuetext", "0.00 s")
