"""Which reading is spoken, by made-up readings and a listener that counts what is wrong."""

import torch

from soundstorm.text.choice import best_of
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


def test_what_one_speaker_says_is_one_reading():
    alone = read_script("Oh, no!")
    several = [reading(alone, (token, 4)) for token in (BAD, GOOD)]
    best = best_of(several, alone, lambda semantic, heard: float(semantic[0]))
    assert best is several[1]
