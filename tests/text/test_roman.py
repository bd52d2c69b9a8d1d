"""Roman numerals, as an American reads them."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_words


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Chapter IX, Act II, Part V", "chapter nine act two part five"),
        ("chapter xii, Book I.", "chapter twelve book one"),
        ("WWII, WWI", "world war two world war one"),
        ("World War I, Super Bowl XL", "world war one super bowl forty"),
        ("Rocky III", "rocky three"),
        ("Type C, Vitamin D", "type C vitamin D"),
        ("the part I like, act V, type x", "the part i like act five type x"),
        ("on an IV drip. The IV drip", "on an I V drip the I V drip"),
        ("a CD MIX", "a C D mix"),
    ],
)  # fmt: skip
def test_numerals_that_count(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Louis XVI and Elizabeth II's son", "louis the sixteenth and elizabeth the second's son"),
        ("King Henry I went, Henry VIII went", "king henry the first went henry the eighth went"),
        ("Charles I, King James I and", "charles the first king james the first and"),
        ("With Henry I went", "with henry i went"),
        ("Henry V, George V. Ray", "henry the fifth george V ray"),
        ("Malcolm X", "malcolm X"),
        ("Henry D. Ford III, James Ray IV", "henry D ford the third james ray the fourth"),
    ],
)  # fmt: skip
def test_numerals_that_rank(written, spoken):
    assert spoken_words(written) == spoken.split()
