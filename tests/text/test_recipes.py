"""What recipes measure, as an American reads it."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_items


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ('Heat to 375F.', 'heat to three hundred seventy five degrees fahrenheit.'),
        ('at 350 F for an hour', 'at three hundred fifty degrees fahrenheit for an hour'),
        ('425 degrees F', 'four hundred twenty five degrees fahrenheit'),
        ('180C / 350F', 'one hundred eighty degrees celsius, three hundred fifty degrees fahrenheit'),
        ('seat 120F, 12F', 'seat one hundred twenty F, twelve F'),
    ],
)  # fmt: skip
def test_heat(written, read_aloud):
    assert " ".join(word + mark for word, mark in spoken_items(written)) == read_aloud


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ('3 c. flour, 1 c. water', 'three cups flour, one cup water'),
        ('1/2 c. milk, 1½ c sugar', 'one half cup milk, one and a half cups sugar'),
        ('1 T. oil, 2 t. salt', 'one tablespoon oil, two teaspoons salt'),
        ('the 20th c. Then', 'the twentieth century. then'),
        ('2 tbsp/30ml oil', 'two tablespoons, thirty milliliters oil'),
        ('5 liters/100 km', 'five liters per one hundred kilometers'),
    ],
)  # fmt: skip
def test_cups_and_spoons(written, read_aloud):
    assert " ".join(word + mark for word, mark in spoken_items(written)) == read_aloud


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ('3 x 400g tins', 'three four hundred gram tins'),
        ('1 × 12 oz can', 'one twelve ounce can'),
        ('3 x 4 = 12, a 4x100m relay',
         'three times four equals twelve, a four by one hundred meters relay'),
    ],
)  # fmt: skip
def test_packs(written, read_aloud):
    assert " ".join(word + mark for word, mark in spoken_items(written)) == read_aloud
