"""Numbers, fractions, ranges and arithmetic, as an American reads them."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_words


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('1/3rd of it', 'one third of it'),
        ('a 2/3rds majority', 'a two thirds majority'),
        ('1 000 000 people', 'one million people'),
        ("1'000 francs", 'one thousand francs'),
        ("1,234 and 6439 persons",
         "one thousand two hundred thirty four and six thousand four hundred thirty nine persons"),
        ("007", "zero zero seven"),
        ("3.14 and 0.05", "three point one four and zero point zero five"),
        ("about .25 of it", "about point two five of it"),
        ("the 3rd, 21st and 1,000th", "the third twenty first and one thousandth"),
        ("3D, B12 and mp3", "three D B twelve and mp three"),
        ("two 747s", "two seven hundred forty sevens"),
        ("~300 or <9", "about three hundred or less than nine"),
        ("7 > 5", "seven is greater than five"),
    ],
)  # fmt: skip
def test_numbers(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Versions 2.1.1 - 2.1.5", "versions two point one point one to two point one point five"),
        ("01.02.2024 – 05.02.2024",
         "february first twenty twenty four to february fifth twenty twenty four"),
        ("1,000.5 - 2,000, not 3.5 - 2.1.",
         "one thousand point five to two thousand not three point five minus two point one"),
    ],
)  # fmt: skip
def test_what_stands_on_both_sides_of_a_spaced_hyphen_may_be_no_number(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("1/2 cup, 2/3 cup", "one half cup two thirds cup"),
        ("3/16 and 5/2", "three sixteenths and five halves"),
        ("1 3/4 and 3 1/8", "one and three quarters and three and an eighth"),
        ("6-1/2 hours", "six and a half hours"),
        ("4¾ and ⅓", "four and three quarters and one third"),
        ("1/10 of it, 3/10 of a mile", "one tenth of it three tenths of a mile"),
        ("an 8/10 film, a 1/10 share", "an eight out of ten film a one tenth share"),
        ("3/10ths, 2 3/10", "three tenths two and three tenths"),
        ("22/7", "twenty two over seven"),
        ("blood pressure 140/90", "blood pressure one hundred forty over ninety"),
        ("open 24/7, 50-50", "open twenty four seven fifty fifty"),
        ("1/8th", "one eighth"),
        ("rated 4.5/5, a 9.5/10", "rated four point five out of five a nine point five out of ten"),
        ("4.5/5 = 0.9", "four point five divided by five equals zero point nine"),
    ],
)  # fmt: skip
def test_fractions_and_mixed_numbers(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("pages 12-18", "pages twelve to eighteen"),
        ("ages 6–9", "ages six to nine"),
        ("6 - 9 people", "six to nine people"),
        ("200-1500 words", "two hundred to fifteen hundred words"),
        ("1/4-1/2 cup", "one quarter to one half cup"),
        ("the 5th-7th rows", "the fifth to seventh rows"),
    ],
)  # fmt: skip
def test_ranges(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("-40 and (-3)", "minus forty and minus three"),
        ("9 - 4 = 5", "nine minus four equals five"),
        ("9-4=5", "nine minus four equals five"),
        ("20 - 8", "twenty minus eight"),
        ("7 − 2", "seven minus two"),
        ("2 x 6 = 12", "two times six equals twelve"),
        ("2 × 6", "two times six"),
        ("2*6", "two times six"),
        ("8/2=4, 1/2 = 2/4", "eight divided by two equals four one half equals two quarters"),
        ("8 / 2 = 4, 8 / 2", "eight divided by two equals four eight divided by two"),
        ("9 ÷ 3", "nine divided by three"),
        ("1 + 1 = 2", "one plus one equals two"),
        ("1/2 + 1/4 = 3/4", "one half plus one quarter equals three quarters"),
        ("a 4x6 photo, 4X6", "a four by six photo four by six"),
        ("a 3 x 5 card", "a three by five card"),
        ("10x, 9X faster", "ten times nine times faster"),
        ("3x + 1", "three x plus one"),
        ("3x - 5 = 10, 2x-3=7", "three x minus five equals ten two x minus three equals seven"),
        ("2x + 3 = 7, 2x = 4", "two x plus three equals seven two x equals four"),
        ("5² and x³", "five squared and x cubed"),
        ("2^8 and 10^-6", "two to the eighth and ten to the minus six"),
        ("√2 ≈ 1.4", "square root of two is about one point four"),
        ("n ± 3", "n plus or minus three"),
        ("8 +/- 2", "eight plus or minus two"),
        ("6.02 x 10^23", "six point zero two times ten to the twenty third"),
        ("1.5e-10, 2E+6", "one point five times ten to the minus ten two times ten to the sixth"),
        ("1e6 men", "one times ten to the sixth men"),
        ("room 2E6", "room two E six"),
    ],
)  # fmt: skip
def test_arithmetic(written, spoken):
    assert spoken_words(written) == spoken.split()


def test_very_long_numbers_are_read_digit_by_digit():
    assert spoken_words("1" * 20) == ["one"] * 20


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('Chapter 9 - 5 Ways', 'chapter nine five ways'),
        ('Order #45 - 2x Fries', 'order number forty five two times fries'),
        ('Track 2 - 9 Lives, day 2 - 4 in Rome', 'track two nine lives day two to four in rome'),
        ('Leeds 3 - 1 York', 'leeds three to one york'),
        ('9 - 5 = 4, 9 - 5', 'nine minus five equals four nine minus five'),
    ],
)  # fmt: skip
def test_dashes_between_a_title_and_a_count_or_two_scores(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('x^2 + 3 = 0', 'x squared plus three equals zero'),
        ('y = -b, f(-x)', 'y equals minus b f minus x'),
        ('-x + 1', 'minus x plus one'),
        ('ls -a', 'ls a'),
    ],
)  # fmt: skip
def test_equations_with_powers_and_negative_unknowns(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('2x/week, 4x/day', 'two times per week four times per day'),
    ],
)  # fmt: skip
def test_times_a_day(written, spoken):
    assert spoken_words(written) == spoken.split()
