"""What a level changes, as a sound."""

from __future__ import annotations

import torch
from torch import Tensor

from soundstorm.nn.stft import FramedSTFT


@torch.inference_mode()
def level_difference(coarser: Tensor, finer: Tensor, hop: int) -> Tensor:
    """Waveforms [N] of q - 1 and of q levels -> waveform [N] of the magnitudes by which they differ.

    The tokens hold no phase: two levels find their own, so that the plain difference of the waveforms would
    be as loud as they are even where they sound alike. The phase here is the finer one's.

    Args:
        hop: samples of a codec's frame; the windows are two frames long and half a frame apart.
    """
    stft = FramedSTFT(2 * hop, hop // 2)
    length = len(finer)
    padded = torch.nn.functional.pad(torch.stack([coarser, finer]), (0, -length % (hop // 2)))
    before, after = stft(padded)
    changed = torch.polar(after.abs() - before.abs(), after.angle())
    return stft.inverse(changed[None])[0, :length]
