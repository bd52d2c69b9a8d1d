"""The bundled SoundStorm's decoding beside its definition, computed without shortcuts in double precision."""

import pytest
import torch

from soundstorm.acoustic import Schedule, SoundStorm
from soundstorm.bundled import WORKSHOP
from soundstorm.checkpoint import load_pretrained

PROMPT, FRAMES = 24, 64


@torch.inference_mode()
@pytest.mark.parametrize("guidance", [0.0, 1.0])
def test_every_step_is_of_the_distribution_that_the_network_defines(guidance):
    """softmax(a + w (a - b)), a with the prompt and b without it; of the last iteration the most probable."""
    exact = load_pretrained(SoundStorm, WORKSHOP / "acoustic").double()
    storm = load_pretrained(SoundStorm, WORKSHOP / "acoustic")
    generator = torch.Generator().manual_seed(0)
    semantic = torch.randint(storm.config.semantic_size, (1, FRAMES // 2), generator=generator)
    prompt = torch.randint(storm.config.codebook_size, (1, storm.config.levels, PROMPT), generator=generator)
    speakers = torch.tensor([[0] * 10 + [1] * 14 + [1] * 20 + [0] * 20])
    before = torch.full((1, storm.config.levels, FRAMES), storm.config.mask_id)
    before[:, :, :PROMPT] = prompt
    schedule = Schedule((4, 1), guidance=guidance)
    for step in storm.decode(semantic, prompt, schedule, seed=3, speakers=speakers):
        seen = before.clone()
        seen[:, step.level :, PROMPT:] = storm.config.mask_id
        following = seen[:, :, PROMPT:], semantic[:, PROMPT // 2 :], speakers[:, PROMPT:]
        known = exact.logits(exact.states(seen, semantic, speakers, torch.tensor([PROMPT])), step.level)
        alone = exact.logits(exact.states(*following), step.level)
        a, b = known[:, PROMPT:].log_softmax(dim=2), alone.log_softmax(dim=2)
        expected = (a + guidance * (a - b)).softmax(dim=2)[step.open[:, PROMPT:]]
        sampled = step.sampled[step.open]
        told = step.confidence[step.open].double()
        torch.testing.assert_close(told, expected.gather(1, sampled[:, None])[:, 0], atol=1e-4, rtol=1e-3)
        if step.level_done:
            best = expected.topk(2, dim=1)
            clear = best.values[:, 0] - best.values[:, 1] > 1e-3
            assert clear.any() and torch.equal(sampled[clear], best.indices[clear, 0])
        before = step.codes
