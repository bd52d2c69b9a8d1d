"""Prompt guidance by arithmetic: a network that says one thing after a prompt and another without it."""

import math

import pytest
import torch
from torch import nn

from soundstorm.acoustic import Schedule, SoundStorm, SoundStormConfig
from soundstorm.acoustic.engine import Engine

PROMPTED, ALONE = torch.tensor([0.5, 0.3, 0.2]), torch.tensor([0.2, 0.3, 0.5])
FRAMES, PROMPT = 12, 4


class Telling(nn.Module):
    """Logits of every frame, off by one: log PROMPTED where it sees a prompt, log ALONE where not."""

    def __init__(self) -> None:
        super().__init__()
        self.passes, self.frames, self.voices = [], [], []

    def remember(self, prompt, room, voices):
        self.voices.append(voices)
        return [(prompt.shape[1], room)]

    def after(self, frames, past, voices):
        assert past == [(PROMPT, FRAMES - PROMPT)]
        return self._tell("prompted", PROMPTED, frames, voices)

    def forward(self, frames, voices=None):
        return self._tell("alone", ALONE, frames, voices)

    def _tell(self, how, known, frames, voices):
        self.passes.append(how)
        self.voices.append(voices)
        self.frames.append(frames.shape[1])
        return (known.log() + 1).expand(*frames.shape[:2], 3)


class Told(SoundStorm):
    def __init__(self, prompt_alone: bool = True, speakers: int = 1) -> None:
        sizes = {
            "prompt_alone": prompt_alone,
            "speakers": speakers,
            "width": 4,
            "heads": 1,
            "blocks": 1,
            "feedforward": 4,
        }
        super().__init__(SoundStormConfig(levels=2, codebook_size=3, semantic_size=6, **sizes))
        self.conformer, self.seen, self.told = Telling(), [], []
        self.engine = Engine("float32", self.conformer)

    def _given(self, semantic, speakers, frames):
        self.told.append((semantic.tolist(), None if speakers is None else speakers.tolist()))
        return torch.arange(frames)[None, :, None].expand(-1, -1, 4).float()  # which frame it is

    def _embed(self, codes, given):
        self.seen.append((codes.clone(), given[0, :, 0].tolist()))
        return super()._embed(codes, given)

    def logits(self, hidden, level):
        return hidden


def decode(guidance: float, prompt: int = PROMPT, prompt_alone: bool = True) -> tuple[Told, list]:
    storm, semantic = Told(prompt_alone), torch.arange(FRAMES // 2)[None]
    given = torch.full((1, 2, prompt), 1) if prompt else None
    schedule = Schedule((2,), guidance=guidance)
    return storm, list(storm.decode(semantic, given, schedule, seed=3, candidates=3))


@pytest.mark.parametrize("guidance", [1.0, 2.5])
def test_a_guided_step_is_of_the_guided_distribution(guidance):
    _, steps = decode(guidance)
    # softmax(a + w (a - b)) = p^(1 + w) / q^w, normalised
    odds = [p ** (1 + guidance) / q**guidance for p, q in ((0.5, 0.2), (0.3, 0.3), (0.2, 0.5))]
    guided = torch.tensor(odds) / sum(odds)
    entropy = -sum(float(p) * math.log(p) for p in guided)
    for step in steps:
        ids, probabilities = step.candidates
        assert (ids[step.open] == torch.tensor([0, 1, 2])).all()
        torch.testing.assert_close(probabilities[step.open], guided.expand(int(step.open.sum()), 3))
        torch.testing.assert_close(step.confidence[step.open], guided[step.sampled[step.open]])
        assert step.entropy[step.open].tolist() == pytest.approx([entropy] * int(step.open.sum()), rel=1e-5)


def test_a_prompt_is_seen_once_with_all_its_levels_and_the_new_frames_by_both_passes():
    storm, steps = decode(1.0)
    assert storm.conformer.passes == ["prompted", "alone"] * len(steps) and len(steps) == 3
    codes, frames = storm.seen[0]
    assert torch.equal(codes, torch.ones(1, 2, PROMPT, dtype=torch.long)) and frames == [0, 1, 2, 3]
    assert [frames for _, frames in storm.seen[1:]] == [[*range(PROMPT, FRAMES)]] * len(steps)
    assert storm.told == [([[0, 1, 2, 3, 4, 5]], None)]  # the words once, for all iterations
    assert storm.conformer.frames == [FRAMES - PROMPT] * (2 * len(steps))


def test_a_prompt_that_sees_all_is_computed_with_the_rest():
    storm, steps = decode(1.0, prompt_alone=False)
    assert storm.conformer.passes == ["alone"] * (2 * len(steps)) and len(storm.seen) == len(steps)
    assert storm.conformer.frames == [FRAMES, FRAMES - PROMPT] * len(steps)


@pytest.mark.parametrize(
    ("guidance", "prompt", "passes", "told"), [(0.0, PROMPT, "prompted", PROMPTED), (1.0, 0, "alone", ALONE)]
)
def test_without_guidance_or_without_a_prompt_there_is_one_pass_and_nothing_changes(
    guidance, prompt, passes, told
):
    storm, steps = decode(guidance, prompt)
    assert storm.conformer.passes == [passes] * len(steps)
    for step in steps:
        _, probabilities = step.candidates
        expected = told.sort(descending=True).values.expand(int(step.open.sum()), 3)
        torch.testing.assert_close(probabilities[step.open], expected)


def test_who_speaks_is_told_once_for_all_passes():
    storm = Told(speakers=3)
    speakers = torch.tensor([[0, 0, 1, 1, 1, 1, 0, 0, 0, 2, 2, 2]])
    given = torch.full((1, 2, PROMPT), 1)
    schedule = Schedule((1,), guidance=1.0)
    semantic = torch.arange(FRAMES // 2)[None]
    list(storm.decode(semantic, given, schedule, speakers=speakers))
    assert storm.told == [(semantic.tolist(), speakers.tolist())]
    # the prompt's own frames, then all of them, then those after it
    theirs = [speakers[:, :PROMPT], speakers, speakers[:, PROMPT:]]
    assert all(torch.equal(told, own) for told, own in zip(storm.conformer.voices, theirs, strict=False))
