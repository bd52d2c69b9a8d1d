"""Edits between sequences, by hand."""

import pytest

from soundstorm.text.distance import edit_distance, edit_distances


@pytest.mark.parametrize(
    ("reference", "heard", "edits"),
    [
        ("kitten", "sitting", 3),
        ("abc", "abc", 0),
        ("abc", "", 3),
        ("", "abc", 3),
        ("abcd", "acd", 1),
        ("abcd", "abxcd", 1),
        ("ab", "ba", 2),
    ],
)
def test_edit_distance(reference: str, heard: str, edits: int):
    assert edit_distance([*map(ord, reference)], [*map(ord, heard)]) == edits


def test_every_prefix_has_its_distance():
    """From "", "c", "ca", "cat" to "ca": 2, 1, 0, 1."""
    assert edit_distances("cat", "ca") == [2, 1, 0, 1]
