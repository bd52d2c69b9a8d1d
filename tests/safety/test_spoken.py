"""A sentence that was made for a visit, and recordings in which it is said or not."""

from itertools import combinations
from types import SimpleNamespace

import pytest
import torch

from soundstorm.audio import normalise_level, read_audio
from soundstorm.safety import spoken
from soundstorm.safety.spoken import AGREEMENT, WORDS, Sentence, misheard
from soundstorm.text.distance import edit_distance
from soundstorm.text.phonemes import phonemize
from soundstorm.text.pronounce import readings
from soundstorm.text.symbols import PHONEMES

# What man-8629.flac says, as if it was the sentence.
BEGINNING = "There are five hundred dollars on that table. Take them, and let them pave your"
ENDING = ("way", "to", "a", "better", "life")


def test_every_sentence_has_twelve_words_and_another_end():
    sentences = {str(Sentence.drawn()) for _ in range(50)}
    assert len(sentences) == 50
    for sentence in sentences:
        agreement, words = sentence.rstrip(".").split(": ")
        assert agreement == AGREEMENT
        assert len(set(words.split())) == 4 and set(words.split()) <= set(WORDS)
        assert len(sentence.split()) == 12


def test_the_words_are_pronounced_in_one_way_and_cannot_be_taken_for_each_other():
    sounds = {word: phonemize(word)[0] for word in WORDS}
    assert all(len(readings(word)) == 1 for word in WORDS)
    assert min(edit_distance(sounds[one], sounds[other]) for one, other in combinations(WORDS, 2)) == 3
    spoken_at_all = {sound for word in phonemize(AGREEMENT) for sound in word}.union(*sounds.values())
    assert spoken_at_all == set(PHONEMES)


@pytest.mark.parametrize(
    ("heard", "rate"),
    [
        ("abcdefgh", 0.0),
        ("abXdefgh", 1 / 4),
        ("abcdeXXh", 2 / 4),
        ("abcd", 1.0),  # the agreement alone
        ("efgh", 1.0),  # the words alone
        ("abcdefghabcdefgh", 2.0),  # twice
        ("", 1.0),
    ],
)
def test_the_worse_part_counts(heard, rate):
    assert misheard(list("abcd"), list("efgh"), list(heard)) == pytest.approx(rate)


def test_a_third_may_be_misheard_and_other_words_are_no_permission(monkeypatch):
    """A recording that says the agreement and four other words is not of this sentence."""
    sentence = Sentence(("amber", "river", "seven", "window"))
    said = [sound for word in phonemize(str(sentence)) for sound in word]
    blurred = ["ʒ" if place % 3 == 0 else sound for place, sound in enumerate(said)]
    others = [word for word in WORDS if word not in ("amber", "river", "seven", "window")][:4]
    old = [sound for word in phonemize(str(Sentence(tuple(others)))) for sound in word]
    heard = iter([blurred, old])
    tokenizer = SimpleNamespace(
        recognise_tokens=lambda tokens: [[PHONEMES.index(sound) + 1 for sound in next(heard)]]
    )
    assert sentence.is_said(tokenizer, torch.zeros(1, 1, dtype=torch.long))
    assert not sentence.is_said(tokenizer, torch.zeros(1, 1, dtype=torch.long))


def test_a_recording_says_its_own_sentence_alone(pipeline, prompt_folder, monkeypatch):
    monkeypatch.setattr(spoken, "AGREEMENT", BEGINNING)
    tokenizer = pipeline.semantic
    recording = normalise_level(read_audio(prompt_folder / "man-8629.flac", tokenizer.sample_rate), 16_000)
    other = normalise_level(read_audio(prompt_folder / "woman-6078.flac", tokenizer.sample_rate), 16_000)
    heard = tokenizer.encode(recording[None])
    assert Sentence(ENDING).is_said(tokenizer, heard)
    assert not Sentence(("amber", "river", "seven", "window")).is_said(tokenizer, heard)
    assert not Sentence(ENDING).is_said(tokenizer, tokenizer.encode(other[None]))
    behind = torch.cat([recording, other[: 3 * 16_000]])  # somebody else goes on
    assert not Sentence(ENDING).is_said(tokenizer, tokenizer.encode(behind[None]))
