"""What stays between two turns, of readings written by hand."""

import pytest
import torch

from soundstorm.text.dialogue import read_dialogue
from soundstorm.text.gaps import shorten_gaps
from soundstorm.text.model import GeneratedSemantic
from soundstorm.text.script import read_script

TALK = read_dialogue("Oh. | No!", ["A", "B"])
END = 1  # token after the last phoneme


def reading(quiet: int) -> tuple[GeneratedSemantic, torch.Tensor]:
    """oʊ . | n oʊ !, after whose first, and before whose second phoneme it is quiet for so long.

    As the text stage reads, half of the quiet belongs to either phoneme. Around the token in which a phoneme
    is heard it sounds for two more.
    """
    half, rest = quiet // 2, quiet - quiet // 2
    phoneme = torch.tensor([*[0] * (4 + half), 1, 2, *[3] * (rest + 4), 4, *[5] * END])
    heard = torch.zeros(len(phoneme), dtype=torch.bool)
    heard[[1, 8 + quiet, 10 + quiet]] = True
    return GeneratedSemantic(torch.arange(len(phoneme)), phoneme), heard


def between(spoken: GeneratedSemantic, heard: torch.Tensor, seed: int, script=TALK) -> int:
    """How many tokens stay where nothing sounds between the turns; all others do."""
    left = shorten_gaps(spoken, script, heard, seed)
    sounds = heard.nonzero()[:2, 0].tolist()
    kept = left.semantic.tolist()
    assert kept[:4] == [0, 1, 2, 3] and kept[-END - 4 :] == spoken.semantic[-END - 4 :].tolist()
    assert left.phoneme.tolist() == spoken.phoneme[left.semantic].tolist()
    return sum(sounds[0] + 2 < token < sounds[1] - 2 for token in kept)


def test_a_long_quiet_becomes_as_long_as_people_leave_it():
    """0 to 0.4 s of 40 ms each, 0.2 s on average."""
    lengths = [between(*reading(40), seed) for seed in range(400)]
    assert (min(lengths), max(lengths)) == (0, 10)
    assert sum(lengths) / len(lengths) == pytest.approx(5, abs=0.5)
    assert between(*reading(40), seed=7) == between(*reading(40), seed=7)


def test_a_short_quiet_is_never_longer():
    quiet = 4  # and the two marks
    assert max(between(*reading(quiet - 2), seed) for seed in range(100)) == quiet


def test_of_a_turn_that_begins_at_once_nothing_is_lost():
    phoneme = torch.tensor([0, 1, 2, 3, *[4] * 3, *[5] * END])
    heard = torch.zeros(len(phoneme), dtype=torch.bool)
    heard[[0, 3, 5]] = True
    spoken = GeneratedSemantic(torch.arange(len(phoneme)), phoneme)
    for seed in range(50):
        assert len(shorten_gaps(spoken, TALK, heard, seed).semantic) == len(phoneme)


def test_what_is_quiet_at_the_ends_is_one_side_of_a_gap():
    """Of 30 tokens at either end 0 to 0.2 s stays, and the two that still sound; of one turn alone all."""
    spoken, heard = reading(0)
    quiet = torch.zeros(30, dtype=torch.bool)
    phoneme = torch.cat([quiet.long(), spoken.phoneme, torch.full((30,), 5)])
    longer = GeneratedSemantic(torch.arange(len(phoneme)), phoneme)
    heard = torch.cat([quiet, heard, quiet])
    first, *_, last = heard.nonzero()[:, 0].tolist()
    left = [shorten_gaps(longer, TALK, heard, seed).semantic for seed in range(200)]
    assert (
        {first - int(kept[0]) - 2 for kept in left}
        == {int(kept[-1]) - last - 2 for kept in left}
        == {*range(6)}
    )
    assert len(shorten_gaps(longer, read_script("Oh, no!"), heard, 0).semantic) == len(longer.semantic)


def test_of_a_turn_in_which_nothing_is_heard_nothing_is_lost():
    talk = read_dialogue("Oh. | Mm. | No!", ["A", "B"])
    phoneme = torch.arange(len(talk.phonemes)).repeat_interleave(10)
    heard = torch.zeros(len(phoneme), dtype=torch.bool)
    heard[[1, len(phoneme) - 2]] = True
    spoken = GeneratedSemantic(torch.arange(len(phoneme)), phoneme)
    assert len(shorten_gaps(spoken, talk, heard, 0).semantic) == len(phoneme)


def test_what_nobody_else_answers_and_what_is_not_heard_stays():
    spoken, heard = reading(40)
    alone = read_script("Oh, no!")
    assert len(shorten_gaps(spoken, alone, heard, 0).semantic) == len(spoken.semantic)
    assert len(shorten_gaps(spoken, TALK, torch.zeros_like(heard), 0).semantic) == len(spoken.semantic)
