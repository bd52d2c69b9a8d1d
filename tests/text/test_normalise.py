"""Written text to spoken words; expectations are how an American reads them."""

from __future__ import annotations

import pytest

from soundstorm.errors import TextError
from soundstorm.text.normalise import check_transcript, spoken_words


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Hello, world!", "hello world"),
        ("HE SAID IT'S FINE", "he said it's fine"),
        ("“Well-known” — ‘so’ he’d say…", "well known so he'd say"),
        ("naïve café", "naive cafe"),
        ("Dr. Smith and Mrs. Jones", "doctor smith and missus jones"),
        ("mr Smith", "mister smith"),
        ("St. Louis", "saint louis"),
        ("12 Main St.", "twelve main street"),
        ("etc.", "et cetera"),
        ("no. 5, #7", "number five number seven"),
        ("say no. Then go", "say no then go"),
        ("R&B @ 5%", "R and B at five percent"),
        ("1,234", "one thousand two hundred thirty four"),
        ("6439 persons", "six thousand four hundred thirty nine persons"),
        ("007", "zero zero seven"),
        ("3.14", "three point one four"),
        ("-5 degrees", "minus five degrees"),
        ("5-10", "five to ten"),
        ("the 1st and 22nd", "the first and twenty second"),
        ("in 1999, 1905, 1900, 2005 and 2024", "in nineteen ninety nine nineteen oh five nineteen hundred "
         "two thousand five and twenty twenty four"),
        ("the 1980s, the '90s", "the nineteen eighties the nineties"),
        ("$3.50", "three dollars fifty cents"),
        ("$1", "one dollar"),
        ("$0.05", "five cents"),
        ("£90,000", "ninety thousand pounds"),
        ("$3.5 million", "three point five million dollars"),
        ("10:30 a.m.", "ten thirty A M"),
        ("at 7:00", "at seven o'clock"),
        ("5:05 and 5 pm", "five oh five and five P M"),
        ("2 1/2 cups", "two and a half cups"),
        ("20 kg, 20kg, 1 ft", "twenty kilograms twenty kilograms one foot"),
        ("5 in the box", "five in the box"),
        ("5 ms, 1 ft. and 4 × 4", "five milliseconds one foot and four times four"),
        ("5°C", "five degrees celsius"),
        ("555-1234", "five five five one two three four"),
        ("COVID-19 and mp3", "COVID nineteen and mp three"),
        ("the U.S. Army", "the U S army"),
        ("THE U.S. ARMY", "the U S army"),
        ("the a.m. and p.m. trains", "the A M and P M trains"),
        ("about us, US", "about us US"),
        ("H. G. Wells", "H G wells"),
        ("I. It was I.", "i it was i"),
    ],
)  # fmt: skip
def test_words_are_what_is_read_aloud(written, spoken):
    assert spoken_words(written) == spoken.split()


def test_very_long_numbers_are_read_digit_by_digit():
    assert spoken_words("1" * 20) == ["one"] * 20


def test_a_good_transcript_keeps_its_spelling():
    assert check_transcript("  Dr. Smith’s  café\ncosts $5!  ") == "Dr. Smith’s café costs $5!"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("x" * 301, "300 characters: it has 301"),
        ("?! ... --", "at least one word"),
        ("你好 world 😀", "Remove the characters 你 好 😀: this voice reads English"),
        ("bad\x07bell", "U+0007"),
        ("".join(chr(0x430 + letter) for letter in range(20)), "and others"),
        (" ".join(["999,999,999,999"] * 15), "numbers"),
    ],
)
def test_unspeakable_transcripts_give_one_sentence(text, says):
    with pytest.raises(TextError) as caught:
        check_transcript(text)
    assert says in str(caught.value)
    assert str(caught.value).endswith(".")


def test_invisible_characters_are_passed_over():
    assert spoken_words(check_transcript("\ufeffzero\u200bwidth soft\u00adhyphen")) == [
        "zerowidth",
        "softhyphen",
    ]


def test_the_limit_can_be_set():
    assert check_transcript("one two", max_characters=7) == "one two"
    with pytest.raises(TextError, match="6 characters"):
        check_transcript("one two", max_characters=6)
