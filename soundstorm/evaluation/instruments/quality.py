"""How good it sounds: DNSMOS without a reference, PESQ and STOI beside one."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from torch import Tensor

from soundstorm.evaluation.instruments.packages import SAMPLE_RATE, require

PESQ_FLOOR = 1.0  # what PESQ cannot score because it holds no speech is as bad as the scale goes
WINDOW_SAMPLES = round(9.01 * SAMPLE_RATE)  # that DNSMOS hears at a time
# The package's windows begin every second; every third is a third of the time and hears all of it thrice.
HOP_SAMPLES = 3 * SAMPLE_RATE


@dataclass(frozen=True)
class Quality:
    """DNSMOS P.835: estimated opinion scores, 1 to 5."""

    signal: float
    background: float
    overall: float


def dnsmos(waveform: Tensor) -> Quality:
    """DNSMOS P.835 (Reddy et al. 2022) of a waveform float [N] at 16 kHz, N > 0; mean over windows of 9 s.

    Networks, calibration and the repetition of what is shorter than a window are those of Microsoft's package
    speechmos; only the hop is longer. Its P.808 network, which needs librosa's spectrogram, is left out.
    """
    scorer = _dnsmos()
    samples = waveform.clamp(-1, 1).numpy()
    while len(samples) < WINDOW_SAMPLES:
        samples = np.append(samples, samples)
    starts = range(0, len(samples) - WINDOW_SAMPLES + 1, HOP_SAMPLES)
    windows = np.stack([samples[start : start + WINDOW_SAMPLES] for start in starts])
    (raw,) = scorer.onnx_sess.run(None, {"input_1": windows.astype(np.float32)})  # [windows, 3]
    scores = scorer.get_polyfit_val(*raw.T, is_personalized_MOS=False)
    return Quality(*(float(score.mean()) for score in scores))


@cache
def _dnsmos() -> Any:
    package = require("speechmos.dnsmos")
    folder = Path(package.__file__).parent / "dnsmos_models"
    return package.DNSMOS(str(folder / "sig_bak_ovr.onnx"), str(folder / "model_v8.onnx"))


def pesq_wb(reference: Tensor, degraded: Tensor) -> float:
    """Wide-band PESQ (ITU-T P.862.2), about 1.0 to 4.6, of two waveforms [N] at 16 kHz."""
    pesq = require("pesq")
    if not degraded.any():  # its level alignment divides by the power
        return PESQ_FLOOR
    try:
        return float(pesq.pesq(SAMPLE_RATE, reference.numpy(), degraded.numpy(), "wb"))
    except (pesq.NoUtterancesError, pesq.BufferTooShortError):
        return PESQ_FLOOR


def stoi(reference: Tensor, degraded: Tensor) -> float:
    """Short-time objective intelligibility (Taal et al. 2011), 0 to 1, of two waveforms [N] at 16 kHz."""
    pystoi = require("pystoi")
    with warnings.catch_warnings():  # it warns about clips with too little speech, and scores them 0
        warnings.simplefilter("ignore", RuntimeWarning)
        return float(pystoi.stoi(reference.numpy(), degraded.numpy(), SAMPLE_RATE))
