from __future__ import annotations

import pytest
import torch

from soundstorm.audio import read_audio
from soundstorm.audio.speech import hear_speech
from tests.audio.sounds import RATE, hum, noise, silence, tone, voice


@pytest.mark.parametrize("rate", [16000, 22050, 24000, 44100])
def test_every_20_ms_has_its_answer(rate):
    heard = hear_speech(torch.cat([voice(2.0, rate=rate), torch.zeros(7)]), rate)
    assert heard.dtype == torch.bool and heard.shape == (101,)
    # Two thirds of a syllable are loud, and nothing lies behind the last full frame.
    assert heard[:100].float().mean() == pytest.approx(2 / 3, abs=0.1) and not heard[100]


def test_vowels_are_found_where_they_are():
    heard = hear_speech(torch.cat([silence(2.0), voice(2.0), silence(2.0)]), RATE)
    assert not heard[:99].any() and not heard[201:].any()
    assert heard[100:200].float().mean() == pytest.approx(2 / 3, abs=0.1)


@pytest.mark.parametrize("sound", [tone(5.0), hum(5.0), noise(5.0, 0.1), silence(5.0)])
def test_steady_sounds_hold_no_vowels(sound):
    assert hear_speech(sound, RATE).float().mean() < 0.005


@pytest.mark.parametrize("other", [hum(20.0, 0.02), noise(20.0, 0.03)])
def test_speech_is_heard_through_other_sounds(prompt_folder, other):
    """10 dB and more below the speech: most of the vowels heard alone are heard, and hardly any others."""
    for path in sorted(prompt_folder.glob("*.flac")):
        speech = read_audio(path, RATE)
        alone = hear_speech(speech, RATE)
        both = hear_speech(speech + other[: speech.numel()], RATE)
        assert alone.float().mean() > 0.3
        assert both[alone].float().mean() > 0.5
        assert both[~alone].float().mean() < 0.15
