"""Acoustic consistency over time (SoundStorm, section 4.2): does what follows still sound like the prompt?

As in the paper, a model learns with CLIP's contrastive loss which two crops of some seconds come from one
recording of one speaker: so its embeddings hold voice and recording conditions. The score of a crop is the
cosine between its embedding and the prompt's; crops of 3 s follow each other without overlap.

The paper feeds layer 4 of a BEST-RQ model to a Conformer layer, averages over time and projects to 1024
dimensions. Here log-mel frames and a few ConvNeXt blocks stand in for BEST-RQ, and everything is smaller.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor, nn

from soundstorm.bundled import CHECKPOINTS
from soundstorm.checkpoint import load_pretrained
from soundstorm.nn.conformer import Conformer
from soundstorm.nn.convnext import ConvNeXtBlock
from soundstorm.nn.mel import LogMel

CHECKPOINT = CHECKPOINTS / "evaluation" / "consistency"
CROP_SECONDS = 3.0


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


@dataclass(frozen=True)
class Drift:
    """How alike the crops of one waveform are to its prompt."""

    seconds: tuple[float, ...]  # the middle of every crop, from the start of the waveform
    scores: tuple[float, ...]  # cosines

    @property
    def mean(self) -> float:
        """The average over the crops, as in the paper's table 1."""
        return sum(self.scores) / len(self.scores)


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

    def consistency(self, waveform: Tensor, prompt_seconds: float = 3.0) -> Drift:
        """How alike what follows the prompt is to it, in crops of 3 s.

        Give the prompt as it is heard before the rest (through the codec before generated speech): otherwise
        the codec is measured too. A last crop of less than half the length counts only where it is the only
        one.

        Args:
            waveform: float [N] at `sample_rate`, prompt first.

        Raises:
            ValueError: when nothing follows the prompt.
        """
        rate = self.config.sample_rate
        start, length = round(prompt_seconds * rate), round(CROP_SECONDS * rate)
        if not 0 < start < len(waveform):
            raise ValueError(
                f"a prompt of {start} samples leaves nothing to compare in a waveform of {len(waveform)}"
            )
        crops = list(waveform[start:].split(length))
        if len(crops) > 1 and 2 * len(crops[-1]) < length:
            crops.pop()
        prompt = self.embed(waveform[None, :start])[0]
        scores = [float(self.embed(crop[None])[0] @ prompt) for crop in crops]
        middles = [start + length * place + len(crop) / 2 for place, crop in enumerate(crops)]
        return Drift(tuple(middle / rate for middle in middles), tuple(scores))


@cache
def bundled_consistency() -> Consistency:
    """The model that comes with the evaluation; CheckpointError where it was not trained yet."""
    return load_pretrained(Consistency, CHECKPOINT)
