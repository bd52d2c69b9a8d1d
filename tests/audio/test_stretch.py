"""Stretches of hand-written frames of 20 ms."""

from __future__ import annotations

import torch

from soundstorm.audio.stretch import stretch_with_most


def frames(text: str) -> tuple[torch.Tensor, torch.Tensor]:
    """V a vowel, s a consonant 20 dB below it, . room noise 60 dB below it, B a bump 20 dB above it."""
    power = {"V": 1.0, "s": 0.01, ".": 1e-6, "B": 100.0}
    return torch.tensor([sign == "V" for sign in text]), torch.tensor([power[sign] for sign in text])


def taken(text: str, longest: int = 250) -> str:
    first, last = stretch_with_most(*frames(text), longest)
    return text[first:last]


def test_no_vowels_no_stretch():
    assert taken("") == "" and taken("." * 100) == "" and taken("s" * 100) == ""
    assert taken("." * 50 + "VVVV" + "." * 50) == ""  # 80 ms


def test_consonants_and_a_margin_of_five_frames_belong_to_it():
    assert taken("." * 50 + "V" * 20 + "." * 50) == "....." + "V" * 20 + "....."
    assert taken("." * 50 + "sss" + "V" * 20 + "...ss" + "." * 50) == ".....sss" + "V" * 20 + "...ss....."
    # a closure takes at most five frames, and consonants half a second
    assert taken("." * 50 + "s......" + "V" * 20) == "....." + "V" * 20
    assert taken("." * 50 + "s" * 40 + "V" * 20) == "s" * 30 + "V" * 20


def test_what_is_not_louder_than_the_room_is_no_consonant():
    assert taken("s" * 100 + "V" * 20 + "s" * 100) == "sssss" + "V" * 20 + "sssss"


def test_a_bump_is_neither_inside_nor_in_the_margin():
    assert taken("." * 50 + "B..." + "V" * 20 + ".B" + "." * 50) == "..." + "V" * 20 + "."
    assert taken("V" * 20 + "B" + "V" * 30) == "V" * 30


def test_the_stretch_with_the_most_vowels_within_the_length_is_taken():
    assert taken("V" * 20 + "." * 110 + "V" * 50 + "." * 100).strip(".") == "V" * 50
    assert taken("V" * 40 + "." * 20 + "V" * 40, longest=80).strip(".") == "V" * 40 + "." * 20 + "V" * 25
    assert taken("V" * 40 + "." * 50 + "V" * 40, longest=80).strip(".") == "V" * 40


def test_a_pause_pays_where_a_quarter_of_it_is_less_than_the_vowels_behind_it():
    assert taken("V" * 50 + "." * 36 + "V" * 10).strip(".") == "V" * 50 + "." * 36 + "V" * 10
    assert taken("V" * 50 + "." * 44 + "V" * 10).strip(".") == "V" * 50
