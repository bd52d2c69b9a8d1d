"""Which transcripts are refused, and how long the others take."""

from __future__ import annotations

import pytest

from soundstorm.errors import TextError
from soundstorm.text.normalise import (
    MAX_SPEECH_SECONDS,
    check_transcript,
    read_transcript,
    speech_seconds,
    spoken_items,
)


def test_a_good_transcript_keeps_its_spelling():
    assert check_transcript("  Dr. Smith’s  café\ncosts $5!  ") == "Dr. Smith’s café costs $5!"


def test_paragraphs_stay_apart_without_control_characters():
    checked = check_transcript("One\n \nTwo \u2029 Three")
    assert checked == "One\u2029Two\u2029Three"
    assert spoken_items(checked) == [("one", "."), ("two", "."), ("three", "")]


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ("1. Milk\n2. Eggs\n3. Bread", "one. milk. two. eggs. three. bread"),
        ("# Heading\nText below\nit", "heading. text below it"),
        ("## One\n## Two\r\nthree", "one. two. three"),
        ("> a cat.\n> a dog\n\nEnd", "a cat. a dog. end"),
        ("> a cat\n>\n> a dog", "a cat. a dog"),
        ("> - a cat\n> - a dog", "a cat. a dog"),
        ("A cat:\n- a dog", "a cat. a dog"),
        ("# A cat\n- a dog\n# Pets\n9. Cows", "a cat. a dog. pets. nine. cows"),
        ("a cat\n- a dog\nor two\n- a cow", "a cat. a dog or two. a cow"),
        ("I. Introduction\nII. Methods", "one. introduction. two. methods"),
        ("It costs\n5 dollars\nor 6", "it costs five dollars or six"),
        ("It has\n5.5 meters\n#5", "it has five point five meters number five"),
    ],
)
def test_lines_that_stand_by_themselves_are_not_joined(written, read_aloud):
    said = read_transcript(written).words
    assert " ".join(token.word + token.mark for token in said) == read_aloud


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ("> We went to the\n> store today.", "we went to the store today."),
        ("We left on June\n12. Then it rained.", "we left on june twelfth. then it rained."),
        ("We came\n- and left", "we came, and left"),
    ],
)
@pytest.mark.parametrize("reading", [str, check_transcript])
def test_lines_that_wrap_where_an_item_might_begin_are_joined(written, read_aloud, reading):
    assert " ".join(word + mark for word, mark in spoken_items(reading(written))) == read_aloud


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("?! ... --", "at least one word"),
        ("你好 world 😀", "Remove the characters 你 好 😀: this voice reads English"),
        ("bad\x07bell", "U+0007"),
        ("half \ud800", "U+D800"),
        ("".join(chr(0x430 + letter) for letter in range(20)), "а б в г д е ж з and others"),
        ('Say <break time="1s"/> so', 'Remove the mark-up <break time="1s"/>: this voice reads plain text'),
        ("word " * 100, "20 seconds of speech: it takes about"),
        ("x" * 1_000_000, "1000000 characters"),
        (" ".join(["999,999,999,999"] * 15), "20 seconds of speech"),
    ],
)
def test_unspeakable_transcripts_give_one_sentence(text, says):
    with pytest.raises(TextError) as caught:
        check_transcript(text)
    assert says in str(caught.value)
    assert str(caught.value).endswith(".") and "\n" not in str(caught.value)


def test_letters_are_counted_as_they_are_said():
    """150 single letters, 299 characters, took the bundled voice 72 s; so much prose takes about 20."""
    letters = " ".join("BCDFGHJKLMNPQRSTVXZ"[index % 19] for index in range(150))
    assert speech_seconds(letters) == pytest.approx(72, rel=0.15)
    with pytest.raises(TextError, match="20 seconds"):
        check_transcript(letters)


def test_seconds_of_speech_are_those_of_a_reader():
    """LJ Speech LJ001-0001, 9.7 s, and the first sentence of Kathleen's recordings, 3.8 s."""
    printing = (
        "Printing, in the only sense with which we are at present concerned, differs from most if not from "
        "all the arts and crafts represented in the Exhibition"
    )
    assert speech_seconds(printing) == pytest.approx(9.7, rel=0.2)
    assert speech_seconds("Author of the danger trail, Philip Steels, etc.") == pytest.approx(3.8, rel=0.2)


def test_prompt_and_speech_are_half_a_minute():
    assert MAX_SPEECH_SECONDS + 10 == 30


def test_the_limit_can_be_set():
    assert check_transcript("one two three", max_seconds=2) == "one two three"
    with pytest.raises(TextError, match="1 seconds"):
        check_transcript("one two three four five", max_seconds=1)


def test_a_million_spaces_take_no_longer_than_a_million_letters():
    """Somebody may send them: a pattern that tries every beginning would take hours."""
    assert read_transcript("Hello" + " " * 10**6 + "there.").transcript == "Hello there."
    with pytest.raises(TextError, match="has 1000000 characters"):
        read_transcript("a" * 10**6)


def test_what_turns_the_direction_of_writing_is_left_out():
    """It would also turn what stands behind the text on the page."""
    assert read_transcript("Hello \u202ethere\u2069 \u200fyou.").transcript == "Hello there you."
