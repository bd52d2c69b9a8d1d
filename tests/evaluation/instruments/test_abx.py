"""ABX by hand: distances along a warping path, and triples of made-up sounds."""

import math

import pytest
import torch

from soundstorm.evaluation.instruments.abx import Segment, abx_error, dtw_distance


def line(*values):
    return torch.tensor(values)[:, None].float()


def test_the_same_sound_longer_is_no_farther():
    assert dtw_distance(line(1, 2, 3), line(1, 1, 2, 2, 3)) == 0.0


def test_distance_is_the_mean_along_the_best_path():
    # 0 beside 1, then 4 beside 3: one each
    assert dtw_distance(line(0, 4), line(1, 3)) == pytest.approx(1.0)
    # 0 beside 0, then 3 beside 0: 3 over two pairs
    assert dtw_distance(line(0, 3), line(0)) == pytest.approx(1.5)


def segments(features):
    """Two stretches each of phonemes 1 and 2 by two speakers; features(phoneme, speaker)."""
    return [
        Segment(phoneme, speaker, features(phoneme, speaker))
        for speaker in ("ann", "ben")
        for phoneme in (1, 2)
        for _ in range(2)
    ]


def test_features_that_are_the_phoneme_make_no_error():
    phonemes = segments(lambda phoneme, speaker: line(phoneme))
    assert abx_error(phonemes, across=False) == abx_error(phonemes, across=True) == 0.0


def test_features_that_are_the_speaker_cannot_tell_phonemes():
    voices = segments(lambda phoneme, speaker: line(len(speaker) + (speaker == "ben")))
    assert abx_error(voices, across=False) == abx_error(voices, across=True) == 0.5


def test_a_voice_that_outweighs_the_phoneme_errs_across_speakers_alone():
    """Ann's second phoneme sounds as Ben's first: 0, 1 and 1, 2."""
    shifted = segments(lambda phoneme, speaker: line(phoneme - 1 + (speaker == "ben")))
    assert abx_error(shifted, across=False) == 0.0
    # Ben's first, as X, sounds as Ann's second, and hers as his first: two of four kinds are wrong
    assert abx_error(shifted, across=True) == pytest.approx(0.5)


def test_without_triples_there_is_no_figure():
    assert math.isnan(abx_error([Segment(1, "ann", line(1)), Segment(2, "ann", line(2))], across=True))
