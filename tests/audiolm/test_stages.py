"""How the stages follow each other and slide over what is longer than they see at once."""

import pytest
import torch

from soundstorm.audiolm import AudioLM, Drawn, coarse_stage, fine_stage, semantic_stage

TOKENS_PER_SECOND, EACH = 5.0, 2


class Recorder:
    """Stands for a stage: keeps what it is given, and counts up from 0."""

    def __init__(self, streams: int) -> None:
        self.streams, self.calls, self.next = streams, [], 0

    def generate(self, given, prompt, frames, temperature, generator):
        self.calls.append((given[0].tolist(), prompt[0].tolist(), frames, temperature))
        for _ in range(frames * self.streams):
            yield Drawn(torch.tensor([self.next]), torch.tensor([0.5]), torch.tensor([1.0]))
            self.next += 1


@pytest.fixture
def system():
    return AudioLM(Recorder(1), Recorder(4), Recorder(4), TOKENS_PER_SECOND, EACH)


def test_the_stages_have_the_papers_streams():
    assert semantic_stage(1000).predicted == (1000,) and semantic_stage(1000).given == ()
    coarse = coarse_stage(1000, 1024, 2)
    assert (coarse.given, coarse.predicted, coarse.given_frames) == ((1000,), (1024,) * 4, 2)
    assert fine_stage(8, 1024).given == fine_stage(8, 1024).predicted == (1024,) * 4
    assert len(fine_stage(12, 1024).predicted) == 8


def test_semantic_tokens_go_on_from_the_last_three_seconds(system):
    """30 s are 150 tokens, 3 s are 15: after a prompt of 20 come 130, then 135, then the rest."""
    said = list(system.continue_semantic(torch.arange(500, 520), 300))
    assert said == list(range(300))
    prompts, counts = zip(*[(call[1][0], call[2]) for call in system.semantic.calls], strict=True)
    assert counts == (130, 135, 35)
    assert prompts[0] == list(range(500, 520))
    assert prompts[1] == list(range(115, 130)) and prompts[2] == list(range(250, 265))
    assert {call[3] for call in system.semantic.calls} == {0.9}


def test_the_semantic_stage_may_begin_with_nothing(system):
    assert list(system.continue_semantic(torch.zeros(0, dtype=torch.long), 3)) == [0, 1, 2]
    assert system.semantic.calls[0][1] == [[]]


def test_codec_tokens_are_coarse_then_fine(system):
    """2 s with a prompt of 1 s: 10 frames of 4 coarse tokens, then 10 of 4 fine ones, after the prompt."""
    prompt = torch.arange(8)[:, None].repeat(1, 10) + 1000
    said = list(system.speak(torch.arange(10), prompt))
    assert len(said) == 80
    assert [(one.level, one.frame) for one in said[:6]] == [(1, 0), (2, 0), (3, 0), (4, 0), (1, 1), (2, 1)]
    assert [(one.level, one.frame) for one in said[40:42]] == [(5, 0), (6, 0)]
    assert (said[39].level, said[39].frame) == (4, 9)
    given, known, frames, temperature = system.coarse.calls[0]
    assert given == [list(range(10))] and known == prompt[:4].tolist() and (frames, temperature) == (10, 0.8)
    # the fine stage is given the coarse tokens just written, after those of the prompt
    given, known, frames, temperature = system.fine.calls[0]
    assert given[0] == [1000] * 10 + list(range(0, 40, 4)) and given[3] == [1003] * 10 + list(range(3, 40, 4))
    assert known == prompt[4:].tolist() and (frames, temperature) == (10, 0.6)


def test_beyond_its_crop_the_coarse_stage_hears_the_last_three_seconds(system):
    """10 s are 50 semantic tokens, 3 s are 15 of 2 frames: of 100 tokens, 0 to 50, 35 to 85, 70 to 100."""
    said = list(system.speak(torch.arange(100), torch.zeros(8, 0, dtype=torch.long)))
    assert len(said) == 200 * 8
    coarse = [one for one in said if one.level <= 4]
    assert [one.token for one in coarse] == list(range(800))
    assert [one.frame for one in coarse[::4]] == list(range(200))
    windows = [(call[0][0][0], call[0][0][-1] + 1, len(call[1][0]), call[2]) for call in system.coarse.calls]
    assert windows == [(0, 50, 0, 100), (35, 85, 30, 70), (70, 100, 30, 30)]
    assert system.coarse.calls[1][1][0] == list(range(280, 400, 4))  # level 1 of frames 70 to 100
    # 3 s are 30 frames, each piece for itself
    assert [(len(call[0][0]), len(call[1][0]), call[2]) for call in system.fine.calls] == [
        *[(30, 0, 30)] * 6,
        (20, 0, 20),
    ]


def test_a_prompt_longer_than_a_crop_leaves_its_last_seconds(system):
    """A prompt of 12 s, 60 tokens: the window begins 7 s before its end."""
    prompt = torch.zeros(8, 120, dtype=torch.long)
    said = list(system.speak(torch.arange(70), prompt))
    assert len(said) == 20 * 8
    given, known, frames, _ = system.coarse.calls[0]
    assert (given[0][0], given[0][-1], len(known[0]), frames) == (25, 69, 70, 20)
    # four pieces of 3 s are the prompt's
    assert [(len(call[0][0]), len(call[1][0]), call[2]) for call in system.fine.calls] == [(20, 0, 20)]


def test_a_fine_piece_that_begins_in_the_prompt_knows_its_tokens(system):
    """A prompt of 8 s, 80 frames, and 40 more: the third piece of 30 has 20 that are known."""
    prompt = torch.arange(8)[:, None].expand(8, 80)
    said = list(system.speak(torch.arange(60), prompt))
    assert [(len(call[0][0]), len(call[1][0]), call[2]) for call in system.fine.calls] == [
        (30, 20, 10),
        (30, 0, 30),
    ]
    assert [one.frame for one in said if one.level == 5] == list(range(40))
