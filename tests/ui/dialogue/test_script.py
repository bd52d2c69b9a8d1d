"""What the page says of a script before anything runs."""

import re

import pytest

from soundstorm.ui.dialogue.script import HINT, describe_script, follow_script, read_cast
from soundstorm.ui.dialogue.tab import example_dialogues
from soundstorm.ui.runtime import note


def test_turns_are_shown_with_a_colour_and_a_letter_each():
    shown, speakers = describe_script("A: Hello. B: You & me! A: Bye.", 2, 1.0)
    assert speakers == 2
    assert re.findall(r"--speaker-(\d)", shown) == ["1", "2", "1"]
    assert re.findall(r"<b>(\w)</b>", shown) == ["A", "B", "A"]
    assert "You &amp; me!" in shown  # what a visitor writes is no markup
    assert "3 turns" in shown and "of 27 s of speech in one decoding" in shown


def test_what_of_a_script_is_not_read_is_named():
    chat, _ = describe_script("[10:32 AM] Alice: Hello.[1]\nBob [00:02]: Oh, hi!", 2, 1.0)
    assert " Left out: [1], [10:32 AM], [00:02].</p>" in chat
    film, _ = describe_script("INT. KITCHEN - DAY\n\nALICE\nHello.\n\nBOB\nOh, hi!", 2, 1.0)
    assert " Left out: INT. KITCHEN - DAY.</p>" in film
    ways, _ = describe_script("Alice (laughing): Hello.\n0:05 Bob: [Oh](https://oh.org/), hi!", 2, 1.0)
    assert " Left out: https://oh.org/, (laughing), 0:05.</p>" in ways
    play, _ = describe_script("ROMEO (aside)\n(softly)\nBut soft!\n\nJULIET\nAy (me)!", 2, 1.0)
    assert " Left out: (aside), (softly).</p>" in play
    assert "Left out" not in describe_script("A: Hello. B: Oh, hi!", 2, 1.0)[0]


def test_a_script_that_names_more_speakers_has_them():
    named = "Anna: Hello. Ben: Hi. Cleo: Hey."
    for written in (named.replace(". ", ".\n"), "[S1] Hello. [S2] Hi. [S3] Hey."):
        assert [said.speaker for said in read_cast(written, 2)[0]] == [1, 2, 3]
    assert describe_script("Hello. | Hi. | Hey.", 3, 1.0)[1] == 3
    assert describe_script("Hello. | Hi. | Hey.", 2, 1.0)[1] == 2
    written = "[S1] Hello. [S2] Hi. [S3] Hey."
    assert follow_script(written, 2, 1.0)[1] == {"text": written, "chosen": 2, "named": 3}


def test_a_script_that_names_fewer_speakers_has_them_too():
    """As after an example of three; where turns have no names, as many speak as were chosen."""
    shown, answer = follow_script("A: Hello. B: Hi.", 3, 1.0)
    assert answer["named"] == 2 and 'role="alert"' not in shown
    assert follow_script("Hello. | Hi. | Hey.", 3, 1.0)[1]["named"] == 3
    assert follow_script("A: Hello.", 3, 1.0)[1]["named"] == 3  # nobody else is named yet


def test_a_slow_dialogue_takes_longer_and_has_more_parts():
    """Seven turns of 3.0 s and six gaps: 23.4 s of the 27 that fit, and 33 s at a pace of 0.7."""
    text = " | ".join([" ".join(["one"] * 9) + " one."] * 7)
    usual, slow = (describe_script(text, 2, 1.0, pace)[0] for pace in (1.0, 0.7))
    assert "of 27 s of speech in one decoding" in usual
    assert re.search(r"about 3\d s of speech in 2 parts", slow)
    assert "Choose a pace from 0.7 to 1.4" in describe_script(text, 2, 1.0, 3.0)[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello. | | Hi.", "turn 2"),
        ("Hello.", "two speakers or more"),
        ("A: Hello. B: Hi. | Hey.", "either by names or by |"),
        ("[S1] a [S2] b [S3] c [S4] d [S5] e", "at most 4"),
        ("Hello 你. | Hi.", "你"),
    ],
)
def test_bad_markup_is_one_clear_sentence(text, words):
    shown, _ = describe_script(text, 2, 1.0)
    assert words in shown and 'role="alert"' in shown and shown.count("<p") == 1 and "<li" not in shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A\n" * 100_000, "Shorten the text to 3,000 characters"),
        (f"[S{'7' * 2900}] Hello. [S2] Hi.", "at most 4 speakers"),
        (f"[S{'0' * 2900}] Hello. [S2] Hi.", "Count the speakers from 1"),
    ],
)
def test_a_long_script_is_refused_before_it_is_read(text, words):
    shown, _ = describe_script(text, 2, 1.0)
    assert words in shown and 'role="alert"' in shown and len(shown) < 300


def test_a_long_dialogue_says_how_long_it_takes():
    """Ten turns of 6.4 s and nine gaps of 0.2 s, two of them in a part: 65 s, at half a second a second."""
    sentence = " ".join(["one"] * 9) + " one. "
    shown, _ = describe_script(" | ".join([sentence * 2] * 10), 2, 0.5)
    assert re.search(r"about 6\d s of speech in 5 parts, ready in about 3\d s", shown)
    assert "of 3,000 characters" in shown


def test_the_papers_dialogues_stand_as_they_are_written():
    examples = example_dialogues()
    assert [*examples] == ["Breakfast", "Sleep"]
    assert examples["Breakfast"].startswith(
        "Something really funny happened to me this morning. | Oh wow, what? |"
    )
    for text in examples.values():
        assert 'role="alert"' not in describe_script(text, 2, 1.0)[0]


@pytest.mark.parametrize("nothing", [None, "", " \n"])
def test_without_words_the_hint_stands_there(nothing):
    assert describe_script(nothing, 2, 1.0) == (note(HINT), 2)


def test_without_a_number_of_speakers_one_is_asked_for():
    assert describe_script("Hello. | Oh, hi!", None, 1.0) == (
        note("Choose how many people speak.", error=True),
        None,
    )
