"""Phonemes against gruut's own inventory and lexicon."""

from __future__ import annotations

import re
import sqlite3
import threading
from contextlib import closing

import pytest
from gruut_ipa import Phonemes
from gruut_lang_en import get_lang_dir

from soundstorm.text.phonemes import PHONEMES, VOWELS, phoneme_ids, phonemize, spell


def sounds(text: str) -> str:
    """Words as joined phonemes, e.g. "hɛloʊ wɚld"."""
    return " ".join("".join(word) for word in phonemize(text))


def test_the_inventory_is_gruut_s():
    inventory = [phoneme.text for phoneme in Phonemes.from_language("en-us")]
    assert list(PHONEMES) == inventory and len(PHONEMES) == 40
    with closing(sqlite3.connect(get_lang_dir() / "lexicon.db")) as lexicon:
        pronunciations = lexicon.execute("SELECT phonemes FROM word_phonemes").fetchall()
    used = {phoneme for (phonemes,) in pronunciations for phoneme in re.sub("[ˈˌ]", "", phonemes).split()}
    assert used == set(PHONEMES)


def test_vowels_are_those_that_gruut_knows_as_vowels():
    consonants = {phoneme.text for phoneme in Phonemes.from_language("en-us") if phoneme.consonant}
    assert not VOWELS & consonants
    assert set(PHONEMES) - VOWELS - consonants <= {"t͡ʃ", "d͡ʒ"}  # which gruut_ipa has as two letters


def test_ids_start_at_one_because_zero_is_the_blank():
    ids = phoneme_ids(phonemize("hello world"))
    assert min(phoneme_ids([list(PHONEMES)])) == 1 and max(phoneme_ids([list(PHONEMES)])) == 40
    assert spell([0, *ids, 0]) == ["h", "ɛ", "l", "oʊ", "w", "ɚ", "l", "d"]


def test_capitals_and_punctuation_do_not_matter():
    assert (
        phonemize("I'M SURE IT'S FINE")
        == phonemize("I'm sure, it's fine!")
        == phonemize("i'm sure it's fine")
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("U.S.", "ju ɛs"),
        ("the US and us", "ðə ju ɛs ænd ʌs"),
        ("BBC dvd", "bi bi si dividi"),
        ("a Plan A.", "ə plæn eɪ"),
        ("A plan", "ə plæn"),
        ("the end, the start", "ði ɛnd ðə stɑɹt"),
        ("I used to use the used one", "aɪ just tə juz ðə juzd wʌn"),
        ("I will read it. I have read it.", "aɪ wɪl ɹid ɪt aɪ hæv ɹɛd ɪt"),
        ("We live with live music", "wi lɪv wɪθ laɪv mjuzɪk"),
        ("Pearce's cats, the boss's hats", "pɪɹsɪz kæts ðə bɔsɪz hæts"),
        ("the debtors' rooms", "ðə dɛtɚz ɹumz"),
        ("the U.S.'s flag, that's what it's.", "ðə ju ɛsɪz flæɡ ðæts wʌt ɪts"),
        ("5 dogs", "faɪv dɔɡz"),
        ("Shhh! Uh-huh, mm-hm.", "ʃ ʌhʌ əmhəm"),
    ],
)
def test_pronunciations(text, expected):
    assert sounds(text) == expected


def test_every_word_has_its_phonemes():
    from soundstorm.text.words import spoken_words

    text = "Dr. Fox paid $3.50 to the U.S. at 5:30... “Good,” he said; we read it live!"
    assert len(phonemize(text)) == len(spoken_words(text))
    assert all(phonemize(text))


def test_no_words_no_phonemes():
    assert phonemize("?!") == []


def test_threads_agree():
    """The app answers each user in another thread."""
    text = "We record a live record, then close the close door and read what we read."
    results: list[list[list[str]]] = []
    threads = [threading.Thread(target=lambda: results.append(phonemize(text))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [phonemize(text)] * 8
