"""The consistency model (SoundStorm, section 4.2): one embedding a crop, alike for crops of one recording.

As in the paper, it learns with CLIP's contrastive loss which two crops of some seconds come from one
recording of one speaker: so its embeddings hold voice and recording conditions.

The paper feeds layer 4 of a BEST-RQ model to a Conformer layer, averages over time and projects to 1024
dimensions. Here log-mel frames and a few ConvNeXt blocks stand in for BEST-RQ, and everything is smaller.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from soundstorm.nn.conformer import Conformer
from soundstorm.nn.convnext import ConvNeXtBlock
from soundstorm.nn.mel import LogMel

CROP_SECONDS = 3.0  # that are compared, in validation and evaluation


@dataclass(frozen=True)
class ConsistencyConfig:
    sample_rate: int = 16_000  # Hz
    hop: int = 320  # samples a log-mel frame: 50 frames/s, as the codec has
    n_fft: int = 640
    mels: int = 64
    width: int = 192
    blocks: int = 2  # ConvNeXt, on every second frame
    heads: int = 4  # of the one Conformer layer
    feedforward: int = 384
    embedding: int = 256  # dimensions; paper: 1024


class Consistency(nn.Module):
    """Log-mel -> ConvNeXt blocks -> Conformer layer -> average over time -> embedding."""

    config_class = ConsistencyConfig

    def __init__(self, config: ConsistencyConfig = ConsistencyConfig()) -> None:
        super().__init__()
        self.config = config
        self.log_mel = LogMel(config.sample_rate, config.n_fft, config.hop, config.mels)
        self.into = nn.Conv1d(config.mels, config.width, kernel_size=5, stride=2, padding=2)
        self.norm = nn.LayerNorm(config.width)
        self.blocks = nn.Sequential(*(ConvNeXtBlock(config.width) for _ in range(config.blocks)))
        self.conformer = Conformer(config.width, config.heads, 1, config.feedforward)
        self.out = nn.Linear(config.width, config.embedding)
        self.log_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))  # of the cosines, as in CLIP

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        """Training: log-mel of two crops of every recording, [B, F, mels] and [B, G, mels].

        Returns:
            the logits of CLIP's loss (Radford et al. 2021): scaled cosines [B, B] of all first crops with all
            second ones.
        """
        one, other = self.embed_log_mel(first), self.embed_log_mel(second)
        with torch.autocast(first.device.type, enabled=False):
            return self.log_scale.clamp(max=math.log(100)).exp() * one @ other.T

    def embed_log_mel(self, log_mel: Tensor) -> Tensor:
        """Log-mel energies [B, F, mels] -> embeddings of length 1, [B, embedding]."""
        centred = log_mel / 4 + 1  # energies of speech lie about -4, give or take 4
        frames = self.norm(self.into(centred.transpose(1, 2)).transpose(1, 2))
        pooled = self.conformer(self.blocks(frames)).mean(dim=1)
        return nn.functional.normalize(self.out(pooled).float(), dim=1)

    @torch.inference_mode()
    def embed(self, waveform: Tensor) -> Tensor:
        """Waveforms float [B, N] at `sample_rate` -> embeddings of length 1, [B, embedding]."""
        padded = nn.functional.pad(waveform, (0, -waveform.shape[1] % self.config.hop))
        return self.embed_log_mel(self.log_mel(padded))
