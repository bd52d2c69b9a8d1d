"""Dashes with spaces around them, as an American reads them."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_items


def read(text: str) -> str:
    """Words and marks as one string, e.g. "well, no." """
    return " ".join(word + mark for word, mark in spoken_items(text))


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ("8am - 6pm", "eight A M to six P M"),
        ("8 AM – 6:30 PM", "eight A M to six thirty P M"),
        ("10 a.m. - noon", "ten A M to noon"),
        ("Mar 5 – Apr 10", "march fifth to april tenth"),
        ("May 3, 1990 - June 4, 1991", "may third, nineteen ninety to june fourth, nineteen ninety one"),
        ("5 Mar – 10 Apr", "the fifth of march to the tenth of april"),
        ("Jan – Mar", "january to march"),
        ("Mon - Thu, Monday – Friday", "monday to thursday, monday to friday"),
        ("4% - 8%", "four to eight percent"),
        ("10 km – 20 km", "ten to twenty kilometers"),
        ("20°C – 25°C", "twenty to twenty five degrees celsius"),
        ("3 eggs - 4 eggs", "three eggs to four eggs"),
    ],
)
def test_between_two_of_a_kind_a_dash_is_a_range(written, read_aloud):
    assert read(written) == read_aloud


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ("We left at 8am - nobody knew", "we left at eight A M, nobody knew"),
        ("It rose 4% - 8 people came", "it rose four percent, eight people came"),
        ("It took 9 days - 4 days more", "it took nine days, four days more"),
        ("on Monday – rain", "on monday, rain"),
        ("2.0.1 km - 3 km", "two point zero point one km, three kilometers"),
        ("plan B - 5 people", "plan B, five people"),
    ],
)
def test_between_others_it_is_a_pause(written, read_aloud):
    assert read(written) == read_aloud


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ("y = x^2 + 4x - 7", "y equals x squared plus four x minus seven"),
        ("x² - 3", "x squared minus three"),
        ("(x - y)", "x minus y,"),
    ],
)
def test_in_a_formula_it_is_a_minus(written, read_aloud):
    assert read(written) == read_aloud
