"""Letter case: what begins a sentence, stands in a title or is set loud is read as it is elsewhere."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_items, spoken_words


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("the 3rd of May", "The 3rd of May"),
        ("the 3rd of May", "The 3RD OF MAY"),
        ("June 2nd, May 4", "JUNE 2ND, MAY 4"),
        ("the 9 of March", "The 9 Of March"),
        ("5th of May", "5TH of May"),
        ("Sat-Sun, Mon-Fri", "sat-sun, MON-FRI"),
        ("on 3/4 of it", "On 3/4 Of it"),
        ("our IT team", "Our IT Team"),
        ("p. 7", "P. 7"),
        ("c. 1320", "C. 1320"),
        ("w/ milk", "W/ milk"),
        ("the 3rd ed.", "The 3rd Ed."),
        ("6 ft 2 in", "6 Ft 2 In"),
        ("7 in. long", "7 In. long"),
        ("2 pills/day", "2 Pills/Day"),
        ("a $40 coat", "A $40 Coat"),
        ("$60 dollars", "$60 Dollars"),
        ("3B users, 4 bn", "3B Users, 4 BN"),
        ("a 7k run", "A 7k Run"),
        ("30 USD, EUR 9", "30 usd, Eur 9"),
        ("555-9876 x34", "555-9876 X34"),
        ("3 x 5 = 15", "3 X 5 = 15"),
        ("5/10 of a mile", "5/10 Of A Mile"),
        ("x^n", "x^N"),
    ],
)  # fmt: skip
def test_capitals_change_nothing(written, otherwise):
    assert [word.lower() for word in spoken_words(otherwise)] == [
        word.lower() for word in spoken_words(written)
    ]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("The 3rd of May", "the third of may"),
        ("MEET US ON MAY 4", "meet us on may fourth"),
        ("COME BY MARCH 9TH OR YOU MAY NOT", "come by march ninth or you may not"),
        ("Our IT Team", "our I T team"),
        ("A $40 Coat", "a forty dollar coat"),
        ("5 Mb and 5 MB, 5 m and 5 M", "five megabits and five megabytes five meters and five M"),
        ("Plan C. 40 people", "plan C forty people"),
        ("20^30 and 2^north", "twenty to the thirtieth and two caret north"),
    ],
)  # fmt: skip
def test_capitals_tell_where_they_must(written, spoken):
    assert spoken_words(written) == spoken.split()


def test_a_sentence_keeps_its_beginning():
    assert spoken_items("It is 5 p.m. The 3rd of May is near.")[4:6] == [("M", "."), ("the", "")]
