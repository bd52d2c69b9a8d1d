"""Which reading is spoken, by made-up readings and a listener that counts what is wrong."""

import torch

from soundstorm.text.choice import best_of, count_readings
from soundstorm.text.dialogue import read_dialogue
from soundstorm.text.model import GeneratedSemantic
from soundstorm.text.script import read_script

GOOD, BAD = 1, 2  # tokens


def reading(script, *turns: tuple[int, int]) -> GeneratedSemantic:
    """So many tokens of a kind in every turn, all read at its first phoneme."""
    parts = [
        (torch.full((count,), token), torch.full((count,), begin))
        for (token, count), (begin, _) in zip(turns, script.turn_places, strict=True)
    ]
    return GeneratedSemantic(*(torch.cat(kind) for kind in zip(*parts, strict=True)))


def test_of_every_turn_the_best_reading_is_taken():
    talk, asked = read_dialogue("Oh. | No!"), []

    def misreading(semantic, heard):
        asked.append(heard)
        return float((semantic == BAD).sum())

    first, second = reading(talk, (GOOD, 3), (BAD, 4)), reading(talk, (BAD, 5), (GOOD, 6))
    best = best_of([first, second], talk, misreading)
    assert best.semantic.tolist() == [GOOD] * 9
    assert best.phoneme.tolist() == [talk.turn_places[0][0]] * 3 + [talk.turn_places[1][0]] * 6
    assert asked[0] + asked[2] == talk.heard_ids  # each turn against its own words


def test_a_sentence_is_one_reading():
    alone = read_script("Oh, no!")
    several = [reading(alone, (token, 4)) for token in (BAD, GOOD)]
    best = best_of(several, alone, lambda semantic, heard: float(semantic[0] == BAD))
    assert best.semantic.tolist() == several[1].semantic.tolist()


def test_of_every_sentence_of_one_speaker_the_best_reading_is_taken():
    """oʊ . n oʊ , oʊ !: tokens read at the mark and the silence behind it go with their sentence."""
    script = read_script("Oh. No, oh!")
    assert script.sentence_places == [(0, 2), (2, 7)]
    place = torch.tensor([0, 1, 1, 2, 3, 4, 5, 6])
    slips = ([BAD, GOOD, GOOD, *[GOOD] * 5], [*[GOOD] * 7, BAD])
    both = [GeneratedSemantic(torch.tensor(tokens), place) for tokens in slips]
    best = best_of(both, script, lambda semantic, heard: float((semantic == BAD).sum()))
    assert best.semantic.tolist() == [GOOD] * 8 and best.phoneme.tolist() == place.tolist()


def test_sentences_are_turns_at_most_and_have_words():
    """A turn of one sentence and one of two: all phonemes of the script are a sentence's."""
    script = read_dialogue("Oh?! | No... No.")
    places = script.sentence_places
    assert [place[0] for place in places[1:]] == [place[1] for place in places[:-1]]
    assert places[0] == script.turn_places[0] and places[-1][1] == len(script.phonemes)
    assert [sum(begin <= word.place[0] < end for word in script.words) for begin, end in places] == [1, 1, 1]


def test_there_are_more_readings_of_several_sentences():
    assert count_readings(read_script("Oh, no!")) == 4
    assert count_readings(read_script("Oh. No!")) == count_readings(read_dialogue("Oh, | no!")) == 8
