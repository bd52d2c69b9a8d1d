"""The codec tab's spectrograms as one matplotlib figure, to keep."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from torch import Tensor

from soundstorm.ui.codec.spectrogram import LOUDEST_DB, QUIETEST_DB, spectrogram

MEL_TICKS_HZ = (0, 500, 1000, 2000, 4000, 8000, 12000)


def draw_figure(sounds: Sequence[tuple[str, Tensor]], sample_rate: int) -> Figure:
    """Log-mel spectrograms of named waveforms [N], one below the other on one time axis."""
    figure = Figure(figsize=(9, 1.3 * len(sounds) + 0.6), layout="constrained")
    rows = np.atleast_1d(figure.subplots(len(sounds), 1, sharex=True))
    top = _mel(sample_rate / 2)
    ticks = [hertz for hertz in MEL_TICKS_HZ if hertz <= sample_rate / 2]
    for axes, (title, waveform) in zip(rows, sounds, strict=True):
        shades = spectrogram(waveform, sample_rate)[::-1].astype(float) / 255
        decibels = QUIETEST_DB + shades * (LOUDEST_DB - QUIETEST_DB)
        seconds = len(waveform) / sample_rate
        image = axes.imshow(
            decibels,
            extent=(0, seconds, 0, top),
            origin="lower",
            aspect="auto",
            cmap="magma",
            vmin=QUIETEST_DB,
            vmax=LOUDEST_DB,
        )
        axes.set_yticks(
            [_mel(hertz) for hertz in ticks], [f"{hertz / 1000:g}" for hertz in ticks], fontsize=7
        )
        axes.set_title(title, loc="left", fontsize=9)
    rows[-1].set_xlabel("seconds")
    figure.supylabel("kHz", fontsize=9)
    figure.colorbar(image, ax=list(rows), label="dB", shrink=0.6)
    return figure


def _mel(hertz: float) -> float:
    return 2595 * np.log10(1 + hertz / 700)
