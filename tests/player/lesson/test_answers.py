"""A whole lesson, clicked through with right and wrong answers."""

import re

import numpy as np
import torch
from playwright.sync_api import expect

from tests.player.lesson.page import (
    FRAMES,
    ONE_BY_ONE,
    PROMPT,
    answered,
    at,
    next_step,
    touch,
)


def first_frame(mask):
    """The first True in bool [T]."""
    return int(torch.as_tensor(mask).nonzero()[0, 0])


def louder_levels(trace):
    """Mean change in decibels that levels 2, 3, .. make to the spectrogram."""
    values = trace.spectrograms.values.numpy().astype(float) * 80 / 255
    return np.abs(np.diff(values, axis=0)).mean(axis=(1, 2))


def lucky(done):
    """bool [M]: kept, though confidence alone, of equals the kept first, would not have kept it."""
    order = np.lexsort((~done.kept.numpy(), -done.confidence.float().numpy()))
    beyond = torch.zeros_like(done.kept)
    beyond[order[int(done.kept.sum()) :]] = True
    return done.kept & beyond


def luckiest(trace):
    """The step of level 1 that kept most tokens beyond those that confidence alone would keep."""
    return int(np.argmax([int(lucky(done).sum()) for done in trace.iterations[:6]]))


def second_choice(done):
    """bool [M]: kept, though the network liked another token better."""
    other = done.candidate_ids[:, 0] != done.sampled
    return done.kept & other & (done.candidate_probabilities[:, 0].float() > done.confidence.float())


def test_a_full_lesson_with_right_and_wrong_answers(visit, runs):
    page = visit()
    paper, slow, hot = (runs[name] for name in ("1-paper", "3-slow-motion", "4-too-hot"))
    expect(page.locator(".lesson h2")).to_have_text("1. Why tokens")
    expect(page.locator(".asked-for")).to_have_text("Touch any token of the word “hello”.")
    # of the prompt half a second is enough
    assert page.evaluate("player.state.view") == {"from": PROMPT - 25, "to": FRAMES}
    touch(page, 1, PROMPT - 5)
    answered(page, "wrong", "Not this one. This token belongs to the voice prompt")
    touch(page, 4, 100)
    answered(page, "wrong", "This token belongs to “world”")
    expect(page.locator(".feedback")).to_contain_text("Hint:")
    touch(page, 3, PROMPT + 30)
    answered(
        page, "right", "✓ Right. “hello” lasts 1.00 s: 16,000 samples of sound, but only 50 frames × 4 levels"
    )

    next_step(page, "2. Levels")
    expect(page.locator("[data-slot=sound]")).to_have_attribute("data-sound", "a difference.2")
    changes = louder_levels(paper.trace)
    most = int(changes.argmax()) + 2
    touch(page, 2, PROMPT - 5)
    answered(page, "wrong", "The spectrogram shows what comes after it")
    touch(page, 1, 60)
    answered(page, "wrong", "Level 1 is what the others add to")
    touch(page, 4 if most != 4 else 3, 60)
    answered(page, "wrong", "Another level changes it more")
    touch(page, most, 60)
    answered(page, "right", f"Level {most} changes the spectrogram by {changes.max():.1f} dB on average")

    next_step(page, "3. Semantic against acoustic")
    expect(page.locator(".theatre .compare .both")).to_be_visible()
    codes, others = paper.steps[-1].codes[0], runs["6-other-seed"].steps[-1].codes[0]
    differ = codes[0] != others[0]
    same = first_frame(~differ[PROMPT:]) + PROMPT
    touch(page, 1, same)
    answered(page, "wrong", f"A and B have the same token here, {int(codes[0, same])}")
    frame = first_frame(differ)
    touch(page, 1, frame)
    right = f"A has token {int(codes[0, frame])} here and B has {int(others[0, frame])}"
    answered(page, "right", f"{right}. Both were decoded from semantic token {frame // 2}")

    next_step(page, "4. Masking in training")
    counts = [int(step.mask[0, 0].sum()) for step in slow.steps]
    half = next(step for step, count in enumerate(counts) if count <= 50)
    at(page, half)
    hidden = slow.steps[half].mask[0, 0]
    touch(page, 2, 60)
    answered(page, "wrong", "as all levels finer than 1 are, but the paper’s loss counts level 1 alone")
    touch(page, 1, first_frame(~hidden[PROMPT:]) + PROMPT)
    answered(page, "wrong", "the network sees it and need not guess it")
    touch(page, 1, first_frame(hidden))
    answered(page, "right", f"The loss is the cross-entropy of {counts[half]} such tokens")

    next_step(page, "5. Confidence and schedule")
    step = luckiest(paper.trace)
    at(page, step)
    expect(page.get_by_label("Colour by")).to_have_value("confidence")
    done = paper.trace.iterations[step]
    touch(page, 1, int(done.frame[~done.kept][0]))
    answered(page, "wrong", "This one was hidden again")
    touch(page, 2, 60)
    answered(page, "wrong", "This iteration did not sample it")
    touch(page, 1, int(done.frame[done.kept & ~lucky(done)][0]))
    answered(page, "wrong", "confidence alone would have kept it, too")
    touch(page, 1, int(done.frame[lucky(done)][0]))
    answered(page, "right", f"where confidence alone keeps the first {int(done.kept.sum())}")

    next_step(page, "6. Coarse to fine")
    at(page, 6)
    touch(page, 1, 60)
    answered(page, "wrong", "Level 1 is decided: the network was asked about it in 6 passes")
    touch(page, 2, 60)
    answered(page, "wrong", "Level 2 was sampled in this very iteration")
    touch(page, 4, 60)
    answered(page, "right", "Level 4 is masked from the prompt on. It begins when level 3 is complete")

    next_step(page, "7. Why it is fast")
    expect(page.locator(".lesson .text")).to_contain_text(
        "needs 400 steps for these 2.00 s of speech, one a token. A took 9 passes"
    )
    took = sum(step.seconds for step in runs["race-soundstorm"].trace.iterations)
    expect(page.locator(".lesson .text")).to_contain_text(
        f"took {ONE_BY_ONE:.2f} s from the same semantic tokens, A {took:.2f} s on the same machine"
    )
    page.get_by_role("button", name="Beside it: greedy").click()
    expect(page.locator(".lesson .text")).to_contain_text("B is greedy: one pass a level, 4 in all")
    touch(page, 1, 60)
    answered(page, "wrong", "Level 1 took 6 passes")
    touch(page, 3, 60)
    answered(
        page,
        "right",
        "One pass decided all 100 tokens of level 3. The whole grid took 9 passes for 400 tokens",
    )

    next_step(page, "8. What goes wrong")
    at(page, 5)
    last = hot.trace.iterations[5]
    touch(page, 2, 60)
    answered(page, "wrong", "It is not a kept token")
    touch(page, 1, int(last.frame[0]))
    answered(page, "wrong", "the last iteration of a level always takes that")
    choice = next(done for done in hot.trace.iterations[:5] if second_choice(done).any())
    place = int(second_choice(choice).nonzero()[0, 0])
    touch(page, 1, int(choice.frame[place]))
    answered(page, "right", f"Token {int(choice.sampled[place])} was kept with probability")

    next_step(page, "9. Voice and chance")
    coarse, beside = (runs[name].trace.codes[0, 0] for name in ("1-paper", "7-other-voice"))
    same = torch.nonzero(coarse[PROMPT:] == beside[PROMPT:])[:, 0] + PROMPT
    differs = torch.nonzero(coarse[PROMPT:] != beside[PROMPT:])[:, 0] + PROMPT
    touch(page, 1, int(differs[0]))
    answered(page, "wrong", f"A has token {int(coarse[differs[0]])} here, and B another one")
    touch(page, 1, int(same[0]))
    answered(page, "right", f"Both have token {int(coarse[same[0]])} here")
    expect(page.locator(".lesson .score")).to_have_text(re.compile("You found 9 answers yourself, 0 of them"))
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_disabled()
    page.get_by_role("button", name="Beside it: another seed").click()
    page.wait_for_function("player.state.b.header.seed === 8")
    expect(page.locator(".feedback")).to_be_empty()
