"""Where somebody speaks: speech told from noise, hum, tones, clicks and bumps by its own marks.

Three measures of every 20 ms, in the band of a telephone, where speech is strongest and rumble is not:

1. Voicing: the vowels' periodicity, as the highest autocorrelation at the periods of human voices
   (Boersma 1993, "Accurate short-term analysis of the fundamental frequency"). Noise and clicks have none.
2. Syllables: a vowel stands out from the quiet moments of the second before it and of the second after it.
   Hum, fans and steady tones do not, nor does noise that begins or ends.
3. Many partials: a vowel's energy is spread over harmonics. Beeps and bumps have one.
"""

from __future__ import annotations

import math

import soxr
import torch
from torch import Tensor

from soundstorm.audio.level import FRAME_SECONDS, frame_samples

ANALYSIS_RATE = 8000
HOP = round(FRAME_SECONDS * ANALYSIS_RATE)
WINDOW = 2 * HOP
FFT = 512
BAND_HZ = (200, 3400)
VOICING_BAND_HZ = (200, 2000)  # higher harmonics are rarely periodic
VOICE_PERIODS = range(ANALYSIS_RATE // 400, ANALYSIS_RATE // 70 + 1)  # samples, of 400 to 70 Hz
LEAST_VOICING = 0.5  # vowels lie at 0.6 to 1, white and pink noise below 0.45
LEAST_RISE_DB = 5.0  # above the quietest tenth of a second's frames; noise varies less
MOST_IN_ONE_PARTIAL = 0.9
PARTIAL_HZ = 110  # a partial's width in the spectrum of a 40 ms window


def hear_speech(waveform: Tensor, sample_rate: int) -> Tensor:
    """bool [F]: the 20 ms frames of a waveform [N] that hold a vowel or another voiced sound of speech.

    Consonants without voice and pauses between words are not among them, whispered speech is not heard, and
    music passes for speech where it sings or plays notes as syllables are spoken: `semantic.heard` tells it.
    """
    frames = math.ceil(waveform.numel() / frame_samples(sample_rate))
    samples = soxr.resample(waveform.float().cpu().numpy(), sample_rate, ANALYSIS_RATE, quality="LQ")
    before = (WINDOW - HOP) // 2  # a frame lies in the middle of its window
    after = frames * HOP + WINDOW - HOP - before - len(samples)
    padded = torch.nn.functional.pad(torch.from_numpy(samples), (before, after))
    window = torch.hann_window(WINDOW)
    power = torch.fft.rfft(padded.unfold(0, WINDOW, HOP) * window, FFT).abs().square()
    hertz = torch.fft.rfftfreq(FFT, 1 / ANALYSIS_RATE)
    in_band = power * _within(hertz, BAND_HZ)
    return (
        (_voicing(power * _within(hertz, VOICING_BAND_HZ), window) > LEAST_VOICING)
        & (_rise_db(in_band.sum(1)) > LEAST_RISE_DB)
        & (_in_one_partial(in_band) < MOST_IN_ONE_PARTIAL)
    )


def _within(hertz: Tensor, band: tuple[int, int]) -> Tensor:
    return (hertz >= band[0]) & (hertz <= band[1])


def _voicing(power: Tensor, window: Tensor) -> Tensor:
    """[F] of power spectra [F, bins]: the highest autocorrelation at a voice's periods; 1 is periodic.

    Divided by the window's own autocorrelation (Boersma 1993, equation 9), so that long periods count alike.
    """
    autocorrelation = torch.fft.irfft(power, FFT)
    of_window = torch.fft.irfft(torch.fft.rfft(window, FFT).abs().square(), FFT)
    periods = slice(VOICE_PERIODS.start, VOICE_PERIODS.stop)
    at_periods = autocorrelation[:, periods] / (of_window[periods] / of_window[0])
    return at_periods.amax(1) / autocorrelation[:, 0].clamp(min=torch.finfo(power.dtype).tiny)


def _rise_db(power: Tensor) -> Tensor:
    """[F] of the frames' power [F]: how far a frame stands out from the quiet of both seconds around it.

    The quiet of a second is the quietest tenth of its frames; outside of the recording it is silent.
    """
    second = round(1 / FRAME_SECONDS)
    padded = torch.nn.functional.pad(power, (second - 1, second - 1))
    quiet = padded.unfold(0, second, 1).kthvalue(second // 10, dim=1).values
    floor = torch.maximum(quiet[: power.numel()], quiet[second - 1 :])
    return 10.0 * torch.log10(power / floor)


def _in_one_partial(power: Tensor) -> Tensor:
    """[F] of power spectra [F, bins]: the part of the power that the strongest partial has."""
    bins = round(PARTIAL_HZ * FFT / ANALYSIS_RATE)
    partials = power.unfold(1, bins, 1).sum(2)
    return partials.amax(1) / power.sum(1)
