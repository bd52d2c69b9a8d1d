"""Symbols and their ids."""

from __future__ import annotations

import pytest

from soundstorm.text.symbols import (
    PHONEME_IDS,
    PHONEMES,
    SYMBOL_IDS,
    SYMBOLS,
    phoneme_ids,
    spell,
    spelling,
    symbol_ids,
)


def test_phonemes_come_first_with_the_recogniser_s_ids():
    """The recogniser has 40 phonemes and a blank; marks and the turn follow them."""
    assert len(PHONEMES) == 40
    assert [PHONEME_IDS[phoneme] for phoneme in PHONEMES] == list(range(1, 41))
    assert SYMBOLS == (*PHONEMES, ",", ".", "?", "!", "|")
    assert [SYMBOL_IDS[symbol] for symbol in SYMBOLS] == list(range(1, 46))


def test_marks_follow_their_words_and_stand_by_themselves():
    words = [["h", "aɪ"], ["j", "u"], ["oʊ"]]
    parts = spelling(words, [",", "", ".|"])
    assert parts == [["h", "aɪ"], [","], ["j", "u"], ["oʊ"], ["."], ["|"]]
    assert spell(symbol_ids(parts)) == ["h", "aɪ", ",", "j", "u", "oʊ", ".", "|"]
    assert symbol_ids(spelling(words, ["", "", ""])) == phoneme_ids(words)


def test_every_word_has_its_mark():
    with pytest.raises(ValueError):
        spelling([["oʊ"]], [])


def test_blanks_are_not_spelled():
    assert spell([0, 1, 0, 45]) == ["ɑ", "|"]
