"""Words as they are compared, and errors by hand."""

import pytest

from soundstorm.evaluation.instruments.words import count_word_errors, last_words, normalise

pytestmark = pytest.mark.compiled_metrics


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("MISTER SMITH PAID TWENTY DOLLARS", "Mr. Smith paid $20."),
        ("IT'S NOT POISON SHE CRIED", "It is not poison, she cried!"),
        ("EIGHTEEN NINETY THREE", "1893"),
        ("THE COLOUR OF HIS NEIGHBOUR'S ARMOUR", "the color of his neighbor's armor"),
        ("He can't, um, come.", "he cannot come"),
        ("a well-known café", "A well known cafe"),
    ],
)
def test_ways_of_writing_are_no_errors(written, heard):
    assert "".join(normalise(written)) == "".join(normalise(heard))


def test_other_words_are_errors():
    assert normalise("There are five hundred") != normalise("There were five hundred")


def test_word_and_character_errors_by_hand():
    """One word replaced, one missing; "at" for "cat" lacks a letter, " sat" four characters more."""
    found = count_word_errors(["the", "cat", "sat"], ["the", "at"])
    assert (found.errors, found.words, found.character_errors, found.characters) == (2, 3, 5, 11)
    assert count_word_errors(["a"], ["b", "c"]).errors == 2
    nothing = count_word_errors(["the", "cat"], [])
    assert (nothing.errors, nothing.character_errors) == (2, 7)


@pytest.mark.parametrize(
    ("heard", "left"),
    [
        ("let them pave your way", "let them pave your way"),
        ("let them save your day", "let them pave your way"),  # misheard, but as long
        ("ake them let them pave your way", "take them let them pave your way"),  # cut within a word
        ("", ""),
    ],
)
def test_what_is_left_to_say_after_a_prompt(heard, left):
    whole = "on that table take them let them pave your way"
    assert " ".join(last_words(whole.split(), heard.split())) == left
