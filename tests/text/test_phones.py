"""Telephone numbers, as an American reads them."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_words


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Call 1000000 people.", "call one million people"),
        ("I will zip 500 files.", "i will zip five hundred files"),
        ('Call 5551234567.', 'call five five five one two three four five six seven'),
        ('His cell: 5550199', 'his cell five five five zero one nine nine'),
        ('Dial 0800 123 456.', 'dial zero eight zero zero one two three four five six'),
        ('07700 900123', 'zero seven seven zero zero nine zero zero one two three'),
        ('Call 311 or 988 now.', 'call three one one or nine eight eight now'),
        ('my ZIP is 90210', 'my zip is nine zero two one zero'),
        ("555-4321", "five five five four three two one"),
        ("212-555-0123", "two one two five five five zero one two three"),
        ("(212) 555-0123", "two one two five five five zero one two three"),
        ("212.555.0123", "two one two five five five zero one two three"),
        ("1-900-555-0123", "one nine hundred five five five zero one two three"),
        ("+1 212 555 0123", "one two one two five five five zero one two three"),
        ("+44 20 7946 0000", "plus four four two zero seven nine four six zero zero zero zero"),
        ("555-4321 x12", "five five five four three two one extension one two"),
        ("1-800-LAWYERS", "one eight hundred lawyers"),
        ("text 40404, text 300 men", "text four zero four zero four text three hundred men"),
        ("call 411 now", "call four one one now"),
        ("call 250 people", "call two hundred fifty people"),
        ("She dialed 911.", "she dialed nine one one"),
        ("a Porsche 911", "a porsche nine eleven"),
        ("300-1200 people", "three hundred to twelve hundred people"),
        ("555-1200, 550-1234", "five five five one two zero zero five five zero one two three four"),
        ("550-1200 x5", "five five zero one two zero zero extension five"),
    ],
)  # fmt: skip
def test_telephone_numbers(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('up +0.82%, +3.75%', 'up plus zero point eight two percent plus three point seven five percent'),
        ('+20.50 and +900 XP', 'plus twenty point five zero and plus nine hundred X P'),
        ('+54321', 'plus fifty four thousand three hundred twenty one'),
        ('+33 1 42 68 53 00', 'plus three three one four two six eight five three zero zero'),
        ('+15555550123', 'plus one five five five five five five zero one two three'),
    ],
)  # fmt: skip
def test_numbers_with_a_plus_are_telephones_only_where_they_are_long(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('(020) 7946 0000', 'zero two zero seven nine four six zero zero zero zero'),
        ('(01632) 960001', 'zero one six three two nine six zero zero zero one'),
        ('07700-900456', 'zero seven seven zero zero nine zero zero four five six'),
        ('089-1234567', 'zero eight nine one two three four five six seven'),
        ('040/7654321', 'zero four zero seven six five four three two one'),
        ('Tel. 0171 / 765 43 21', 'telephone zero one seven one seven six five four three two one'),
        ('02 9374 4000', 'zero two nine three seven four four zero zero zero'),
        ('089 12 34 56', 'zero eight nine one two three four five six'),
        ('1300 655 506', 'one three zero zero six five five five zero six'),
        ('(555)5550199', 'five five five five five five zero one nine nine'),
        ('text STOP to 741741', 'text stop to seven four one seven four one'),
        ('01 02 2024, 05/06/2024', 'zero one zero two twenty twenty four may sixth twenty twenty four'),
    ],
)  # fmt: skip
def test_telephones_of_other_countries(written, spoken):
    assert spoken_words(written) == spoken.split()
