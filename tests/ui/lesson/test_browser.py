"""The lesson in the page: opened by the address, on the visitor's stage, gone with its tab."""

import re

import pytest
from playwright.sync_api import expect

from tests.player.lesson.page import SHAPES, every_step_is_on_the_screen, off_screen

STATE = "document.querySelector('#theatre .theatre').player.state"


def test_the_address_opens_the_lesson_and_follows_it(visit, complaints):
    # as the lesson has written it, with one of its runs, which stands alone
    page = visit("?lesson=3&hide=seed&trace=2-greedy&level=8&iteration=1")
    theatre, lesson = page.locator("#theatre .theatre"), page.locator("[data-slot=lesson]")
    expect(lesson).to_have_attribute("data-stage", "set")
    expect(theatre).to_have_attribute("data-lesson", "3")
    expect(theatre).to_have_attribute("data-run-b", "6-other-seed")
    expect(page.locator("#run-b input")).to_have_value(re.compile("another seed"))
    for key, title in (("b", "2. Levels"), ("n", "3. Semantic against acoustic")):  # nobody has clicked yet
        page.keyboard.press(key)
        expect(page.locator(".lesson h2")).to_have_text(title)
        expect(lesson).to_have_attribute("data-stage", "set")
    page.get_by_role("button", name="Show me one").click()
    expect(page.locator(".feedback")).to_contain_text("Both were decoded from semantic token")

    page.get_by_role("button", name="Next step").click()
    expect(theatre).to_have_attribute("data-run-a", "3-slow-motion")
    expect(theatre).to_have_attribute("data-run-b", "")
    expect(lesson).to_have_attribute("data-stage", "set")
    expect(page).to_have_url(re.compile(r"lesson=4\b.*hide=seed|hide=seed.*lesson=4\b"))
    assert complaints == []


def test_a_step_can_be_typed_again_into_the_address_of_an_open_page(visit, complaints):
    page = visit("#lesson=2")
    title, lesson = page.locator(".lesson h2"), page.locator("[data-slot=lesson]")
    for begin in (2, 4):
        page.evaluate(f"location.hash = 'lesson={begin}'")
        expect(title).to_have_text(re.compile(rf"^{begin}\. "))
        expect(lesson).to_have_attribute("data-stage", "set")
        page.get_by_role("button", name="Next", exact=True).click()
        expect(title).to_have_text(re.compile(rf"^{begin + 1}\. "))
        expect(page).to_have_url(re.compile(rf"[?&]lesson={begin + 1}\b"))
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.evaluate(f"location.hash = 'lesson={begin}'")
        expect(title).to_have_text(re.compile(rf"^{begin}\. "))
        expect(lesson).to_have_attribute("data-stage", "set")
        assert off_screen(page, begin, "laptop") == []
    assert complaints == []


def test_the_lesson_goes_with_its_tab_and_comes_back(page, complaints):
    question = page.locator(".lesson-task")
    expect(question).to_be_hidden()
    page.locator("#tab-lesson-button").click()
    expect(question).to_be_visible()
    expect(page.locator(".lesson h2")).to_have_text("1. Why tokens")
    page.locator("#tab-speak-button").click()
    expect(question).to_be_hidden()
    expect(page).not_to_have_url(re.compile("lesson="))
    page.locator("#tab-lesson-button").click()
    expect(question).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator(".lesson h2")).to_have_text("2. Levels")

    # also on a telephone, what is asked for is there
    page.set_viewport_size({"width": 390, "height": 844})
    again = page.get_by_role("button", name="Show this step again")
    expect(again).to_be_hidden()
    page.evaluate("document.querySelector('#theatre .theatre').openRun('2-greedy')")
    expect(page.locator(".feedback")).to_contain_text("Choose “Show this step again” to go on")
    again.click()
    expect(page.locator("#theatre .theatre")).to_have_attribute("data-run-a", "1-paper")
    expect(again).to_be_hidden()
    assert complaints == []


def test_a_run_at_work_leaves_the_lesson_its_screen_and_begins_no_sound_where_it_cannot_be_stopped(
    page, complaints
):
    """It takes the screen when its visitor comes back. In the tab Detect there is no player that stops it."""
    theatre, hero = page.locator("#theatre .theatre"), page.locator("#hero .hero")
    page.locator("#tab-lesson-button").click()
    expect(page.locator("[data-slot=lesson]")).to_have_attribute("data-stage", "set")
    page.locator("#tab-speak-button").click()
    page.get_by_text("Advanced").click()
    page.locator("#iterations input, #iterations textarea").fill("2,90")
    page.locator("#transcript textarea").fill("The birch canoe slid on the smooth planks. " * 4)  # takes long
    page.locator("#generate").click()
    page.locator("#tab-lesson-button").click()
    expect(hero).to_have_attribute("data-level", "2")
    shown = page.evaluate(f"(({{ growing, sounding }}) => [growing, sounding])({STATE})")
    assert not any(shown) and theatre.get_attribute("data-run-a") == "1-paper"
    expect(page.locator(".feedback")).to_be_empty()
    page.locator("#tab-detect-button").click()
    page.wait_for_function(f"{STATE}.growing")
    assert not page.evaluate(f"{STATE}.sounding")
    page.locator("#tab-speak-button").click()
    page.locator("#stop").click()
    expect(hero).to_have_attribute("data-phase", "stopped")
    assert complaints == []


@pytest.mark.parametrize("shape", ["laptop", "phone"])
def test_every_step_is_on_one_screen_in_the_app(visit, complaints, shape):
    width, height = SHAPES[shape]
    page = visit("?lesson=1", width=width, height=height)
    expect(page.locator("[data-slot=lesson]")).to_have_attribute("data-stage", "set")
    every_step_is_on_the_screen(page, shape)
    assert complaints == []
