"""Signs of writing: what is read as something plainer, what is invisible, what is refused by name."""

from __future__ import annotations

import pytest

from soundstorm.text.letters import markup, unreadable
from soundstorm.text.words import spoken_items, spoken_words


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("naïve café, Ñandú", "naive cafe nyandu"),
        ("Größe, Grüße, Strauß", "grosse grusse strauss"),
        ("Gdańsk, Złoty, Tromsø, Đorđe", "gdansk zloty tromso dorde"),
        ("Ærø, œuvre, Þingvellir, ısı", "aero oeuvre thingvellir isi"),
        ("ﬁne，ｗｉｄｅ", "fine wide"),
        ("“so”, ‘so’, «so», `so`", "so so so so"),
        ("an en‑dash", "an en dash"),
        ("π and the β test", "pi and the beta test"),
        ("§ 4, 5 ‰, © 1999", "section four five per thousand copyright nineteen ninety nine"),
        ("R&amp;D &#39;til &quot;ten&quot;", "R and D 'til ten"),
    ],
)  # fmt: skip
def test_other_letters_and_signs_are_read_in_their_plain_form(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    "sign",
    ["\u200e", "\u202a", "\u2066", "\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\ufe0f", "\u034f"],
)
def test_invisible_signs_are_passed_over(sign):
    assert unreadable(f"mid{sign}dle") == []
    assert spoken_words(f"mid{sign}dle") == ["middle"]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("a **bold** and *soft* ~~old~~ `word`", "a bold and soft old word"),
        ("__so__ it_is", "so it underscore is"),
        ("# Title", "title"),
        ("one\n\n# Two", "one two"),
        ("#5 is not a title", "number five is not a title"),
        ("> quoted\n> twice", "quoted twice"),
        ("see [the page](https://site.org/a) now", "see the page now"),
        ("- one\n* two", "one two"),
    ],
)  # fmt: skip
def test_markdown_is_read_as_its_text(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "tags"),
    [
        ("<p>one</p>", ["<p>", "</p>"]),
        ('a <break time="1s"/> b', ['<break time="1s"/>']),
        ("a<br />b", ["<br />"]),
        ("a <!-- note\n--> b", ["<!-- note\n-->"]),
        ("1 < 2 and 3 > 2", []),
        ("x<y and y>z", []),
    ],
)
def test_mark_up_is_found(written, tags):
    assert markup(written) == tags


@pytest.mark.parametrize(
    ("written", "signs"),
    [
        ("你好 ok 你", ["你", "好"]),
        ("한국", ["한", "국"]),
        ("мир", ["м", "и", "р"]),
        ("Ωμέγα", ["Ω", "μ", "ε", "γ", "α"]),
        ("fine 😀 ♥ →", ["😀", "♥", "→"]),
        ("\x07\ue000", ["U+0007", "U+E000"]),
        ("a \u03a2 b", ["U+03A2"]),  # stands for no letter, among those of Greek
        ("All of this: 5 µg, €3, 20°, “x” – y — z…", []),
    ],
)
def test_what_cannot_be_read_is_named(written, signs):
    assert unreadable(written) == signs


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ('A) Rome\nB) Oslo', 'A, rome. B, oslo'),
        ('A. Intro\nB. Methods', 'A. intro. B. methods'),
        ('i. red\nii. blue', 'one. red. two. blue'),
        ('It was plan\nB. Then we left', 'it was plan B. then we left'),
    ],
)  # fmt: skip
def test_lists_by_letters_and_small_roman_numerals(written, read_aloud):
    assert " ".join(word + mark for word, mark in spoken_items(written)) == read_aloud


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ('Love it <3', 'love it heart'),
        ('so cool <3 <3', 'so cool heart'),
        ('if it is <3 then', 'if it is less than three then'),
        ('ok :/ fine xD ^_^', 'ok, fine,'),
        ('Press * now, fields with * here', 'press star now, fields with asterisk here'),
    ],
)  # fmt: skip
def test_faces_and_hearts(written, read_aloud):
    assert " ".join(word + mark for word, mark in spoken_items(written)) == read_aloud


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('see [docs](./docs/a.md) and ![a cat](cat.png)', 'see docs and a cat'),
    ],
)  # fmt: skip
def test_links_within_a_site(written, spoken):
    assert spoken_words(written) == spoken.split()
