"""Turns as people write them, and what is wrong with them."""

import pytest

from soundstorm.errors import TextError
from soundstorm.text.dialogue import read_dialogue, read_turns
from soundstorm.text.script import read_script

TWO = [(1, "Hi there."), (2, "Oh, hi!"), (1, "Well, uh bye")]


@pytest.mark.parametrize(
    "text",
    [
        "Hi there. | Oh, hi! | Well, uh bye",
        "Hi there.|Oh, hi!|Well, uh bye\n",
        "Hi there.\nOh, hi!\n\n  Well, uh bye\n",
        "A: Hi there. B: Oh, hi! A: Well, uh bye",
        "A: Hi there.\nB: Oh, hi!\nA: Well, uh bye",
        "a: Hi there. |\nB: Oh, hi! |\na: Well, uh bye",
        "[S1] Hi there. [S2] Oh, hi! [S1] Well, uh bye",
        "[1]: Hi there. [B] Oh, hi! [s1] Well, uh bye",
        "Anna: Hi there.\nOld Ben: Oh, hi!\nAnna: Well, uh bye",
    ],
)
def test_every_way_to_write_turns_is_the_same_dialogue(text):
    assert read_turns(text) == TWO


def test_the_letters_of_the_prompts_say_whose_a_turn_is_whoever_comes_first():
    assert read_turns("B: Hi. A: Oh.") == [(2, "Hi."), (1, "Oh.")]
    assert read_turns("Ben: Hi. Anna: Oh.", ("Anna", "Ben")) == [(2, "Hi."), (1, "Oh.")]
    assert read_turns("[S2] Hi. [S1] Oh.", ("Anna", "Ben")) == [(2, "Hi."), (1, "Oh.")]


def test_without_names_the_speakers_take_turns_in_the_order_of_their_prompts():
    assert [who for who, _ in read_turns("Hi. | Oh. | Yes. | No.", ("A", "B", "C"))] == [1, 2, 3, 1]


def test_what_one_speaker_says_twice_in_a_row_is_one_turn():
    assert read_turns("A: Hi\nA: You there? A: Well?\nB: Yes.") == [(1, "Hi. You there? Well?"), (2, "Yes.")]


def test_a_colon_in_the_middle_is_no_name_and_a_time_neither():
    assert read_turns("Look: it is 5:30. | Oh.") == [(1, "Look: it is 5:30."), (2, "Oh.")]
    assert read_turns("A: He said: go home. B: Oh.")[0] == (1, "He said: go home.")
    assert read_turns("A: Take vitamin a: now. B: Oh.")[0] == (1, "Take vitamin a: now.")


def test_the_script_has_the_marks_of_a_turn_and_then_the_marker():
    script = read_dialogue("I? | I | I! | I.")
    assert script.phonemes == ("aɪ", "?", "|", "aɪ", ".", "|", "aɪ", "!", "|", "aɪ", ".")
    assert script.spelling == [[symbol] for symbol in script.phonemes]
    assert script.speakers == [1, 2, 1, 2] and script.transcript == "I? | I | I! | I."
    assert script.turns == ((1, (0, 1)), (2, (1, 2)), (1, (2, 3)), (2, (3, 4)))
    # a phoneme and its word take 0.16 s, the three gaps 0.2 s each
    assert script.seconds == pytest.approx(4 * 0.16 + 3 * 0.2)


def test_a_single_turn_is_what_one_speaker_reads():
    alone = read_script("Dr. Lee, 5 m?")
    both = read_dialogue("Dr. Lee, 5 m? | Yes")
    assert both.phonemes[: len(alone.phonemes)] == alone.phonemes and both.words[:4] == alone.words


@pytest.mark.parametrize(
    ("text", "names", "hint"),
    [
        ("", "AB", "it is empty"),
        ("Hi. |  | Oh.", "AB", "in turn 2"),
        ("Hi. | Oh. |", "AB", "in turn 3"),
        ("A: Hi. B: ... A: Oh.", "AB", "in turn 2"),
        ("Hi there, you.", "AB", "one alone"),
        ("A: Hi. A: Oh.", "AB", "one alone"),
        ("A: Hi. B: Oh. C: Yes.", "AB", "Add a prompt for C: there are 2 prompts"),
        ("[S1] Hi. [S2] Oh. [S5] Yes.", "ABCD", "at most 4 speakers"),
        ("[S0] Hi. [S1] Oh. [S2] Yes.", "AB", "Count the speakers from 1: here is one called S0"),
        ("A: Hi. B: Oh.", "ABC", "Give C a turn"),
        ("Hi. | Oh.", "ABC", "Give C a turn"),
        ("Hi. B: Oh.", "AB", "speaker of the first turn"),
        ("A: Hi. | Oh. | B: Yes.", "AB", "turns without a name"),
        ("Anna: Hi. | Oh.", ("Anna", "Ben"), "turns without a name"),
        ("Anna: Hi.\nCarl: Oh.", ("Anna", "Ben"), "Give Carl a prompt: the prompts are for Anna, Ben"),
        ("Hi. | Oh.", "A", "two to 4 speakers, not for 1"),
        ("Hi. | Oh.", "ABCDE", "two to 4 speakers, not for 5"),
        ("Hi. | 你好 | Yes.", "AB", "at least one word in turn 2"),
        ("Hi. | Oh 你好 | Yes.", "AB", "Remove the characters"),
        ("Hi. | <b>Oh</b>", "AB", "Remove the mark-up"),
        ("no | " * 601, "AB", "to 3,000 characters: it has 3,005"),
    ],
)
def test_what_is_no_dialogue_is_refused_in_one_sentence(text, names, hint):
    with pytest.raises(TextError, match=hint) as caught:
        read_dialogue(text, tuple(names))
    assert "\n" not in str(caught.value) and str(caught.value).count(". ") == 0


def test_a_number_of_any_length_is_no_speaker():
    for label in (f"[S{'1' * 2900}]", f"[{'9' * 2900}]"):
        with pytest.raises(TextError, match="at most 4 speakers") as caught:
            read_turns(f"{label} Hello. [S2] Hi.")
        assert len(str(caught.value)) < 100


def test_what_does_not_fit_is_refused_with_both_lengths():
    """Each of the ten turns takes 0.16 s, each of the nine gaps 0.2 s: 3.4 s."""
    with pytest.raises(TextError, match=r"about 2 seconds of speech.*about 3\.$"):
        read_dialogue(" | ".join(["I"] * 10), max_seconds=2.0)
    assert len(read_dialogue(" | ".join(["I"] * 10), max_seconds=3.5).turns) == 10


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("[Alice] Hi.\n[Bob] Hello.", [(1, "Hi."), (2, "Hello.")]),
        ("**Alice:** Hi.\n**Bob:** Hello.", [(1, "Hi."), (2, "Hello.")]),
        ("1: Hi.\n2: Hello.", [(1, "Hi."), (2, "Hello.")]),
        ("Dr. Lee: Hi.\nBen: Hello.", [(1, "Hi."), (2, "Hello.")]),
        ("Émile: Oh.\nZoë: Hello.", [(1, "Oh."), (2, "Hello.")]),
        ("Alice: Hi. Bob: Hello. Alice: Bye.", [(1, "Hi."), (2, "Hello."), (1, "Bye.")]),
        ("A: Take plan B: go. B: Yes.", [(1, "Take plan B: go."), (2, "Yes.")]),
        ("A: Good point B: thanks.", [(1, "Good point"), (2, "thanks.")]),
        ("[S1] Good point [S2] Thanks.", [(1, "Good point"), (2, "Thanks.")]),
        ("A: Which part \nB: The first.", [(1, "Which part"), (2, "The first.")]),
        ("A: Hi.\n[laughs] Yes.\nB: ok", [(1, "Hi.\n[laughs] Yes."), (2, "ok")]),
        ("A: I counted this\n3: one\nB: hi", [(1, "I counted this\n3: one"), (2, "hi")]),
        ("10: Hello.\n20: Hi.", [(1, "10: Hello."), (2, "20: Hi.")]),
        ("Q: Who are you?\nA: I'm Bob.", [(2, "Who are you?"), (1, "I'm Bob.")]),
        ("Y: Hi.\nX: Oh.\nY: Bye.", [(1, "Hi."), (2, "Oh."), (1, "Bye.")]),
        ("Alice:Hi!\nBob:“Hello.”", [(1, "Hi!"), (2, "“Hello.”")]),
        ("A:Hi!\nB:Hey.", [(1, "Hi!"), (2, "Hey.")]),
        ("Alice (laughing): Hi!\nBob (sadly): Hey.", [(1, "Hi!"), (2, "Hey.")]),
        ("Alice: He said (low): no.\nBob: Oh.", [(1, "He said (low): no."), (2, "Oh.")]),
        ("[00:01] Alice: Hi!\n[00:03] Bob: Hey.", [(1, "Hi!"), (2, "Hey.")]),
        ("00:00:01.5 B: Hi!\n00:00:03 A: Hey.", [(2, "Hi!"), (1, "Hey.")]),
        ("Anna: Hi. | Ben: Yo. | Anna: Bye.", [(1, "Hi."), (2, "Yo."), (1, "Bye.")]),
        ("Look: it is. | Listen: no.", [(1, "Look: it is."), (2, "Listen: no.")]),
        ("Speaker A: Hi! Speaker B: Hello.", [(1, "Hi!"), (2, "Hello.")]),
        ("[Speaker 1] Hi! [Speaker 2] Hello.", [(1, "Hi!"), (2, "Hello.")]),
        ("Speaker 0: Hi! Speaker 1: Hello.", [(1, "Hi!"), (2, "Hello.")]),
        ("A: see C:temp now. B: ok", [(1, "see C:temp now."), (2, "ok")]),
        ("J. Smith: Hi.\nDr. K. Lee: Hello.", [(1, "Hi."), (2, "Hello.")]),
        ("Alice: Hi. J. Smith: Hello. Alice: Bye.", [(1, "Hi."), (2, "Hello."), (1, "Bye.")]),
        ("Ann: Hi.\nBen: Oh.\nNote: they left.", [(1, "Hi."), (2, "Oh.\nNote: they left.")]),
        ("See http://x.com now.\nIt:is.", [(1, "See http://x.com now."), (2, "It:is.")]),
    ],
)
def test_names_are_read_as_people_write_them(text, turns):
    assert [tuple(turn) for turn in read_turns(text)] == turns


def test_a_name_behind_a_bar_is_not_spoken():
    with pytest.raises(TextError, match="either by names or by"):
        read_turns("Hello. | A: Hi.")
