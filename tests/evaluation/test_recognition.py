"""Error rates by hand."""

import pytest

from soundstorm.evaluation.recognition import (
    compare,
    count_word_errors,
    longest_repeat,
    missing_end,
    reference_phonemes,
    reference_words,
    word_error_rates,
)
from soundstorm.evaluation.text import failures_of


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
    ("said", "seconds", "failure"),
    [
        ("abcdefghijkl", 1.0, None),
        ("", 1.0, "silent"),
        ("abcdefg", 0.6, "cut_off"),
        ("abcdefghijkl", 0.4, "cut_off"),
        ("abcdefabcdefghijkl", 1.5, "repeated"),
        ("abcdeabcdefghijkl", 1.5, None),
        ("abcdefghijkl", 2.1, "too_long"),
    ],
)
def test_failures_of_a_sentence_of_twelve_phonemes_that_should_last_a_second(said, seconds, failure):
    found = compare([*b"abcdefghijkl"], [*said.encode()])
    failures = failures_of(found, level=-23.0, seconds=seconds, expected=1.0)
    assert [name for name, failed in failures.items() if failed] == ([failure] if failure else [])


def test_the_last_four_phonemes_may_be_misheard():
    reference = list(range(1, 13))
    assert not any(failures_of(compare(reference, reference[:8]), -23.0, 1.0, expected=1.0).values())


def test_what_cannot_be_heard_is_silent():
    reference = list(range(1, 13))
    failures = failures_of(compare(reference, reference), level=-60.0, seconds=1.0, expected=1.0)
    assert failures["silent"] and not failures["cut_off"]


@pytest.mark.parametrize(
    ("said", "length"), [("", 0), ("abc", 0), ("abcab", 2), ("abcxabc", 3), ("aaa", 1), ("aaaa", 2)]
)
def test_the_longest_repeat_does_not_overlap_itself(said: str, length: int):
    assert longest_repeat(said) == length


def test_what_the_sentence_says_twice_may_be_said_twice():
    assert compare([*b"abcdefabcdef"], [*b"abcdefabcdef"]).repeated == 0
    assert compare([*b"abcdefabc"], [*b"abcdefabcdef"]).repeated == 6


def test_words_are_spelled_out_as_a_recogniser_writes_them():
    assert (
        " ".join(reference_words("Dr. Lee paid $20 to the U.S."))
        == "doctor lee paid twenty dollars to the u s"
    )
    assert reference_words("IT'S NOT POISON, SHE CRIED") == ["it's", "not", "poison", "she", "cried"]


def test_word_and_character_errors_by_hand():
    """One word replaced, one missing; "at" for "cat" lacks a letter, " sat" four characters more."""
    found = count_word_errors(["the", "cat", "sat"], ["the", "at"])
    assert (found.errors, found.words, found.character_errors, found.characters) == (2, 3, 5, 11)
    assert count_word_errors(["a"], ["b", "c"]).errors == 2
    nothing = count_word_errors(["the", "cat"], [])
    assert (nothing.errors, nothing.character_errors) == (2, 7)


def test_rates_are_over_all_words_not_over_clips():
    rows = [
        vars(count_word_errors(["a"], [])) | {"speaker": "anna"},
        vars(count_word_errors(["b", "c", "d"], ["b", "c", "d"])) | {"speaker": "bert"},
    ]
    rates = word_error_rates(rows)
    assert rates["error_rate"].value == pytest.approx(1 / 4)
    assert rates["character_error_rate"].value == pytest.approx(1 / 6)
