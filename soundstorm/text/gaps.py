"""How long it is quiet between two turns of a dialogue."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor

from soundstorm.text.model import GeneratedSemantic
from soundstorm.text.script import Script

MOST_AT_A_SIDE = 5  # tokens of 40 ms at each side of a change, as in training: 0.2 s on average
SOUNDING = 2  # tokens around one in which a phoneme is heard: it sounds before and after


def shorten_gaps(spoken: GeneratedSemantic, script: Script, heard: Tensor, seed: int) -> GeneratedSemantic:
    """A reading in which no two turns are further apart than people leave it.

    That is 0.2 s on average, sometimes none (Levinson and Torreira 2015): so much is drawn for every change
    of speakers. Where nothing is heard for longer, the middle of it is left out. What is quiet at the ends of
    several turns is one side of such a gap: other turns may come before and after them.

    Args:
        heard: bool [S], at which tokens a phoneme is heard.
        seed: same seed, same gaps.
    """
    generator, stays = torch.Generator().manual_seed(seed), torch.ones_like(heard)
    for (begin, first), (_, end) in pairwise(script.turn_places):
        length = int(torch.randint(MOST_AT_A_SIDE + 1, (2,), generator=generator).sum())
        before = (heard & (spoken.phoneme >= begin) & (spoken.phoneme < first)).nonzero()[:, 0]
        after = (heard & (spoken.phoneme >= first) & (spoken.phoneme < end)).nonzero()[:, 0]
        if not (len(before) and len(after)):
            continue
        start, stop = int(before[-1]) + 1 + SOUNDING, int(after[0]) - SOUNDING
        if stop - start > length:
            stays[start + (length + 1) // 2 : stop - length // 2] = False
    sounding = heard.nonzero()[:, 0].tolist()
    if len(script.turn_places) > 1 and sounding:
        first, last = torch.randint(MOST_AT_A_SIDE + 1, (2,), generator=generator).tolist()
        begins, ends = sounding[0], sounding[-1]
        if spoken.phoneme[begins] < script.turn_places[0][1]:  # something is heard in the first turn
            stays[: max(0, begins - SOUNDING - first)] = False
        if spoken.phoneme[ends] >= script.turn_places[-1][0]:  # and in the last
            stays[ends + 1 + SOUNDING + last :] = False
    return GeneratedSemantic(spoken.semantic[stays], spoken.phoneme[stays])
