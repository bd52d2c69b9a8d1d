"""What a text brought along from where it was copied."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_items


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ('the govern-\nment is well-\nknown', 'the government is well known'),
        ('pre-\nand postwar', 'pre and postwar'),
        ('Hyphen-\r\n ated words', 'hyphenated words'),
    ],
)  # fmt: skip
def test_hyphens_at_the_end_of_a_line(written, read_aloud):
    assert " ".join(word + mark for word, mark in spoken_items(written)) == read_aloud


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ('1\n00:00:01,000 --> 00:00:04,000\nWe went\n\n2\n00:00:05,000 --> 00:00:08,200\naway.',
         'we went away.'),
        ('WEBVTT\n\n00:01.000 --> 00:04.000\nHello.', 'hello.'),
        ('[00:12.50] Oh my', 'oh my'),
        ('a --> b', 'a arrow b'),
    ],
)  # fmt: skip
def test_captions(written, read_aloud):
    assert " ".join(word + mark for word, mark in spoken_items(written)) == read_aloud


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ('It was so.[1][2] He died.[citation needed]', 'it was so. he died.'),
        ('It was so.¹ Smith² left', 'it was so. smith left'),
        ('They agree.*', 'they agree.'),
        ('a[0] = 1, 5 feet², *so* and so', 'a, zero, equals one, five feet squared, so and so'),
    ],
)  # fmt: skip
def test_marks_of_notes(written, read_aloud):
    assert " ".join(word + mark for word, mark in spoken_items(written)) == read_aloud
