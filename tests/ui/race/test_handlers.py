"""What the Race tab does with a form, with small untrained models."""

import gradio as gr
import pytest

from soundstorm.ui import limits
from soundstorm.ui.line import Line
from soundstorm.ui.race import handlers
from soundstorm.ui.race.handlers import RaceHandlers, after_edit
from soundstorm.ui.running import UNCHANGED
from soundstorm.ui.runtime import note
from tests.audiolm.small import small_babbler
from tests.ui.late import late


@pytest.fixture(scope="module")
def babbler():
    return small_babbler()


@pytest.fixture
def line():
    return Line(gr.Blocks())


def test_a_race_tells_the_line_how_long_it_took_and_the_visitor_in_what_numbers(babbler, tmp_path, line):
    before = line.seconds
    *_, last = RaceHandlers(lambda: babbler, tmp_path, line).race("man-8629", "", 3, 0)
    assert 0.7 * before < line.seconds != before
    assert " s in float32, AudioLM" in last.notice


def test_between_two_tokens_a_race_can_be_stopped_and_nothing_more_is_written(
    babbler, tmp_path, monkeypatch, line
):
    monkeypatch.setattr(limits, "SECONDS_UNTIL_STOPPED", 0.0)
    written = []
    speak = babbler.audiolm.speak

    def counted(*arguments):
        for token in speak(*arguments):
            written.append(token)
            yield token

    monkeypatch.setattr(babbler.audiolm, "speak", counted)
    race = RaceHandlers(lambda: babbler, tmp_path, line).race("man-8629", "", 3, 0)
    while len(written) < 7:
        assert next(race).view is handlers.UNCHANGED
    race.close()  # as gradio does
    assert len(written) == 7  # of 150 frames of six levels
    assert [*tmp_path.rglob("*")] == []


@pytest.mark.parametrize("words", ["", "Good morning."])
def test_a_race_that_takes_too_long_ends_with_one_sentence(babbler, tmp_path, monkeypatch, line, words):
    monkeypatch.setattr(limits.Deadline, "check", late)
    *_, last = RaceHandlers(lambda: babbler, tmp_path, line).race("man-8629", words, 3, 0)
    assert "stopped after 180 seconds" in last.notice and not last.stop["interactive"]


def test_an_edit_of_the_form_takes_away_an_error_and_leaves_what_was_measured():
    assert after_edit(note("Choose 3, 5, 10 seconds.", error=True)) == ""
    assert [after_edit(said) for said in (note("It took 2 s."), "", None)] == [UNCHANGED] * 3


def test_stop_works_from_the_click_on_until_it_is_over(babbler, tmp_path, line):
    tab = RaceHandlers(lambda: babbler, tmp_path, line)
    assert tab.wait().stop["interactive"] and not tab.wait().run["interactive"]
    stopped, stays = tab.stop(), tab.over(tab.stop().notice)
    assert "nothing came of this race" in stopped.notice and stays.notice == UNCHANGED
    assert stopped.run == UNCHANGED and not stopped.stop["interactive"]  # the step at work is not over
    for over in (stays, tab.over(tab.wait().notice)):
        assert over.run["interactive"] and not over.stop["interactive"]
    assert tab.over(tab.wait().notice).notice == ""
    *_, last = tab.race("man-8629", "", 7, 0)
    assert "Choose 3, 5, 10 seconds" in last.notice and not last.stop["interactive"]
