"""Numbers as other countries group and divide them, as an American reads them."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_words


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('20 000 men', 'twenty thousand men'),
        ('3 000 kr, 1 500 000 of them', 'three thousand kr one million five hundred thousand of them'),
        ('in 2019 5 000 came', 'in twenty nineteen five thousand came'),
    ],
)  # fmt: skip
def test_thousands_set_apart_by_spaces(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('7,5%, 2,5 kg', 'seven point five percent two point five kilograms'),
        ('0,75 l, 1,5-2,5 kg', 'zero point seven five liters one point five to two point five kilograms'),
        ('24,99 €, €24,99', 'twenty four euros ninety nine cents twenty four euros ninety nine cents'),
        ('€2.499,50', 'two thousand four hundred ninety nine euros fifty cents'),
        ('€1.499,99, it is', 'one thousand four hundred ninety nine euros ninety nine cents it is'),
        ('1.200,50 €', 'one thousand two hundred euros fifty cents'),
        ('rows 1,2,3, 1,2 in the list', 'rows one two three one two in the list'),
        ('1,200 kg', 'one thousand two hundred kilograms'),
    ],
)  # fmt: skip
def test_decimal_commas(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('2,00,000 people', 'two hundred thousand people'),
        ('12,34,567 votes', 'one million two hundred thirty four thousand five hundred sixty seven votes'),
        ('₹3 crore, ₹2 lakh', 'three crore rupees two lakh rupees'),
        ('Rs 500', 'five hundred rupees'),
    ],
)  # fmt: skip
def test_indian_groups(written, spoken):
    assert spoken_words(written) == spoken.split()
