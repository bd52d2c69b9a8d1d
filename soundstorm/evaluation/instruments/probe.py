"""How much features say about who speaks: a linear probe, tested on clips it was not trained on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

FOLDS = 4
STRENGTHS = (1e-4, 1e-3, 1e-2, 1e-1)  # weight decay; every feature gets the one that suits it best


def fit_logistic(features: Tensor, labels: Tensor, classes: int, strength: float) -> Tensor:
    """Weights [D + 1, classes] of a multinomial logistic regression from features [clips, D] to labels."""
    design = functional.pad(features, (0, 1), value=1.0)
    weights = torch.zeros(design.shape[1], classes, dtype=features.dtype, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = functional.cross_entropy(design @ weights, labels) + strength * weights[:-1].square().sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return weights.detach()


def folds_of(labels: Sequence[int]) -> Tensor:
    """A fold [clips] for every clip such that each speaker's clips are spread over all folds."""
    seen: dict[int, int] = defaultdict(int)
    folds = []
    for label in labels:
        folds.append(seen[label] % FOLDS)
        seen[label] += 1
    return torch.tensor(folds)


def standardise(features: Tensor, training: Tensor) -> Tensor:
    """Features [clips, D] with the training clips' mean at 0 and deviation at 1; constant ones become 0."""
    deviation = training.std(0)
    scale = torch.where(deviation > 1e-6, 1 / deviation.clamp_min(1e-6), 0.0)
    return (features - training.mean(0)) * scale


def probe(features: Tensor, speakers: Sequence[str]) -> Tensor:
    """Which clips [clips] bool a linear probe on features [clips, D] gives to the right speaker.

    Every clip is tested once, by a probe trained on the other folds. Features are standardised with the
    training folds' figures. Of several regularisations the best is reported, for any features alike.
    """
    names = sorted(set(speakers))
    labels = torch.tensor([names.index(speaker) for speaker in speakers])
    folds = folds_of(labels.tolist())
    features = features.double()
    best = torch.zeros(len(labels), dtype=torch.bool)
    for strength in STRENGTHS:
        right = torch.zeros_like(best)
        for fold in range(FOLDS):
            test = folds == fold
            standard = standardise(features, features[~test])
            weights = fit_logistic(standard[~test], labels[~test], len(names), strength)
            guesses = (functional.pad(standard[test], (0, 1), value=1.0) @ weights).argmax(1)
            right[test] = guesses == labels[test]
        if right.sum() > best.sum():
            best = right
    return best
