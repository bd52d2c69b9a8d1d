"""Error rates by hand."""

import pytest

from soundstorm.evaluation.recognition import compare, edit_distance, missing_end, reference_phonemes
from soundstorm.evaluation.text import failures_of


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


@pytest.mark.parametrize(
    ("heard", "missing"), [("abcdef", 0), ("abcd", 2), ("", 6), ("abxd", 2), ("bcdef", 0), ("abcdez", 0)]
)
def test_missing_end_counts_what_was_not_said_at_the_end(heard: str, missing: int):
    assert missing_end([*b"abcdef"], [*heard.encode()]) == missing


def test_phoneme_error_rate_of_a_word():
    reference = reference_phonemes("Cat.")
    assert len(reference) == 3
    assert compare(reference, reference).error_rate == 0
    assert compare(reference, reference[:2]).error_rate == pytest.approx(1 / 3)
    assert compare(reference, []).error_rate == 1


@pytest.mark.parametrize(
    ("kept", "seconds", "failure"),
    [(12, 1.0, None), (0, 1.0, "empty"), (7, 0.6, "cut_off"), (12, 0.4, "cut_off"), (12, 2.1, "too_long")],
)
def test_failures_of_a_sentence_of_twelve_phonemes_that_should_last_a_second(kept, seconds, failure):
    reference = list(range(1, 13))
    failures = failures_of(compare(reference, reference[:kept]), seconds, expected=1.0)
    assert [name for name, failed in failures.items() if failed] == ([failure] if failure else [])


def test_the_last_four_phonemes_may_be_misheard():
    reference = list(range(1, 13))
    assert not any(failures_of(compare(reference, reference[:8]), 1.0, expected=1.0).values())
