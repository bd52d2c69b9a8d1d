"""What the page for teachers counts in the bundled runs."""

from pathlib import Path

import torch

from soundstorm.bundled import ASSETS
from soundstorm.trace import Trace

WORKSHOP = " ".join((Path(__file__).parents[3] / "docs" / "workshop.md").read_text(encoding="utf-8").split())


def bundled(name):
    return Trace.load(ASSETS / "traces" / f"{name}.sstrace")


def coarsest(trace):
    """Tokens of level 1 after the prompt."""
    return trace.codes[0, 0, trace.prompt_frames :]


def second_choices(trace):
    """How many tokens of level 1 were kept though the network liked another one better."""
    count = 0
    for done in trace.iterations:
        if done.level == 1 and done.iteration < done.iterations:
            other = done.candidate_ids[:, 0] != done.sampled
            better = done.candidate_probabilities[:, 0] > done.confidence
            count += int((done.kept & other & better).sum())
    return count


def test_few_tokens_stay_with_another_voice_and_more_with_another_seed():
    paper, other_voice, other_seed = map(bundled, ("1-paper", "7-other-voice", "6-other-seed"))
    stay = [int((coarsest(paper) == coarsest(other)).sum()) for other in (other_voice, other_seed)]
    said = f"With another voice there are few ({stay[0]} of {len(coarsest(paper))} in the bundled runs)"
    assert said in WORKSHOP
    assert f"With another seed there are more ({stay[1]} of {len(coarsest(paper))})" in WORKSHOP
    # another voice meets other noise, too: its prompt has another length
    assert other_voice.prompt_frames != paper.prompt_frames == other_seed.prompt_frames
    assert torch.equal(paper.target_semantic, other_voice.target_semantic)


def test_a_hot_run_keeps_more_second_choices_than_the_paper_s():
    paper, hot = map(bundled, ("1-paper", "4-too-hot"))
    said = f"of {len(coarsest(hot))} tokens of level 1, {second_choices(hot)} are not the first choice"
    assert f"{said} in the hot run, and {second_choices(paper)} in the paper's" in WORKSHOP
