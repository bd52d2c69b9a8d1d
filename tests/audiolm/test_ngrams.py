"""Witten and Bell's estimates by hand, on three tokens."""

import math

import numpy as np
import pytest

from soundstorm.audiolm.ngrams import NGrams


@pytest.fixture
def counted():
    """0 0 1 0 and 1 0: four of 0, two of 1, none of 2; after 0 came 0 and 1, after 1 came 0 twice."""
    return NGrams([np.array([0, 0, 1, 0]), np.array([1, 0])], 3)


def test_unigrams(counted):
    # two kinds were seen in six tokens: 2 / 8 of the probability is chance
    assert counted.unigram.tolist() == pytest.approx([(4 + 2 / 3) / 8, (2 + 2 / 3) / 8, (2 / 3) / 8])


def test_bigrams_do_not_reach_over_the_end_of_a_sequence(counted):
    low = counted.unigram
    assert counted.bigram[0].tolist() == pytest.approx(
        [(1 + 2 * low[0]) / 4, (1 + 2 * low[1]) / 4, low[2] / 2]
    )
    assert counted.bigram[1].tolist() == pytest.approx([(2 + low[0]) / 3, low[1] / 3, low[2] / 3])
    # nothing ever followed 2
    assert counted.bigram[2].tolist() == pytest.approx(low.tolist())


def test_losses(counted):
    losses = counted.losses(np.array([2, 0, 1]))
    assert losses["unigram"] == pytest.approx(-(math.log(14 / 24) + math.log(8 / 24)) / 2)
    assert losses["bigram"] == pytest.approx(-(math.log(14 / 24) + math.log((1 + 2 * 8 / 24) / 4)) / 2)
