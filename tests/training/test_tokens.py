"""Dialogues over tokens that count: clip c holds the semantic tokens 100 c, 100 c + 1, .."""

from itertools import pairwise

import numpy as np
import pytest
import torch

from soundstorm.corpus import Clip
from soundstorm.training.tokens import Dialogues, TokenizedClips, _speech_edges

SPEAKERS, CLIPS_EACH, TOKENS = 6, 3, 80
EDGE = 10  # tokens of silence at both ends of a clip


@pytest.fixture(scope="module")
def clips() -> TokenizedClips:
    count = SPEAKERS * CLIPS_EACH
    return TokenizedClips(
        [Clip("", "", f"speaker {index // CLIPS_EACH}", "f", 3.2, "", "", "train") for index in range(count)],
        [np.full((2, 2 * TOKENS), index, dtype=np.int16) for index in range(count)],
        [np.arange(100 * index, 100 * index + TOKENS, dtype=np.int16) for index in range(count)],
        np.array([(EDGE, TOKENS - EDGE)] * count),
    )


@pytest.fixture(scope="module")
def drawn(clips):
    dialogues = Dialogues(clips, seconds_per_token=0.04)
    return [dialogues.draw(np.random.default_rng(seed), 400) for seed in range(200)]


def test_silence_at_a_clips_edges_is_told_from_its_speech():
    """A tone from 1.0 to 2.0 s in 3 s of silence: tokens 25 to 50 of 40 ms."""
    waveform = torch.zeros(48_000)
    waveform[16_000:32_000] = 0.1 * torch.sin(torch.arange(16_000) * 0.2)
    assert _speech_edges(waveform, 16_000, 640) == (25, 50)


def test_a_dialogue_is_as_long_as_asked_for(drawn):
    for pieces, prompt in drawn:
        assert sum(stop - start for _, start, stop, _ in pieces) == 400
        assert 0 < prompt <= 200


def test_everybody_s_prompt_stands_first_and_every_voice_keeps_its_place(drawn, clips):
    for pieces, prompt in drawn:
        speakers = len({who for *_, who in pieces})
        assert 2 <= speakers <= 4
        assert [who for *_, who in pieces[:speakers]] == list(range(speakers))
        assert sum(stop - start for _, start, stop, _ in pieces[:speakers]) == prompt
        voices = {(clips.clips[clip].speaker, who) for clip, _, _, who in pieces}
        assert len(voices) == speakers


def test_nobody_takes_two_turns_in_a_row(drawn):
    for pieces, _ in drawn:
        turns = [who for *_, who in pieces[len({who for *_, who in pieces}) :]]
        assert all(one != other for one, other in pairwise(turns))


def test_gaps_are_as_long_as_people_leave_them(drawn):
    """At each side of a turn 0 to 5 tokens of silence: gaps of 0 to 0.4 s, 0.2 s on average."""
    gaps = []
    for pieces, _ in drawn:
        for (_, _, stop, _), (_, start, _, _) in pairwise(pieces):
            after, before = stop - (TOKENS - EDGE), EDGE - start
            assert after <= 5 and before <= 5
            if after >= 0:  # the turn before was not cut short
                gaps.append(0.04 * (after + before))
    assert 0 <= min(gaps) and max(gaps) <= 0.4
    assert np.mean(gaps) == pytest.approx(0.2, abs=0.01)


def test_most_dialogues_have_two_speakers(drawn):
    share = np.mean([len({who for *_, who in pieces}) == 2 for pieces, _ in drawn])
    assert share == pytest.approx(0.7, abs=4 * 0.46 / np.sqrt(len(drawn)))
