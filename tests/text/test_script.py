"""A text becomes words, phonemes, ids, places and turns, once."""

import dataclasses

import pytest

from soundstorm.errors import TextError
from soundstorm.text.phonemes import PHONEMES
from soundstorm.text.script import Script, Turn, Word, read_script


def test_a_sentence_is_the_words_that_are_spoken_with_their_phonemes_in_order():
    script = read_script("  I'm 5. ")
    assert script.transcript == "I'm 5."
    assert script.phonemes == ("aɪ", "m", "f", "aɪ", "v", ".")
    assert script.words == (("i'm", (0, 2)), ("five", (2, 5)))
    assert script.heard_ids == [PHONEMES.index(phoneme) + 1 for phoneme in script.phonemes[:-1]]
    assert script.ids == [*script.heard_ids, 42]  # behind 40 phonemes, "." is the second mark
    assert script.spelling == [["aɪ", "m"], ["f", "aɪ", "v"], ["."]]
    assert script.turns == (Turn(1, (0, 2)),) and script.speakers == [1, 1]


def test_marks_within_a_sentence_stand_between_its_words():
    assert read_script("I - oh, I?").spelling == [["aɪ"], [","], ["oʊ"], [","], ["aɪ"], ["?"]]


def test_without_a_mark_of_its_own_a_text_ends_with_a_full_stop():
    assert read_script("Hi").phonemes == read_script("Hi.").phonemes == ("h", "aɪ", ".")
    assert read_script("Hi!").phonemes == ("h", "aɪ", "!")


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("1. I\n2. I\n3. I", "w ʌ n . aɪ . t u . aɪ . θ ɹ i . aɪ ."),
        ("- I\n* I\n• I", "aɪ . aɪ . aɪ ."),
        ("# I\nI", "aɪ . aɪ ."),
        ("> I!\n> I", "aɪ ! aɪ ."),
        ("I. I\nII. I", "w ʌ n . aɪ . t u . aɪ ."),
        ("I\nI", "aɪ aɪ ."),
        ("I -\nI", "aɪ , aɪ ."),
    ],
)
def test_every_item_heading_and_quoted_line_ends_with_a_stop(written, spelled):
    assert read_script(written).phonemes == tuple(spelled.split())


def test_what_stands_between_words_is_read_but_not_heard():
    words, turns = (Word("i", (0, 1)), Word("am", (3, 5))), (Turn(1, (0, 1)), Turn(2, (1, 2)))
    script = Script("I. | Am.", ("aɪ", ".", "|", "æ", "m", "."), words, turns)
    assert script.spelling == [["aɪ"], ["."], ["|"], ["æ", "m"], ["."]]  # as in training
    place = {phoneme: index + 1 for index, phoneme in enumerate(PHONEMES)}
    assert script.ids == [place["aɪ"], 42, 45, place["æ"], place["m"], 42]
    assert script.heard_ids == [place[phoneme] for phoneme in ("aɪ", "æ", "m")]
    assert script.speakers == [1, 2]
    assert script.turn_places == [(0, 2), (2, 6)]  # the marker is the next turn's


TWO = Script(
    "I. | Am.", ("aɪ", ".", "|", "æ", "m", "."),
    (Word("i", (0, 1)), Word("am", (3, 5))), (Turn(1, (0, 1)), Turn(2, (1, 2))),
)  # fmt: skip


def test_without_a_marker_a_turn_begins_with_its_first_word():
    words = (Word("i", (0, 1)), Word("am", (2, 4)))
    script = Script("I. Am.", ("aɪ", ".", "æ", "m", "."), words, (Turn(1, (0, 1)), Turn(2, (1, 2))))
    assert script.turn_places == [(0, 2), (2, 5)]
    assert Script().turn_places == []


@pytest.mark.parametrize(
    ("turn", "transcript", "phonemes", "places"),
    [
        (0, "5 m! | Am.", "f aɪ v m i t ɚ z ! | æ m .", [(0, 3), (3, 8), (10, 12)]),
        (1, "I. | 5 m!", "aɪ . | f aɪ v m i t ɚ z !", [(0, 1), (3, 6), (6, 11)]),
    ],
)
def test_a_turn_may_say_something_else(turn, transcript, phonemes, places):
    script = TWO.with_turn(turn, read_script("5 m!"))
    assert (script.transcript, script.phonemes) == (transcript, tuple(phonemes.split()))
    assert [word.place for word in script.words] == places
    assert script.turns == ((Turn(1, (0, 2)), Turn(2, (2, 3))), (Turn(1, (0, 1)), Turn(2, (1, 3))))[turn]


def test_nothing_is_said_where_nobody_knows_what():
    script = Script()
    assert script.ids == script.heard_ids == script.spelling == script.speakers == []


def test_a_script_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        read_script("Hello.").transcript = "Bye."


@pytest.mark.parametrize("text", ["", "?!", "你好", "word " * 100])
def test_what_cannot_be_spoken_is_refused(text):
    with pytest.raises(TextError):
        read_script(text)
    assert read_script("one two", max_seconds=1.5).transcript == "one two"
