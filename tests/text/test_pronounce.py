"""Single words: supplement, letters, endings, drawn-out words, guesses."""

from __future__ import annotations

import pytest

from soundstorm.text import pronounce
from soundstorm.text.lexicon import LEXICON
from soundstorm.text.memory import remembering
from soundstorm.text.phonemes import phonemize
from soundstorm.text.pronounce import readings
from soundstorm.text.symbols import PHONEMES
from soundstorm.text.words import spoken_words


def only(word: str) -> str:
    """The single reading of a word as joined phonemes."""
    (phonemes,) = readings(word).values()
    return "".join(phonemes)


@pytest.mark.parametrize(
    ("written", "sounds"),
    [
        ("uh", "ʌ"),
        ("Uhhuh", "ʌhʌ"),
        ("uh-huh", "ʌhʌ"),
        ("mm-hm", "əmhəm"),
        ("Mm-hmm", "əmhəm"),
        ("um", "ʌm"),
        ("hmm", "həm"),
        ("I I just", "aɪaɪd͡ʒʌst"),
    ],
)
def test_what_hesitant_speakers_say_is_read_as_it_is_said(written, sounds):
    assert "".join(phoneme for word in phonemize(written) for phoneme in word) == sounds


def test_a_word_said_twice_is_not_spelled():
    assert spoken_words("I I just") == ["i", "i", "just"]
    assert spoken_words("an I T man") == ["an", "I", "T", "man"]


@pytest.mark.parametrize(
    ("word", "sounds"),
    [
        ("A", "eɪ"),
        ("S's", "ɛsɪz"),
        ("I's", "aɪz"),
        ("A's", "eɪz"),
        ("a", "ə"),
        ("tv", "tivi"),
        ("dvd", "dividi"),
        ("pearce's", "pɪɹsɪz"),
        ("pat's", "pæts"),
        ("pat'd", "pætɪd"),
        ("joe'd", "d͡ʒoʊd"),
        ("joe'll", "d͡ʒoʊəl"),
        ("nobody've", "noʊbɑdiəv"),
    ],
)
def test_letters_and_endings(word, sounds):
    assert only(word) == sounds


@pytest.mark.parametrize(
    ("word", "sounds"),
    [
        ("uh", "ʌ"), ("um", "ʌm"), ("uhhuh", "ʌhʌ"), ("mmhm", "əmhəm"), ("mhm", "əmhəm"), ("hmm", "həm"),
        ("oh", "oʊ"), ("ah", "ɑ"), ("huh", "hʌ"), ("shh", "ʃ"), ("erm", "ɚm"), ("mm", "m"),
    ],
)  # fmt: skip
def test_hesitations_have_their_sounds(word, sounds):
    assert only(word) == sounds


@pytest.mark.parametrize(
    ("drawn_out", "plain"),
    [("sooooo", "so"), ("nooo", "no"), ("yesss", "yes"), ("shhhhh", "shh"), ("freeee", "free")],
)
def test_drawn_out_words_are_the_words(drawn_out, plain):
    assert only(drawn_out) == only(plain)


def test_unknown_words_are_guessed():
    """Every word has phonemes of the inventory, whatever its letters."""
    for word in ("nightglow", "zyzzyvas", "qwrt", "brrr", "q'q", "XQ", "o'zzle's", "aaaaaaaaaaaa"):
        phonemes = only(word)
        assert phonemes and all(sound in "".join(PHONEMES) for sound in phonemes), word


@pytest.mark.parametrize("ending", ["'s", "'d", "n't"])
def test_a_word_of_a_thousand_endings_is_a_word(ending):
    assert only("x" + ending * 1000)


def test_of_words_only_those_are_kept_that_a_list_has(monkeypatch):
    monkeypatch.setattr(pronounce, "_FOUND", {})
    for word in ("storm", "quentovixia", "quentovixia's", "Q"):
        readings(word)
    assert [*pronounce._FOUND] == ["storm"]


def test_within_one_text_a_word_is_guessed_once(monkeypatch):
    guessed, guess = [], LEXICON.guess
    monkeypatch.setattr(LEXICON, "guess", lambda word: guessed.append(word) or guess(word))
    with remembering():
        assert readings("quentovixia") == readings("quentovixia")
    readings("quentovixia")
    assert guessed == ["quentovixia"] * 2
