"""The semantic tokenizer: Whisper's encoder, a narrow quantized waist, and what can be read behind it.

    waveform -> Whisper's encoder -> Conformer -> tokens -> Conformer -> phonemes (CTC) and tune

It stands in for w2v-BERT's tokens (AudioLM, section III-B). Like the supervised tokens of CosyVoice (Du et
al. 2024) and WhisperSpeech it is taught by recognition: one token of about 10 bits every 40 ms has room for
what is said, and for its tune relative to the speaker's own pitch, but little for who says it.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from soundstorm.nn.conformer import Conformer
from soundstorm.semantic.quantizer import FiniteScalarQuantizer
from soundstorm.semantic.reader import PhonemeReader
from soundstorm.semantic.whisper import WhisperEncoder, WhisperEncoderConfig


@dataclass(frozen=True)
class WhisperTokenizerConfig:
    sample_rate: int = 16_000  # Hz, Whisper's
    encoder_width: int = 512  # of Whisper's encoder, base size
    encoder_heads: int = 8
    encoder_blocks: int = 6
    encoder_feedforward: int = 2048
    encoder_frames: int = 1500  # that it can hear at once: 30 s
    frames_per_token: int = 2  # of its 50 frames/s
    width: int = 256
    heads: int = 4
    feedforward: int = 1024
    blocks_before: int = 2  # before the tokens
    blocks_after: int = 3  # after the tokens
    quantizer_steps: tuple[int, ...] = (8, 5, 5, 5)  # 1000 tokens
    phonemes: int = 40  # without the CTC blank, which is id 0

    @property
    def encoder(self) -> WhisperEncoderConfig:
        return WhisperEncoderConfig(
            self.encoder_width,
            self.encoder_heads,
            self.encoder_blocks,
            self.encoder_feedforward,
            self.encoder_frames,
        )


@dataclass(frozen=True)
class Readings:
    """What the network reads off a batch of features.

    phonemes: CTC logits [B, S, phonemes + 1] through the tokens.
    auxiliary: CTC logits before the tokens.
    tune: [B, S, 3] through the tokens, see `semantic.tune`.
    """

    phonemes: Tensor
    auxiliary: Tensor
    tune: Tensor


class WhisperTokenizer(PhonemeReader):
    """`encode` waveforms to tokens; `recognise` and `align` read phonemes off them."""

    config_class = WhisperTokenizerConfig

    def __init__(self, config: WhisperTokenizerConfig = WhisperTokenizerConfig()) -> None:
        super().__init__()
        self.config = config
        self.whisper = WhisperEncoder(config.encoder)
        self.project = nn.Linear(config.frames_per_token * config.encoder_width, config.width)
        sizes = (config.width, config.heads)
        self.before = Conformer(*sizes, config.blocks_before, config.feedforward)
        self.to_latents = nn.Linear(config.width, len(config.quantizer_steps))
        self.quantizer = FiniteScalarQuantizer(config.quantizer_steps)
        self.from_latents = nn.Linear(len(config.quantizer_steps), config.width)
        self.after = Conformer(*sizes, config.blocks_after, config.feedforward)
        self.phoneme_head = nn.Linear(config.width, config.phonemes + 1)
        self.auxiliary_head = nn.Linear(config.width, config.phonemes + 1)
        self.tune_head = nn.Linear(config.width, 3)

    @property
    def samples_per_token(self) -> int:
        return self.config.frames_per_token * WhisperEncoder.HOP

    @torch.inference_mode()
    def encode(self, waveform: Tensor) -> Tensor:
        """Waveform float [B, N] at `sample_rate` -> tokens int64 [B, S], S = ceil(N / samples_per_token)."""
        if waveform.ndim != 2 or waveform.shape[1] == 0:
            raise ValueError(f"encode takes a waveform [B, N], not {tuple(waveform.shape)}")
        padded = nn.functional.pad(waveform, (0, -waveform.shape[1] % self.samples_per_token))
        return self.tokens(self.whisper.features(padded))

    @torch.inference_mode()
    def tokens(self, features: Tensor) -> Tensor:
        """Whisper's features [B, F, encoder_width] -> tokens int64 [B, F / frames_per_token]."""
        return self.quantizer.tokens(self._quantize(self._encode(features)))

    def forward(self, features: Tensor, tokens: Tensor) -> Readings:
        """Training: Whisper's features [B, F, encoder_width], of which `tokens` [B] tokens are real."""
        length = features.shape[1] // self.config.frames_per_token
        valid = torch.arange(length, device=features.device) < tokens[:, None]
        encoded = self._encode(features, valid)
        decoded = self._decode(self._quantize(encoded), valid)
        return Readings(self.phoneme_head(decoded), self.auxiliary_head(encoded), self.tune_head(decoded))

    def phoneme_logits(self, semantic: Tensor) -> Tensor:
        """Tokens [B, S] -> CTC logits [B, S, phonemes + 1]."""
        return self.phoneme_head(self._decode(self.quantizer.points(semantic)))

    def tune(self, semantic: Tensor) -> Tensor:
        """Tokens [B, S] -> their tune [B, S, 3], see `semantic.tune`; the voicing is a logit."""
        return self.tune_head(self._decode(self.quantizer.points(semantic)))

    def _encode(self, features: Tensor, valid: Tensor | None = None) -> Tensor:
        """[B, F, encoder_width] -> [B, S, width]"""
        stacked = features.unflatten(1, (-1, self.config.frames_per_token)).flatten(2)
        return self.before(self.project(stacked), valid)

    def _quantize(self, encoded: Tensor) -> Tensor:
        return self.quantizer(self.to_latents(encoded))

    def _decode(self, points: Tensor, valid: Tensor | None = None) -> Tensor:
        """Grid points [B, S, D] -> [B, S, width]"""
        return self.after(self.from_latents(points), valid)
