"""A visit to the Dialogue tab, with small models that know four speakers and speak nonsense."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from soundstorm.ui import build_app, launch_options
from soundstorm.ui.examples import example_voices

# Presses Stop as soon as a run is as far as that: a slow machine might press it when all is over.
STOP_AT_ONCE = """
() => {
  const hero = document.querySelector("#hero .hero");
  const watch = new MutationObserver(() => {
    if (!(%s)) return;
    watch.disconnect();
    document.querySelector("#dialogue-stop").click();
  });
  watch.observe(hero, { attributes: true });
}
"""
IS_GROWN = "document.querySelector('#theatre .theatre').growing.isShown()"
SENTENCE = " ".join(["one"] * 9) + " one. "  # 3.0 s


@pytest.fixture(scope="module")
def app_url(talkers) -> Iterator[str]:
    """The address of an app of its own, in place of the one of all tests."""
    app = build_app(lambda: talkers)
    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, **launch_options())
    yield url
    app.close()


def test_a_dialogue_is_read_spoken_and_edited_and_a_long_one_is_heard_in_parts(page, complaints):
    page.locator("#tab-dialogue-button").click()
    turns, script = page.locator("#script-turns"), page.locator("#script textarea")
    expect(turns.locator(".said b")).to_have_text(["A", "B"] * 4)  # the first dialogue of the paper's page
    script.fill("Hello. | | Hi.")
    expect(turns.locator("[role=alert]")).to_contain_text("turn 2")
    script.fill("[S1] Oh wow. [S2] Uh-huh? [S3] I am.")
    expect(turns.locator(".said b")).to_have_text(["A", "B", "C"])
    expect(page.locator("#cast select")).to_have_count(3)
    page.locator("#cast select").nth(2).select_option("own")
    expect(page.locator("#cast-c")).to_be_visible()
    script.fill("Oh wow. | Uh-huh? | I am.")
    page.locator("#speakers").get_by_label("2").check()
    expect(page.locator("#cast select")).to_have_count(2)
    expect(turns.locator(".said b")).to_have_text(["A", "B", "A"])

    page.get_by_text("More settings").click()
    iterations = page.locator("#dialogue-iterations textarea, #dialogue-iterations input")
    iterations.fill("2,1")
    page.locator("#dialogue-generate").click()
    hero = page.locator("#hero .hero")
    expect(hero).to_have_attribute("data-phase", "ready")
    expect(hero.locator(".headline")).to_have_text("Your dialogue is ready")
    spoken = page.locator("[data-slot=turns] button:not(.of-prompt)")
    expect(spoken).to_have_text(["A Oh wow.", "B Uh-huh?", "A I am."])
    spoken.nth(1).click()
    bar = page.locator("[data-slot=turn]")
    bar.get_by_role("button", name="Decode it again").click()
    expect(bar.locator(".note")).to_contain_text("stands beside the old one as B")
    takes = page.locator("#takes li")
    expect(takes).to_have_count(2)
    expect(takes.first.get_by_role("link")).to_have_text("Save the run")  # an edit has no file of its sound
    expect(takes.last.get_by_role("link")).to_have_text("Save")

    script.fill(" | ".join([SENTENCE * 2] * 4))  # long enough to be stopped before its end
    iterations.fill("200,1")
    page.evaluate(STOP_AT_ONCE % 'hero.dataset.level === "1"')
    page.locator("#dialogue-generate").click()
    expect(hero).to_have_attribute("data-phase", "stopped")
    expect(page.locator("#dialogue-generate")).to_be_enabled()
    page.wait_for_function(IS_GROWN)
    iterations.fill("2,1")
    script.fill(" | ".join([SENTENCE * 2] * 5))
    expect(turns.locator(".note")).to_contain_text("in 3 parts, ready in about")
    page.locator("#dialogue-generate").click()
    expect(hero).to_have_attribute("data-heard", re.compile("[123]"))
    assert not page.evaluate(IS_GROWN)  # what was stopped would stay for good
    expect(hero.locator(".along")).to_be_in_viewport(ratio=1)
    expect(hero).to_have_attribute("data-phase", "ready")
    expect(hero.locator(".whole")).to_be_visible()
    expect(hero.get_by_role("link", name="MP3")).to_be_visible()
    expect(hero.locator(".play")).to_be_hidden()  # of the run on the stage
    # minutes of work are not lost when another run is opened
    page.evaluate("document.querySelector('#theatre .theatre').openRun('2-greedy')")
    expect(page.locator("#theatre .theatre")).to_have_attribute("data-run-a", "2-greedy")
    expect(hero.get_by_role("link", name="MP3")).to_be_visible()
    iterations.fill("100,1")
    page.evaluate(STOP_AT_ONCE % 'hero.dataset.phase === "reading" && hero.dataset.heard === "1"')
    page.locator("#dialogue-generate").click()
    expect(hero.locator(".headline")).to_contain_text("Stopped after")
    expect(page.locator("#dialogue-generate")).to_be_enabled()
    # what was spoken until then is not lost
    along = hero.locator(".along")
    expect(along).to_have_text("▶ Hear what was spoken")
    for said in ("❚❚ Pause", "▶ Hear what was spoken"):
        along.click()
        expect(along).to_have_text(said)
    # nor is the text before it
    expect(takes).to_have_count(3)
    expect(takes.first).to_contain_text("3 parts")
    for said in ("Pause", "Play"):
        takes.first.get_by_role("button").first.click()
        expect(takes.first.get_by_role("button").first).to_have_text(said)
    takes.first.get_by_role("button", name="Remove").click()
    expect(takes).to_have_count(2)
    assert complaints == []


def test_a_late_answer_about_a_script_takes_nothing_back(page, complaints):
    """The answer that three speak arrives when the script is another one, in which two do."""
    page.locator("#tab-dialogue-button").click()
    turns, script = page.locator("#script-turns"), page.locator("#script textarea")
    expect(turns.locator(".said b")).to_have_text(["A", "B"] * 4)
    late = []

    def hold(route):
        if "[S3]" in (route.request.post_data or "") and not late:
            late.append(route)
        else:
            route.continue_()

    page.route("**/gradio_api/**", hold)
    with page.expect_request(lambda request: "[S3]" in (request.post_data or "")):
        script.fill("[S1] Oh wow. [S2] Uh-huh? [S3] I am.")
    script.fill("Oh wow. | I am.")
    late[0].continue_()
    expect(turns.locator(".said b")).to_have_text(["A", "B"])
    expect(page.locator("#speakers input:checked")).to_have_value("2")
    expect(page.locator("#cast select")).to_have_count(2)
    assert complaints == []


@pytest.mark.parametrize("script", ["Oh wow. | Uh-huh?", " | ".join([SENTENCE * 2] * 5)])
def test_the_last_line_speaks_of_a_watermark_exactly_when_there_is_one(page, talkers, monkeypatch, script):
    hero, generate = page.locator("#hero .hero"), page.locator("#dialogue-generate")
    page.locator("#tab-dialogue-button").click()
    page.locator("#script textarea").fill(script)
    page.get_by_text("More settings").click()
    page.locator("#dialogue-iterations textarea, #dialogue-iterations input").fill("1,1")
    for watermark in (True, False):
        monkeypatch.setattr(talkers, "watermark", watermark)
        before = hero.get_attribute("data-run")
        generate.click()
        expect(hero).not_to_have_attribute("data-run", before)
        expect(hero).to_have_attribute("data-phase", "ready")
        expect(hero.locator(".expect")).to_contain_text("small teaching model")
        expect(hero.locator(".expect")).to_contain_text("synthetic speech")
        expect(hero.get_by_text("watermark")).to_be_visible(visible=watermark)


def test_a_missing_voice_is_no_longer_asked_for_once_another_is_chosen(page, complaints):
    page.locator("#tab-dialogue-button").click()
    voice, alert = page.locator("#cast select").first, page.locator("#dialogue-notice [role=alert]")
    bundled = voice.input_value()
    voice.select_option("own")
    expect(page.locator("#cast-a")).to_be_visible()
    page.locator("#dialogue-generate").click()
    expect(alert).to_contain_text("the voice of A")
    voice.select_option(bundled)
    expect(alert).to_have_count(0)

    voice.select_option("own")
    page.locator("#cast-a input[type=file]").set_input_files(example_voices()[0].path)
    expect(page.locator("#cast-heard")).to_contain_text("A: Using")
    expect(page.locator("#cast-heard")).to_contain_text("Heard by the tokenizer: /")
    assert complaints == []
