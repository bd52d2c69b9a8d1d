"""Whose voice it is: speaker embeddings of Resemblyzer (GE2E, Wan et al. 2018) and their cosine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import torch
from torch import Tensor, nn
from torch.nn import functional

from soundstorm.evaluation.instruments.packages import SAMPLE_RATE, require
from soundstorm.evaluation.instruments.spectrum import mel_power

WINDOWS_PER_SECOND = 1.3
LEAST_COVERAGE = 0.75  # a last window with less audio than that is left out
LOUDNESS = 10 ** (-30 / 20)  # root mean square; the embedding would depend on it


@cache
def voice_encoder() -> nn.Module:
    """Resemblyzer's pretrained network, which comes in its wheel; UserError where it is not installed."""
    return require("resemblyzer").VoiceEncoder("cpu", verbose=False)


@torch.no_grad()
def embed_voice(waveform: Tensor) -> Tensor:
    """Unit speaker embedding [256] of a waveform [N] at 16 kHz.

    The same windows and mel spectrogram as Resemblyzer's `embed_utterance`, without librosa, whose first
    spectrogram costs 20 s of compilation; and always at the same level.
    """
    encoder = voice_encoder()
    waveform = waveform * LOUDNESS / waveform.square().mean().sqrt().clamp_min(1e-6)
    audio, frames = encoder.compute_partial_slices(len(waveform), WINDOWS_PER_SECOND, LEAST_COVERAGE)
    waveform = functional.pad(waveform, (0, max(0, audio[-1].stop - len(waveform))))
    mel = mel_power(waveform, bands=40, n_fft=SAMPLE_RATE * 25 // 1000, hop=SAMPLE_RATE // 100)
    windows = torch.stack([mel[part] for part in frames])  # [windows, 160, 40]
    return functional.normalize(encoder(windows).mean(0), dim=0)


def voice_similarity(first: Tensor, second: Tensor) -> float:
    """Cosine of two speaker embeddings [256]: 1 is the same voice."""
    return float(first @ second)


def is_nearest(voice: Tensor, own: Tensor, others: Sequence[Tensor]) -> bool:
    """Whether a speaker embedding [256] is nearer to its own prompt's than to those of all other prompts."""
    return all(voice_similarity(voice, own) > voice_similarity(voice, other) for other in others)
