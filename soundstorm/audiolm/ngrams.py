"""Unigrams and bigrams of tokens: what a language model must know more than."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np


class NGrams:
    """Counts of tokens and of pairs of neighbours, of some training sequences.

    Bigrams fall back on unigrams, and these on chance, by Witten and Bell (1991): the more kinds of tokens
    have followed, the likelier is one that never has.

    Args:
        sequences: int [T] each. size: how many tokens there are.
    """

    def __init__(self, sequences: Iterable[np.ndarray], size: int) -> None:
        counts, pairs = np.zeros(size), np.zeros((size, size))
        for tokens in sequences:
            counts += np.bincount(tokens, minlength=size)
            np.add.at(pairs, (tokens[:-1], tokens[1:]), 1)
        self.unigram = _witten_bell(counts, np.full(size, 1 / size))
        self.bigram = _witten_bell(pairs, self.unigram)

    def losses(self, tokens: np.ndarray) -> dict[str, float]:
        """Mean cross-entropy in nats of the tokens [T] but the first, which has none before it."""
        probabilities = {"unigram": self.unigram[tokens[1:]], "bigram": self.bigram[tokens[:-1], tokens[1:]]}
        return {name: float(-np.log(values).mean()) for name, values in probabilities.items()}


def _witten_bell(counts: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Counts [..., size] -> probabilities, mixed with those of the order below."""
    kinds, total = (part.sum(-1, keepdims=True) for part in (counts > 0, counts))
    return (counts + np.maximum(kinds, 1) * below) / (total + np.maximum(kinds, 1))
