"""Spoken words with the marks that follow them; expectations are where an American reader pauses."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_items, spoken_words


def read(text: str) -> str:
    """Words and marks as one string, e.g. "well, no." """
    return " ".join(word + mark for word, mark in spoken_items(text))


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ("Hello, world!", "hello, world!"),
        ("Who? Me. No!", "who? me. no!"),
        ("a; b: c (d) [e] {f}", "a, b, c, d, e, f,"),
        ("one - two – three — four--five", "one, two, three, four, five"),
        ("he said–quietly", "he said, quietly"),
        ("well-known two- or three-year", "well known two or three year"),
        ("Wait... no. Wait… No.", "wait, no. wait. no."),
        ("What?! No!? Yes!!", "what? no? yes!"),
        ("So (he said). Go", "so, he said. go"),
        ("One\n\nTwo", "one. two"),
        ("One?\n\nTwo", "one? two"),
        ("a line\nthat wraps", "a line that wraps"),
        ("- one\n- two", "one. two"),
        ("1. Eat\n2. Rest", "one. eat. two. rest"),
        ("# Title\nA text", "title. a text"),
        ("He said “go home now” twice", "he said, go home now, twice"),
        ('the "best" cake', "the best cake"),
        ('"Go home now," he said.', "go home now, he said."),
        ("yes | no", "yes. no"),
        ("no mark", "no mark"),
        ("...so...", "so."),
    ],
)
def test_punctuation_becomes_marks(written, read_aloud):
    assert read(written) == read_aloud


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ("3.5, 1,234 and 10:30", "three point five, one thousand two hundred thirty four and ten thirty"),
        ("Dr. Fox, the U.S. team", "doctor fox, the U S team"),
        ("It is 5 p.m. today", "it is five P M today"),
        ("at site.com or 1.2.3", "at site dot com or one point two point three"),
        ("e.g. this", "for example this"),
        ("6 ft. tall", "six feet tall"),
    ],
)  # fmt: skip
def test_marks_inside_numbers_and_abbreviations_are_none(written, read_aloud):
    assert read(written) == read_aloud


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ("It is 5 p.m.", "it is five P M."),
        ("It is 5 p.m. The sun is low", "it is five P M. the sun is low"),
        ("We live in the U.S.", "we live in the U S."),
        ("Mon.–Fri.", "monday to friday."),
        ("It was Oct. The sun", "it was october. the sun"),
        ("at 5:30 a.m. The sun", "at five thirty A M. the sun"),
        ("It has vitamin C. The end", "it has vitamin C. the end"),
        ("John F. Fox, cats etc", "john F fox, cats et cetera"),
        ("cats, dogs, etc.", "cats, dogs, et cetera."),
        ("cats etc. We go", "cats et cetera. we go"),
        ('at "5 p.m."', "at five P M."),
        ("9 Elm St.", "nine elm street."),
        ("It weighs 5 kg. It is big", "it weighs five kilograms. it is big"),
        ("It costs $5. Pay", "it costs five dollars. pay"),
        ("See site.com. Go", "see site dot com. go"),
        ("Mr. A. B. Fox ran. A dog ran", "mister A B fox ran. a dog ran"),
    ],
)
def test_an_abbreviation_may_end_a_sentence(written, read_aloud):
    assert read(written) == read_aloud


def test_words_are_the_words_of_the_items():
    text = "“Mr. Fox,” she said, “paid $3.50 to the U.S.” — at 5:30!"
    assert spoken_words(text) == [word for word, _ in spoken_items(text)]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("HE SAID IT'S FINE", "he said it's fine"),
        ("rock 'n' roll, 'Tis, 'em", "rock 'n roll 'tis 'em"),
        ("mm-hm, uh-huh, Wi-Fi, uh-oh", "mmhm uhhuh wifi uh oh"),
        ("5% of 3 + 2 @ $, a^b", "five percent of three plus two at dollars a to the B"),
        ("a < b > c", "a is less than b is greater than c"),
        ("and/or, my_file", "and or my underscore file"),
        ("the 1990s' end, 2021's", "the nineteen nineties end twenty twenty one's"),
    ],
)
def test_words_are_what_is_read_aloud(written, spoken):
    assert spoken_words(written) == spoken.split()


def test_nothing_to_say_has_no_items():
    assert spoken_items("?! ...") == []
