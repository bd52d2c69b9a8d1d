"""How probable the network finds tokens that are there already: by this it knows its own speech."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from soundstorm.acoustic.model import SoundStorm


@dataclass(frozen=True)
class Surprise:
    """Of every token of codes [1, Q, T], given all coarser ones and none of its own level.

    nats: float [Q, T], minus the logarithm of its probability.
    entropy: float [Q, T], of the network's distribution there: how surprised it expects to be, in nats.
    guessed: bool [Q, T], whether it is the most probable token.
    """

    nats: Tensor
    entropy: Tensor
    guessed: Tensor


@torch.inference_mode()
def surprise(storm: SoundStorm, codes: Tensor, semantic: Tensor) -> Surprise:
    """A pass a level.

    Args:
        codes: int64 [1, Q, T], of speech of one speaker.
        semantic: int64 [1, S], S * frames_per_semantic = T.
    """
    nats, entropy, guessed = [], [], []
    seen = torch.full_like(codes, storm.config.mask_id)
    for level, tokens in enumerate(codes[0], start=1):
        logits = storm.logits(storm.states(seen, semantic)[0], level).float()
        log_probabilities = logits.log_softmax(dim=1)
        nats.append(-log_probabilities.gather(1, tokens[:, None])[:, 0])
        entropy.append(torch.special.entr(log_probabilities.exp()).sum(dim=1))
        guessed.append(logits.argmax(dim=1) == tokens)
        seen[:, level - 1] = tokens
    return Surprise(torch.stack(nats), torch.stack(entropy), torch.stack(guessed))
