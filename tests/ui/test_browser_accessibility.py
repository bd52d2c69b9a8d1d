"""Every tab of the app for everybody: axe-core in light, dark and on a phone; roles and names of controls."""

from playwright.sync_api import expect

from soundstorm.ui.examples import example_voices
from tests.accessibility import COLOUR_RULES, controls, violations
from tests.browser import drawn

VOICE = example_voices()[0].path
SHOWN = {
    "speak": "#transcript",
    "dialogue": "#script-turns .said",
    "laboratory": "#plan .plan",
    "codec": ".codec",
    "detect": "#detect-view .report",
    "lesson": ".lesson-task",
    "continue": "#babble",
    "race": "#race .lane",
}
GRADIOS_OWN = {
    # Gradio's footer: beside the word "Settings" stands a picture that is called "Settings", too.
    ("image-redundant-alt", 'img[alt="Settings"]'),
}
# Gradio fades colours in; axe-core would measure them on their way.
AT_ONCE = "*, *::before, *::after { transition: none !important; animation: none !important; }"


def take_a_sound_apart(page):
    page.locator("#tab-codec-button").click()
    page.locator("#codec-audio input[type=file]").set_input_files(VOICE)
    expect(page.locator(".codec")).to_have_attribute("data-phase", "done")
    expect(page.locator(".codec")).to_have_attribute("data-picture", "original")


def look_for_the_mark(page):
    page.locator("#tab-detect-button").click()
    page.get_by_role("button", name="Made here").click()
    expect(page.locator("#detect-view .report")).to_contain_text("AI-generated")


def open_tab(page, name):
    """Open a tab and wait until it shows what it has."""
    page.locator(f"#tab-{name}-button").click()
    expect(page.locator(f"#tab-{name}-button")).to_have_attribute("aria-current", "page")
    expect(page.locator(SHOWN[name]).first).to_be_visible()
    if name == "lesson":
        expect(page.locator("[data-slot=lesson]")).to_have_attribute("data-stage", "set")
    drawn(page)


def ours(page, rules=()):
    """What axe-core finds and Gradio did not bring along."""
    return [found for found in violations(page, rules) if found not in GRADIOS_OWN]


def stop_a_run(page):
    page.locator(".choose").last.click()
    expect(page.locator(".prompt-view")).not_to_have_attribute("data-frames", "0")
    page.locator("#transcript textarea").fill("Please call me.")
    page.get_by_text("Advanced").click()
    page.locator("#iterations textarea, #iterations input").fill("200,1,1,1,1,1,1,1")
    page.locator("#generate").click()
    live = page.locator("#hero .hero")
    expect(live).to_have_attribute("data-level", "1")
    page.locator("#stop").click()
    expect(live).to_have_attribute("data-phase", "stopped")
    drawn(page)


CONTROLS = {  # where ours are, and one of them
    "speak": ("#theatre .at-grid", "Paint a region"),
    "dialogue": ("#dialogue", "Generate"),
    "laboratory": ("#lab", "Run as B"),
    "codec": (".codec", "Hear these levels"),
    "detect": ("#detect-view", "Made here"),
    "lesson": ("#theatre .theatre", "Step 8: What goes wrong"),
    "continue": ("#continue", "Go on"),
    "race": ("#race-view", "Start the race"),
}


def test_every_tab_in_light_dark_and_on_a_phone(page, complaints):
    expect(page.locator("#theatre .theatre")).to_have_attribute("data-state", "ready")
    page.add_style_tag(content=AT_ONCE)
    found = {}
    stop_a_run(page)
    found["light", "a stopped run"] = ours(page)
    page.locator("#hero .close").click()
    page.get_by_role("button", name="Look inside").click()
    take_a_sound_apart(page)
    look_for_the_mark(page)

    for tab, (part, button) in CONTROLS.items():
        open_tab(page, tab)
        found["light", tab] = ours(page)
        named = controls(page, part)
        assert ("button", button) in named
        assert [role for role, name in named if not name or role == "generic"] == []
    page.evaluate("document.querySelector('#theatre .theatre').player.set({ projector: true })")
    expect(page.locator("body")).to_have_attribute("data-projector", "")
    for tab in ("speak", "detect"):
        open_tab(page, tab)
        found["projector", tab] = ours(page, COLOUR_RULES)
    page.evaluate("document.querySelector('#theatre .theatre').player.set({ projector: false })")
    expect(page.locator("body")).not_to_have_attribute("data-projector", "")
    page.evaluate("document.body.classList.add('dark')")
    expect(page.locator("#theatre .theatre")).to_have_attribute("data-theme", "dark")
    for tab in SHOWN:
        open_tab(page, tab)
        found["dark", tab] = ours(page, COLOUR_RULES)
    page.evaluate("document.body.classList.remove('dark')")
    expect(page.locator("#theatre .theatre")).to_have_attribute("data-theme", "light")
    page.set_viewport_size({"width": 390, "height": 844})
    for tab in SHOWN:
        open_tab(page, tab)
        found["phone", tab] = ours(page)
    open_tab(page, "speak")
    page.get_by_role("tab", name="Convert a recording").click()
    expect(page.locator("#source-audio")).to_be_visible()
    found["phone", "convert"] = ours(page)
    assert {place: findings for place, findings in found.items() if findings} == {}
    assert complaints == []
