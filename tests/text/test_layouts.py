"""Dialogues as chats, plays and films write them."""

import pytest

from soundstorm.text.dialogue import read_turns

TWO = [(1, "Hi there."), (2, "Oh, hi!")]


@pytest.mark.parametrize(
    "text",
    [
        "[12/03/24, 10:32:15] Anna: Hi there.\n[12/03/24, 10:32:20] Ben: Oh, hi!",
        "[10:32 AM] Anna: Hi there.\n[10:33 AM] Ben: Oh, hi!",
        "12/03/24, 10:32 - Anna: Hi there.\n12/03/24, 10:33 - Ben: Oh, hi!",
        "Speaker A [00:01]: Hi there.\nSpeaker B [00:03]: Oh, hi!",
        "1\n00:00:01,000 --> 00:00:02,000\nAnna: Hi there.\n\n2\n00:00:03,000 --> 00:00:04,000\nBen: Oh, hi!",
        "<anna> Hi there.\n<ben> Oh, hi!",
        "Anna> Hi there.\nBen> Oh, hi!",
    ],
)
def test_the_time_of_a_message_is_not_spoken(text):
    assert read_turns(text) == TWO


@pytest.mark.parametrize(
    "text",
    [
        "ANNA\nHi there.\n\nBEN\nOh, hi!",
        "INT. HOUSE - DAY\n\nANNA\n(smiling)\nHi there.\n\nBEN (O.S.)\nOh, hi!",
        "ANNA. Hi there.\nBEN. Oh, hi!",
        "A. Hi there.\nB. Oh, hi!",
        "SCENE 2\nAnna: Hi there.\nBen: Oh, hi!",
    ],
)
def test_plays_and_films_set_names_apart_and_their_scenes_are_not_spoken(text):
    assert read_turns(text) == TWO


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("I am here.\nGO\nnow", ["I am here.", "GO", "now"]),
        ("Hi. I saw it.\nOK. Bye.", ["Hi. I saw it.", "OK. Bye."]),
        ("OK. Bye.\nNO. Stay.", ["OK. Bye.", "NO. Stay."]),
        ("At 10:30 - yes.\nOh: 5.", ["At 10:30 - yes.", "Oh: 5."]),
    ],
)
def test_lines_that_only_look_so_stay(text, turns):
    assert [said for _, said in read_turns(text)] == turns
