"""States as newspapers shorten them."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_items


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ('Salem, Ore., and Tacoma, Wash., are', 'salem, oregon, and tacoma, washington, are'),
        ('He left Scranton, Pa. Then', 'he left scranton, pennsylvania. then'),
        ('(R-Ky.) and (D-Ga.) met', 'R kentucky, and, D georgia, met'),
        ('Calif., Mass., and Tex. voted', 'california, massachusetts, and texas voted'),
        ('Yes, Miss. Hi, Pa.', 'yes, miss. hi, pa.'),
        ('a Mo. Then', 'a mo. then'),
    ],
)  # fmt: skip
def test_states_behind_a_place(written, read_aloud):
    assert " ".join(word + mark for word, mark in spoken_items(written)) == read_aloud
