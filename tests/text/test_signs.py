"""No sign goes without a word: it is said, it is a pause, or the text is refused and the sign named."""

from __future__ import annotations

import unicodedata

import pytest

from soundstorm.text.letters import unreadable
from soundstorm.text.normalise import read_transcript
from soundstorm.text.words import spoken_items, spoken_words

BLOCKS = {
    "ASCII": (0x21, 0x7F),
    "Latin-1": (0xA1, 0x100),
    "spacing modifiers": (0x2B0, 0x300),
    "general punctuation": (0x2010, 0x2070),
    "superscripts": (0x2070, 0x20A0),
    "currency": (0x20A0, 0x20D0),
    "letterlike": (0x2100, 0x2150),
    "arrows": (0x2190, 0x2200),
    "operators": (0x2200, 0x2300),
    "technical": (0x2300, 0x2400),
    "shapes and pictures": (0x25A0, 0x27C0),
    "CJK punctuation": (0x3001, 0x3020),
}
QUOTES = set("\"'`´«»‘’‚‛“”„‟′″‹›ʼ")  # the pauses of a speech are `quotations`
JOINING = set("-‐‑‒–⁃/⁄∕·")  # as in "well-known", "day/night", "N·m"
INVISIBLE = ("Cf", "Zs", "Zl", "Zp")


@pytest.mark.parametrize("block", BLOCKS)
def test_every_sign_in_the_middle_of_a_sentence_is_said_a_pause_or_named(block):
    lost = []
    for sign in map(chr, range(*BLOCKS[block])):
        if unicodedata.category(sign) in (*INVISIBLE, "Cn") or sign in QUOTES:
            continue
        for written in (f"red {sign} sky", f"red{sign}sky", f"red {sign}sky", f"red{sign} sky"):
            if unreadable(written) or (sign in JOINING and written != f"red {sign} sky"):
                continue
            if spoken_items(written) in ([("red", ""), ("sky", "")], [("redsky", "")]):
                lost.append(written)
    assert lost == []


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("c*d*e, 4*y", "C times D times E four times Y"),
        ("4*(y+2)*z", "four times y plus two times z"),
        ("$9* now, **note", "nine dollars asterisk now asterisk note"),
        ("<b, x <y, p>q, >r", "less than b x is less than y p is greater than q greater than r"),
        ("4 <= 7, 7 >= 4, p != q", "four is at most seven seven is at least four p is not equal to q"),
        ("4 ≠ 7, 4 ≥ 2", "four is not equal to seven four is at least two"),
        ("p -> q, p => q, p <-> q", "p arrow q p arrow q p arrow q"),
        ("4 <-2", "four is less than minus two"),
        ("p == q && r", "p equals q and r"),
        ("Acme™, Brand® and Care℠", "acme trademark brand registered and care service mark"),
        ("put ____ here, my_own, _x", "put blank here my underscore own underscore x"),
        ("it´s 20˚C, 6·7", "it's twenty degrees celsius six times seven"),
        ("AC/DC, day/night", "A C D C day night"),
        ("/home, C++", "slash home C plus plus"),
        ("instal·lar, 3 N·m", "installar three N m"),
        ("x^north", "x caret north"),
        ("I <3 you. We <3 NY. I love you <3", "i heart you we heart N Y i love you heart"),
        ("n <3, <3 men", "n less than three less than three men"),
    ],
)  # fmt: skip
def test_signs_that_are_said(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    "written",
    ["one {two} three", "one • two • three", "one · two · three", "one / two / three",
     "one * two * three", "one ¿two? ¡three"],
)  # fmt: skip
def test_signs_between_things_are_pauses(written):
    (first, second, third) = spoken_items(written)
    assert (first[0], second[0], third[0]) == ("one", "two", "three")
    assert all(mark in (",", "?") for _, mark in (first, second))


@pytest.mark.parametrize("face", [":D", ":P", ":-D", ";-p", ":)"])
def test_a_face_is_a_pause(face):
    assert spoken_items(f"Hi {face} there") == [("hi", ","), ("there", "")]
    assert spoken_items("Plan:D is") == [("plan", ","), ("D", ""), ("is", "")]


@pytest.mark.parametrize("sign", "≮‴¨‾∉¦¸")
def test_signs_without_a_plain_form_are_named(sign):
    assert unreadable(f"x {sign} y") == [sign]


def test_a_dot_between_units_is_no_pause():
    assert spoken_items("3 N·m") == [("three", ""), ("N", ""), ("m", "")]


@pytest.mark.parametrize("line", ["***", "* * *", "---", "- - -", "____", "====="])
def test_a_line_between_paragraphs_is_not_read(line):
    assert spoken_items(read_transcript(f"One\n\n{line}\n\nTwo").transcript) == [("one", "."), ("two", "")]


def test_a_heading_or_a_list_in_a_later_paragraph_is_one_too():
    checked = read_transcript("One\n\n## Two\n\n* three").transcript
    assert spoken_items(checked) == [("one", "."), ("two", "."), ("three", "")]
