"""Tells generated from recorded speech by its sound, as AudioLM's and SoundStorm's papers do for theirs.

There a network learns from spectrograms and many hours. This one asks the models what they have to say of a
sound: encoded again, speech that SoundStorm made holds tokens that SoundStorm finds probable, and what people
say surprises it (Mitchell et al. 2023, "DetectGPT", tell a language model's texts by the same). A recording
that went through the codec counts as recorded, as in AudioLM's paper.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torchaudio.functional import resample

from soundstorm.acoustic import SoundStorm
from soundstorm.acoustic.surprise import surprise
from soundstorm.audio import normalise_level
from soundstorm.codec import Codec
from soundstorm.semantic.protocol import Tokenizer

RECORDED = ("recording", "codec")  # sources of sounds that were not generated
FEATURES_A_LEVEL = 3  # see `features`
PIECE_SECONDS, MOST_PIECES = 10.0, 6  # generated speech may be a part of a longer recording


@dataclass(frozen=True)
class ClassifierConfig:
    features: int = 8 * FEATURES_A_LEVEL
    hidden: int = 16


class Classifier(nn.Module):
    """What the models say of a sound, float [B, features] -> the log-odds float [B] that it was generated."""

    config_class = ClassifierConfig

    def __init__(self, config: ClassifierConfig = ClassifierConfig()) -> None:
        super().__init__()
        self.config = config
        self.register_buffer("usual", torch.zeros(config.features))  # of recorded and generated speech
        self.register_buffer("spread", torch.ones(config.features))
        self.layers = nn.Sequential(
            nn.Linear(config.features, config.hidden), nn.SiLU(), nn.Linear(config.hidden, 1)
        )

    def forward(self, features: Tensor) -> Tensor:
        return self.layers((features - self.usual) / self.spread)[:, 0]


@dataclass(frozen=True)
class Ear:
    """The models, and the classifier that knows what they say of generated speech."""

    codec: Codec
    semantic: Tokenizer
    storm: SoundStorm
    classifier: Classifier

    @torch.inference_mode()
    def probability(self, waveform: Tensor, sample_rate: int) -> float:
        """That a waveform [N] was generated: of the piece, of up to six, that sounds most like it."""
        length = round(PIECE_SECONDS * sample_rate)
        heard = [
            features(self.codec, self.semantic, self.storm, piece, sample_rate)
            for piece in spread_out(pieces(waveform, length))
        ]
        return float(self.classifier(torch.stack(heard).to(self.classifier.usual.device)).max().sigmoid())


@torch.inference_mode()
def features(
    codec: Codec, semantic: Tokenizer, storm: SoundStorm, waveform: Tensor, sample_rate: int
) -> Tensor:
    """What the models say of a waveform [N] of half a second or more: float [levels * FEATURES_A_LEVEL].

    By level, the mean surprise and the mean entropy in nats, and the share of the most probable tokens.
    """
    heard = normalise_level(waveform, sample_rate)[None].to(next(storm.parameters()).device)
    tokens = semantic.encode(resample(heard, sample_rate, semantic.sample_rate))
    codes = codec.encode(resample(heard, sample_rate, codec.sample_rate))
    each = storm.config.frames_per_semantic
    whole = min(tokens.shape[1], codes.shape[2] // each)
    said = surprise(storm, codes[:, :, : each * whole], tokens[:, :whole])
    return torch.cat([part.float().mean(dim=1) for part in (said.nats, said.entropy, said.guessed)]).cpu()


def pieces(waveform: Tensor, length: int) -> list[Tensor]:
    """A waveform [N] in pieces of `length` samples, the last two overlapping; a shorter one is its own."""
    starts = [*range(0, max(1, len(waveform) - length), length), max(0, len(waveform) - length)]
    return [waveform[start : start + length] for start in dict.fromkeys(starts)]


def spread_out(several: list[Tensor], most: int = MOST_PIECES) -> list[Tensor]:
    """At most so many of them, from the first to the last."""
    if len(several) <= most:
        return several
    return [several[round(place * (len(several) - 1) / (most - 1))] for place in range(most)]
