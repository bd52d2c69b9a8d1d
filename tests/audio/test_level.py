"""Expectations come from arithmetic: a sine of amplitude a has the power a^2 / 2."""

from __future__ import annotations

import math

import pytest
import torch

from soundstorm.audio import active_level, normalise_level
from tests.audio.sounds import RATE, silence, tone


def test_the_level_leaves_out_pauses():
    expected = 20 * math.log10(0.1 / math.sqrt(2))
    assert active_level(tone(1.0), RATE) == pytest.approx(expected, abs=0.01)
    assert active_level(torch.cat([silence(3.0), tone(1.0), silence(3.0)]), RATE) == pytest.approx(
        expected, abs=0.01
    )
    # 60 dB below the speech counts as a pause, 20 dB below it as speech: (1 + 0.01) / 2 of the power.
    assert active_level(torch.cat([tone(1.0), tone(1.0, 1e-4)]), RATE) == pytest.approx(expected, abs=0.01)
    softer = active_level(torch.cat([tone(1.0), tone(1.0, 0.01)]), RATE)
    assert softer == pytest.approx(expected + 10 * math.log10(0.505), abs=0.01)
    assert active_level(silence(1.0), RATE) == -math.inf
    assert active_level(torch.zeros(0), RATE) == -math.inf


def test_the_level_is_set_without_clipping():
    assert active_level(normalise_level(tone(1.0, 0.003), RATE), RATE) == pytest.approx(-23.0, abs=0.01)
    clicks = tone(1.0, 0.001)
    clicks[::1600] = 0.5  # peaks so high that -23 dBFS would clip them
    assert normalise_level(clicks, RATE, dbfs=0.0).abs().max() == pytest.approx(0.99)
    assert torch.equal(normalise_level(silence(1.0), RATE), silence(1.0))


@pytest.mark.parametrize("offset", [0.02, -0.3])
def test_an_offset_is_no_sound(offset):
    expected = 20 * math.log10(0.1 / math.sqrt(2))
    assert active_level(tone(1.0) + offset, RATE) == pytest.approx(expected, abs=0.01)
    assert active_level(silence(1.0) + offset, RATE) == -math.inf
    levelled = normalise_level(tone(1.0, 0.05) + offset, RATE)
    assert active_level(levelled, RATE) == pytest.approx(-23.0, abs=0.01)
    assert levelled.mean() == pytest.approx(0.0, abs=1e-6)
