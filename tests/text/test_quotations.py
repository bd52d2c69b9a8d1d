"""Where a reader pauses for quotation marks: around what somebody says, not around a word or a name."""

from __future__ import annotations

import pytest

from soundstorm.text import quotations
from soundstorm.text.words import spoken_items


def read(text: str) -> str:
    return " ".join(word + mark for word, mark in spoken_items(text))


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ('She cried "too late" and ran', "she cried, too late, and ran"),
        ("She cried ‘too late’ and ran", "she cried, too late, and ran"),
        ("He answered “no” and sat", "he answered, no, and sat"),
        ("They told us 'stop here' twice", "they told us, stop here, twice"),
        ('"Maybe" she said', "maybe, she said"),
        ('"So long" Tom shouted', "so long, tom shouted"),
        ('the note “we will be back” on the door', "the note, we will be back, on the door"),
        ("„Gone for good“ he wrote", "gone for good, he wrote"),
        ("»Stay where you are« he wrote", "stay where you are, he wrote"),
        ("'I don't mind it' she said", "i don't mind it, she said"),
        ("I wrote 'he said \"not yet\" again' here", "i wrote, he said, not yet, again, here"),
    ],
)  # fmt: skip
def test_a_speech_is_set_off(written, read_aloud):
    assert read(written) == read_aloud


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ('the so-called "expert" left', "the so called expert left"),
        ("a 'free lunch' program", "a free lunch program"),
        ('the word "set" is short', "the word set is short"),
        ("'Twas the night of the cats' ball", "'twas the night of the cats ball"),
        ("'90s hits and the girls' songs", "nineties hits and the girls songs"),
        ("it isn't the boys' fault", "it isn't the boys fault"),
        ('a 5" by 7" card', "a five inches by seven inches card"),
        ('He said "" and left', "he said and left"),
    ],
)  # fmt: skip
def test_words_names_apostrophes_and_inches_are_not(written, read_aloud):
    assert read(written) == read_aloud


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ('Did he say "come in"?', "did he say, come in?"),
        ('He asked "who is there?" twice', "he asked, who is there? twice"),
        ('He said: "Come in." Then', "he said, come in. then"),
        ('He said "we left at 5 p.m." Then', "he said, we left at five P M. then"),
        ('It was 5 p.m. "We are here" he said', "it was five P M. we are here, he said"),
        ('I read "A cat sat down" here', "i read, a cat sat down, here"),
    ],
)  # fmt: skip
def test_the_marks_that_are_there_stay_and_the_rules_inside_a_speech_hold(written, read_aloud):
    assert read(written) == read_aloud


def test_only_what_stands_close_before_a_quotation_is_searched_for_a_verb(monkeypatch):
    searched = []

    class Pattern:
        def search(self, text):
            searched.append(text)

    monkeypatch.setattr(quotations, "_SAID_BEFORE", Pattern())
    quotations.set_off('"a" ' * 200)
    assert len(searched) == 200 and max(map(len, searched)) == quotations.SAID_REACH
