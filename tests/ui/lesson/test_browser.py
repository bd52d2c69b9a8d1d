"""The lesson in the page: opened by the address, on the visitor's stage, gone with its tab."""

import re

import pytest
from playwright.sync_api import expect

from tests.player.lesson.page import SHAPES, every_step_is_on_the_screen


def test_the_address_opens_the_lesson_and_follows_it(visit, complaints):
    page = visit("?lesson=3&hide=seed")
    theatre, lesson = page.locator("#theatre .theatre"), page.locator("[data-slot=lesson]")
    expect(lesson).to_have_attribute("data-stage", "set")
    expect(theatre).to_have_attribute("data-lesson", "3")
    expect(theatre).to_have_attribute("data-run-b", "6-other-seed")
    expect(page.locator("#run-b input")).to_have_value(re.compile("another seed"))
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
        page.evaluate(f"location.hash = 'lesson={begin}'")
        expect(title).to_have_text(re.compile(rf"^{begin}\. "))
    assert complaints == []


def test_the_lesson_goes_with_its_tab_and_comes_back(page, complaints):
    question = page.locator(".lesson-task")
    expect(question).to_have_count(0)
    page.locator("#tab-lesson-button").click()
    expect(question).to_be_visible()
    expect(page.locator(".lesson h2")).to_have_text("1. Why tokens")
    page.locator("#tab-speak-button").click()
    expect(question).to_be_hidden()
    expect(page).not_to_have_url(re.compile("lesson="))
    page.locator("#tab-lesson-button").click()
    expect(question).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("shape", ["laptop", "phone"])
def test_every_step_is_on_one_screen_in_the_app(visit, complaints, shape):
    width, height = SHAPES[shape]
    page = visit("?lesson=1", width=width, height=height)
    expect(page.locator("[data-slot=lesson]")).to_have_attribute("data-stage", "set")
    every_step_is_on_the_screen(page, shape)
    assert complaints == []
