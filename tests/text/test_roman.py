"""Roman numerals, as an American reads them."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_words


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Page iv", "page four"),
        ("Chapter IX, Act II, Part V", "chapter nine act two part five"),
        ("chapter xii, Book I.", "chapter twelve book one"),
        ("WWII, WWI", "world war two world war one"),
        ("WW2, WW II, WW1", "world war two world war two world war one"),
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


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("the XVIth century, the XXIInd time", "the sixteenth century the twenty second time"),
        ("XII-century art", "twelfth century art"),
        ("in the V century", "in the fifth century"),
        ("the xvi and xvii centuries", "the sixteenth and seventeenth centuries"),
        ("the XIV–XV centuries", "the fourteenth to fifteenth centuries"),
        ("the XIV Amendment, the XVIII Dynasty", "the fourteenth amendment the eighteenth dynasty"),
        ("Pope Zosimus II, Emperor Menelik II", "pope zosimus the second emperor menelik the second"),
        ("Queen Latifah I like", "queen latifah i like"),
        ("Peter the III", "peter the third"),
        ("the Ist, a Mix, the civic century", "the ist a mix the civic century"),
    ],
)  # fmt: skip
def test_numerals_that_rank_a_time_or_a_title(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Sections VI and VII", "sections six and seven"),
        ("Parts I-III, Acts II, III or V", "parts one to three acts two three or five"),
        ("Chapter II and I went", "chapter two and i went"),
        ("II. Methods", "two methods"),
        ("I. Newton", "i newton"),
        ("I. Aims\n\nII. Methods\n\nV. End", "one aims two methods five end"),
        ("V. Woolf", "V woolf"),
        ("(ii) the end, (v) the rest", "two the end v the rest"),
        ("from MCMLXXXIV, MMXXVI, MIX", "from nineteen eighty four twenty twenty six mix"),
    ],
)  # fmt: skip
def test_numerals_in_lists_and_years(written, spoken):
    assert spoken_words(written) == spoken.split()
