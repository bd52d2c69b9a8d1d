"""Which of several readings of a script is spoken."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from soundstorm.text.model import GeneratedSemantic
from soundstorm.text.script import Script


def best_of(
    readings: Sequence[GeneratedSemantic], script: Script, misreading: Callable[[Tensor, list[int]], float]
) -> GeneratedSemantic:
    """The reading that is recognised best; where several take turns, of every turn the best reading of it.

    Among four readings of a whole dialogue there is rarely one without a slip, of a single turn there often
    is. Where speakers change, the tune need not go on.

    Args:
        misreading: how badly tokens int64 [S] can be read as phoneme ids.
    """
    if len(script.turn_places) < 2:
        return min(readings, key=lambda one: misreading(one.semantic, script.heard_ids))
    chosen = []
    for turn, (begin, end) in zip(script.turns, script.turn_places, strict=True):
        words = script.words[slice(*turn.place)]
        heard = [phoneme for word in words for phoneme in script.ids[slice(*word.place)]]
        turns = []
        for one in readings:
            own = (one.phoneme >= begin) & (one.phoneme < end)
            turns.append(GeneratedSemantic(one.semantic[own], one.phoneme[own]))
        chosen.append(min(turns, key=lambda one, heard=heard: misreading(one.semantic, heard)))
    return GeneratedSemantic(
        torch.cat([one.semantic for one in chosen]), torch.cat([one.phoneme for one in chosen])
    )
