"""Dates and years, as an American reads them."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_items, spoken_words


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("from Jan to Mar", "from january to march"),
        ("I gave Jan to Mark", "i gave jan to mark"),
        ("2019-07-04", "july fourth twenty nineteen"),
        ("2019/07/04", "july fourth twenty nineteen"),
        ("12/25/2021", "december twenty fifth twenty twenty one"),
        ("25/12/2021", "december twenty fifth twenty twenty one"),
        ("31.12.1999", "december thirty first nineteen ninety nine"),
        ("7/4/76", "july fourth seventy six"),
        ("on 5/6, since 7/8, by 1/3", "on may sixth since july eighth by one third"),
        ("on 1/4 of it", "on one quarter of it"),
        ("on 45/60, on 9/11", "on forty five over sixty on nine eleven"),
        ("3.4.2020, 40.50.1999",
         "april third twenty twenty forty point fifty point one thousand nine hundred ninety nine"),
        ("1.2.99", "one point two point ninety nine"),
        ("10/31", "october thirty first"),
        ("9/11", "nine eleven"),
        ("Nov 3, Dec. 12", "november third december twelfth"),
        ("July 4, 1776", "july fourth seventeen seventy six"),
        ("May 5th, you may 5 times", "may fifth you may five times"),
        ("June 5-7", "june fifth to seventh"),
        ("5 June 2020", "the fifth of june twenty twenty"),
        ("the 5th of June", "the fifth of june"),
        ("Sept. 2001, Oct 1987", "september two thousand one october nineteen eighty seven"),
        ("Jan-Mar, Tue-Thu", "january to march tuesday to thursday"),
        ("Mon., Sat, Aug 3", "monday saturday august third"),
        ("in the sun. Sat down", "in the sun sat down"),
        ("Monday-Friday, Mon 9-5", "monday to friday monday nine to five"),
        ("Sat. and Sun. only, Tue & Thu", "saturday and sunday only tuesday and thursday"),
        ("he sat and sun came in, the Sun and Moon", "he sat and sun came in the sun and moon"),
        ("Apr 5-May 10", "april fifth to may tenth"),
    ],
)  # fmt: skip
def test_dates(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("in 1999, 1905, 1900", "in nineteen ninety nine nineteen oh five nineteen hundred"),
        ("2005 and 2024", "two thousand five and twenty twenty four"),
        ("1215, 1010, 1000", "twelve fifteen ten ten one thousand"),
        ("in 2150, but 2150 men", "in twenty one fifty but two thousand one hundred fifty men"),
        ("1905-06", "nineteen oh five to oh six"),
        ("1914-1918, 1939–45", "nineteen fourteen to nineteen eighteen nineteen thirty nine to forty five"),
        ("the 1980s, '90s, 1900s", "the nineteen eighties nineties nineteen hundreds"),
        ("the mid-2000s and 2010s", "the mid two thousands and twenty tens"),
        ("he is in his 30s, the '00s", "he is in his thirties the two thousands"),
        ("100s or 1000s of men", "hundreds or thousands of men"),
        ("1,984 men", "one thousand nine hundred eighty four men"),
        ("44 BC, AD 476, 2500 BC", "forty four B C A D four hundred seventy six twenty five hundred B C"),
        ("2019's best", "twenty nineteen's best"),
        ("the 1000th guest, 1001st of 1100",
         "the one thousandth guest one thousand first of eleven hundred"),
    ],
)  # fmt: skip
def test_years(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('6/13-6/15, 7/1-7/4', 'june thirteenth to june fifteenth july first to july fourth'),
        ('12/24-1/2', 'december twenty fourth to january second'),
        ('1/2-3/4 cup, 1/4-1/2', 'one half to three quarters cup one quarter to one half'),
        ('29 Dec–4 Jan', 'the twenty ninth of december to the fourth of january'),
        ("'68-'72, '20s–'30s", 'sixty eight to seventy two twenties to thirties'),
        ('the 1920s-30s, 1990s-2000s',
         'the nineteen twenties to thirties nineteen nineties to two thousands'),
        ('Q1–Q3, Q1 – Q2', 'Q one to Q three Q one to Q two'),
        ('300 BCE–200 CE, 100 BC – 44 BC',
         'three hundred B C E to two hundred C E one hundred B C to forty four B C'),
        ('2020–present', 'twenty twenty to present'),
    ],
)  # fmt: skip
def test_ranges_of_dates(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('Monday 6/3, Fri 3/8', 'monday june third friday march eighth'),
        ('on Mon. 1/8', 'on monday january eighth'),
        ('Tues 9/5 – Fri 9/8', 'tuesday september fifth to friday september eighth'),
        ('Sunday 1/2 cup', 'sunday one half cup'),
    ],
)  # fmt: skip
def test_days_with_slashes_behind_a_weekday(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('3 Feb 24', 'the third of february twenty four'),
        ('Feb 3, 2024', 'february third twenty twenty four'),
        ("the class of '09", 'the class of oh nine'),
        ('2024-06-30T23:59', 'june thirtieth twenty twenty four twenty three fifty nine'),
    ],
)  # fmt: skip
def test_years_of_two_digits(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ('It was 3 Jan. We left.', 'it was the third of january. we left.'),
    ],
)  # fmt: skip
def test_the_stop_of_a_month_ends_a_sentence(written, read_aloud):
    assert " ".join(word + mark for word, mark in spoken_items(written)) == read_aloud
