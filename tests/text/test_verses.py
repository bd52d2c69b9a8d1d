"""Verses of the Bible, as an American reads them."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_words


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Psalm 23:1", "psalm twenty three one"),
        ("1 Corinthians 13:4-7", "first corinthians thirteen four to seven"),
        ("2 Tim. 3:16, Matt 5:3–12", "second timothy three sixteen matthew five three to twelve"),
        ("John 3:16 says so", "john three sixteen says so"),
        ("Mark 10:05, Mark 1:30 pm", "mark ten oh five mark one thirty P M"),
        ("Genesis 1:1-2:3", "genesis one one to two three"),
        ("Genesis 1:1 – 2:3", "genesis one one to two three"),
        ("1 Peter 1:12-2:10", "first peter one twelve to two ten"),
        ("James 9:15-10:45", "james nine fifteen to ten forty five"),
        ("Peter 12:30-13:30", "peter twelve thirty to thirteen thirty"),
        ("Matt 9:15 - 10:05", "matt nine fifteen to ten oh five"),
        ("Mark 1:15-2:30 pm", "mark one fifteen to two thirty P M"),
        ("Job 3:00, scores of 3:1", "job three o'clock scores of three to one"),
    ],
)
def test_verses_are_no_hours(written, spoken):
    assert spoken_words(written) == spoken.split()
