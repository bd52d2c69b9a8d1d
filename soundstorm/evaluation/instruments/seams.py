"""Whether a place where two sounds are joined stands out from the rest of the recording."""

from __future__ import annotations

import torch
from torch import Tensor

from soundstorm.audio.level import FRAME_SECONDS, frame_samples

FLOOR_DB = -80.0  # below the loudest: what is quieter changes nothing that is heard
AROUND = 2  # moments at either side of a seam: it may lie between two


def seam_ranks(waveform: Tensor, sample_rate: int, seams: list[float]) -> list[float]:
    """For every seam the share of moments elsewhere that change less: near 1 where it is heard as a click.

    A moment's change is that of the spectrum in decibels from the 20 ms before it to the 20 ms after it,
    every 10 ms. Of a seam the largest of five is taken, and of the moments elsewhere likewise: one that
    nobody notices has a rank like any other, 0.5 in the mean.

    Args:
        waveform: float [N].
        seams: seconds.
    """
    size = frame_samples(sample_rate)
    spectra = torch.fft.rfft(waveform.unfold(0, size, size // 2) * torch.hann_window(size)).abs()
    decibels = 20 * (spectra / spectra.max()).clamp(min=10 ** (FLOOR_DB / 20)).log10()
    changes = (decibels[2:] - decibels[:-2]).square().mean(dim=1).sqrt()  # the first is at 20 ms
    largest = torch.nn.functional.max_pool1d(changes[None], 2 * AROUND + 1, 1, AROUND)[0]
    places = [min(max(round(2 * seam / FRAME_SECONDS) - 2, 0), len(changes) - 1) for seam in seams]
    return [float((largest < largest[place]).float().mean()) for place in places]
