"""Prompt guidance by arithmetic: a network that says one thing after a prompt and another without it."""

import math

import pytest
import torch

from soundstorm.acoustic import Schedule, SoundStorm, SoundStormConfig

PROMPTED, ALONE = torch.tensor([0.5, 0.3, 0.2]), torch.tensor([0.2, 0.3, 0.5])
FRAMES, PROMPT = 12, 4


class Told(SoundStorm):
    """Logits of every frame, off by one: log PROMPTED where it sees the prompt, log ALONE where not."""

    def __init__(self) -> None:
        sizes = {"width": 4, "heads": 1, "blocks": 1, "feedforward": 4}
        super().__init__(SoundStormConfig(levels=2, codebook_size=3, semantic_size=6, **sizes))
        self.seen = []

    def states(self, codes, semantic, speakers=None, prompt_frames=None):
        self.seen.append((codes.clone(), semantic.clone()))
        known = PROMPTED if codes.shape[2] == FRAMES else ALONE
        return (known.log() + 1).expand(len(codes), codes.shape[2], 3)

    def logits(self, hidden, level):
        return hidden


def decode(guidance: float, prompt: int = PROMPT) -> tuple[Told, list]:
    storm, semantic = Told(), torch.arange(FRAMES // 2)[None]
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


def test_the_second_pass_sees_the_new_frames_and_their_words_alone():
    storm, steps = decode(1.0)
    assert len(storm.seen) == 2 * len(steps) == 6
    for (whole, _), (alone, semantic) in zip(storm.seen[::2], storm.seen[1::2], strict=True):
        assert torch.equal(alone, whole[:, :, PROMPT:])
        assert semantic.tolist() == [[2, 3, 4, 5]]


def test_without_guidance_or_without_a_prompt_there_is_one_pass_and_nothing_changes():
    for guidance, prompt in ((0.0, PROMPT), (1.0, 0)):
        storm, steps = decode(guidance, prompt)
        assert len(storm.seen) == len(steps)
        for step in steps:
            _, probabilities = step.candidates
            torch.testing.assert_close(probabilities[step.open], PROMPTED.expand(int(step.open.sum()), 3))
