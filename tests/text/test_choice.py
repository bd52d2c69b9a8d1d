"""Which reading is spoken, by made-up readings and a listener that counts what is wrong."""

import torch

from soundstorm.text.choice import best_of, count_readings
from soundstorm.text.dialogue import read_dialogue
from soundstorm.text.model import GeneratedSemantic
from soundstorm.text.script import read_script

GOOD, BAD = 1, 2  # tokens


def reading(token: int, count: int, begin: int) -> GeneratedSemantic:
    """So many tokens of a kind, all read at one phoneme."""
    return GeneratedSemantic(torch.full((count,), token), torch.full((count,), begin))


def test_of_every_turn_the_best_reading_is_taken():
    talk, asked = read_dialogue("Oh. | No!"), []

    def misreading(semantic, heard):
        asked.append(heard)
        return float((semantic == BAD).sum())

    (one, _), (other, _) = talk.turn_places
    readings = [
        [reading(GOOD, 3, one), reading(BAD, 5, one)],
        [reading(BAD, 4, other), reading(GOOD, 6, other)],
    ]
    best = best_of(readings, talk, misreading)
    assert best.semantic.tolist() == [GOOD] * 9
    assert best.phoneme.tolist() == [one] * 3 + [other] * 6
    assert asked[0] + asked[2] == talk.heard_ids  # each turn against its own words


def test_a_sentence_is_one_reading():
    several = [reading(token, 4, 0) for token in (BAD, GOOD)]
    best = best_of([several], read_script("Oh, no!"), lambda semantic, heard: float(semantic[0] == BAD))
    assert best.semantic.tolist() == [GOOD] * 4


def test_the_sentences_of_one_speaker_are_parted_behind_their_marks():
    """oʊ . n oʊ , oʊ !: what is read at the mark goes with its sentence."""
    assert read_script("Oh. No, oh!").sentence_places == [(0, 2), (2, 7)]


def test_sentences_are_turns_at_most_and_have_words():
    """A turn of one sentence and one of two: all phonemes of the script are a sentence's."""
    script = read_dialogue("Oh?! | No... No.")
    places = script.sentence_places
    assert [place[0] for place in places[1:]] == [place[1] for place in places[:-1]]
    assert places[0] == script.turn_places[0] and places[-1][1] == len(script.phonemes)
    assert [sum(begin <= word.place[0] < end for word in script.words) for begin, end in places] == [1, 1, 1]


def test_there_are_more_readings_of_several_sentences():
    assert count_readings(read_script("Oh, no!")) == 4
    assert count_readings(read_script("Oh. No!")) == count_readings(read_dialogue("Oh, | no!")) == 6
