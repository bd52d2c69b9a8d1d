"""Acoustic consistency: which crops are compared, and what their cosines say."""

import pytest

from soundstorm.consistency import Consistency
from soundstorm.evaluation.instruments.consistency import bundled_consistency, measure_drift
from tests.consistency.small import SECOND, noise, small_model


@pytest.fixture(scope="module")
def model() -> Consistency:
    return small_model()


@pytest.mark.parametrize(
    "seconds, middles",
    [
        (9.0, (1.5, 4.5, 7.5)),  # three whole crops of 3 s
        (7.4, (1.5, 4.5)),  # 1.4 s are less than half a crop
        (7.6, (1.5, 4.5, 6.8)),  # 1.6 s are more
        (1.0, (0.5,)),  # all there is
    ],
)
def test_crops_follow_each_other_without_overlap(model, seconds, middles):
    drift = measure_drift(model, noise(3.0), noise(seconds))
    assert drift.seconds == pytest.approx(middles)
    assert all(abs(score) <= 1 + 1e-6 for score in drift.scores)  # cosines in float32
    assert drift.mean == pytest.approx(sum(drift.scores) / len(middles))


def test_what_repeats_its_prompt_is_consistent(model):
    drift = measure_drift(model, noise(3.0), noise(3.0).repeat(2))
    assert drift.scores == pytest.approx((1.0, 1.0))


def test_nothing_cannot_be_compared(model):
    with pytest.raises(ValueError, match="nothing to compare"):
        measure_drift(model, noise(3.0), noise(0.0))


def test_the_bundled_model_tells_speech_from_noise(prompt_path):
    from soundstorm.audio import read_audio

    recording = read_audio(prompt_path, SECOND)
    given, rest = recording[: 3 * SECOND], recording[3 * SECOND :]
    bundled = bundled_consistency()
    assert measure_drift(bundled, given, rest).mean > measure_drift(bundled, given, noise(2.5)).mean + 0.3
