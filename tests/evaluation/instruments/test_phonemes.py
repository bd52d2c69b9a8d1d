"""What the recogniser of phonemes hears, and what went wrong in it, by hand."""

import pytest

from soundstorm.evaluation.instruments.phonemes import (
    compare,
    longest_repeat,
    missing_end,
    reference_phonemes,
)


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
    ("said", "length"), [("", 0), ("abc", 0), ("abcab", 2), ("abcxabc", 3), ("aaa", 1), ("aaaa", 2)]
)
def test_the_longest_repeat_does_not_overlap_itself(said: str, length: int):
    assert longest_repeat(said) == length


def test_what_the_sentence_says_twice_may_be_said_twice():
    assert compare([*b"abcdefabcdef"], [*b"abcdefabcdef"]).repeated == 0
    assert compare([*b"abcdefabc"], [*b"abcdefabcdef"]).repeated == 6
