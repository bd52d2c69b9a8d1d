"""Seeds as programs give them."""

import numpy as np
import pytest
import torch

from soundstorm.errors import UserError
from soundstorm.pipeline import finish
from soundstorm.seeds import LARGEST_SEED, checked_seed
from soundstorm.whatif import decode_again, redecode_region, replace_turn


@pytest.mark.parametrize("seed", [7, np.int64(7), np.uint8(7)])
def test_a_seed_of_any_integer_type_is_an_int(seed):
    assert type(checked_seed(seed)) is int and checked_seed(seed) == 7


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5, "7", None, float("nan")])
def test_what_is_no_seed_is_refused_in_one_sentence(seed):
    with pytest.raises(UserError, match=r"^Choose a whole number from 0 to \d{10} as the seed, not "):
        checked_seed(seed)
    assert LARGEST_SEED == 4294967295


def test_every_way_to_speak_checks_its_seed(talkers, short_prompt_path):
    voice = talkers.encode_prompt(short_prompt_path)
    said = talkers("Oh.", voice).trace
    everything = torch.ones(said.levels, said.target_frames)
    for speak in (
        lambda seed: talkers.stream("Oh.", voice, seed),
        lambda seed: talkers.convert(voice.prepared.waveform, voice, seed),
        lambda seed: talkers.dialogue("Oh. | No.", [voice, voice], seed),
        lambda seed: next(talkers.read_aloud("Oh.", voice, seed).decodings()),
        lambda seed: decode_again(talkers, said, seed),
        lambda seed: redecode_region(talkers, said, everything, seed),
        lambda seed: replace_turn(talkers, said, 0, "No.", seed),
    ):
        with pytest.raises(UserError, match="as the seed, not -1"):
            speak(-1)
        trace = finish(speak(np.int64(3))).trace
        assert type(trace.seed) is int and trace.seed == 3 and trace.to_bytes()
