"""Words of chats, as they are said."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_words


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('idk, IMO, omg', 'I D K I M O O M G'),
        ('irl ikr afaik lmao', 'I R L I K R A F A I K L M A O'),
        ('brb, btw, tbh', 'B R B B T W T B H'),
        ('@omg', 'at omg'),
    ],
)  # fmt: skip
def test_what_is_spelled(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('Thx! ty, pls, plz', 'thanks thank you please please'),
        ('see u tmrw or 2nite', 'see u tomorrow or tonight'),
        ('gr8, l8r, ppl', 'great later people'),
        ('b4 noon, 1. b4 e5, pawn to b4', 'before noon one b four e five pawn to b four'),
        ('ur late, ur so late', "your late you're so late"),
        ('MSG, an M8 bolt', 'M S G an M eight bolt'),
        ('Ty Cobb, the city of Ur', 'ty cobb the city of ur'),
    ],
)  # fmt: skip
def test_what_stands_for_words(written, spoken):
    assert spoken_words(written) == spoken.split()
