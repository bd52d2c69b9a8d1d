"""The semantic tokenizer: a speech recogniser with a narrow, quantized waist.

    waveform -> log-mel -> strided convolutions -> Conformer -> tokens -> Conformer -> phonemes (CTC)

It stands in for w2v-BERT's tokens (AudioLM, section III-B): trained to recognise phonemes through one token
of about 10 bits every 40 ms, it has room for what is said but little for who says it. `WhisperTokenizer`
succeeds it; the bundled models still speak in the tokens of this one.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from soundstorm.nn.conformer import Conformer
from soundstorm.nn.mel import LogMel
from soundstorm.semantic.quantizer import FiniteScalarQuantizer
from soundstorm.semantic.reader import PhonemeReader


@dataclass(frozen=True)
class SemanticTokenizerConfig:
    sample_rate: int = 16_000  # Hz
    hop: int = 160  # samples a log-mel frame: 100 frames/s, four of them a token
    n_fft: int = 512
    mels: int = 80
    width: int = 256
    heads: int = 4
    feedforward: int = 512
    encoder_blocks: int = 6  # before the tokens
    decoder_blocks: int = 4  # after the tokens
    quantizer_steps: tuple[int, ...] = (8, 5, 5, 5)  # 1000 tokens
    phonemes: int = 40  # without the CTC blank, which is id 0


class SemanticTokenizer(PhonemeReader):
    """`encode` waveforms to tokens; `recognise` and `align` read phonemes off them."""

    config_class = SemanticTokenizerConfig

    def __init__(self, config: SemanticTokenizerConfig = SemanticTokenizerConfig()) -> None:
        super().__init__()
        self.config = config
        self.log_mel = LogMel(config.sample_rate, config.n_fft, config.hop, config.mels)
        self.subsample = nn.ModuleList(
            nn.Conv1d(channels, config.width, kernel_size=5, stride=2, padding=2)
            for channels in (config.mels, config.width)
        )
        sizes = (config.width, config.heads)
        self.encoder = Conformer(*sizes, config.encoder_blocks, config.feedforward)
        self.to_latents = nn.Linear(config.width, len(config.quantizer_steps))
        self.quantizer = FiniteScalarQuantizer(config.quantizer_steps)
        self.from_latents = nn.Linear(len(config.quantizer_steps), config.width)
        self.decoder = Conformer(*sizes, config.decoder_blocks, config.feedforward)
        self.phoneme_head = nn.Linear(config.width, config.phonemes + 1)
        self.auxiliary_head = nn.Linear(config.width, config.phonemes + 1)

    @property
    def samples_per_token(self) -> int:
        return 4 * self.config.hop

    @torch.inference_mode()
    def encode(self, waveform: Tensor) -> Tensor:
        """Waveform float [B, N] at `sample_rate` -> tokens int64 [B, S], S = ceil(N / samples_per_token)."""
        if waveform.ndim != 2 or waveform.shape[1] == 0:
            raise ValueError(f"encode takes a waveform [B, N], not {tuple(waveform.shape)}")
        padded = nn.functional.pad(waveform, (0, -waveform.shape[1] % self.samples_per_token))
        encoded = self.encoder(self._subsample(self.log_mel(padded)))
        return self.quantizer.tokens(self.quantizer(self.to_latents(encoded)))

    def forward(self, log_mel: Tensor, frames: Tensor) -> tuple[Tensor, Tensor]:
        """Training: log-mel [B, F, mels] with `frames` [B] real ones (multiples of 4, F too).

        Returns:
            Phoneme logits [B, F / 4, phonemes + 1] through the tokens, and those before them (auxiliary).
        """
        tokens = torch.div(frames, 4, rounding_mode="floor")
        valid = torch.arange(log_mel.shape[1] // 4, device=log_mel.device) < tokens[:, None]
        encoded = self.encoder(self._subsample(log_mel, frames), valid)
        quantized = self.quantizer(self.to_latents(encoded))
        decoded = self.decoder(self.from_latents(quantized), valid)
        return self.phoneme_head(decoded), self.auxiliary_head(encoded)

    def phoneme_logits(self, semantic: Tensor) -> Tensor:
        """Tokens [B, S] -> CTC logits [B, S, phonemes + 1]."""
        return self.phoneme_head(self.decoder(self.from_latents(self.quantizer.points(semantic))))

    def _subsample(self, log_mel: Tensor, frames: Tensor | None = None) -> Tensor:
        """[B, F, mels] -> [B, F / 4, width], after taking away every clip's own mean spectrum.

        The mean carries the channel and much of the voice, and nothing of the words.
        """
        if frames is None:
            frames = torch.full((len(log_mel),), log_mel.shape[1], device=log_mel.device)
        # zero padding before every convolution, as a clip alone has beyond its end
        valid = (torch.arange(log_mel.shape[1], device=log_mel.device) < frames[:, None])[:, None]
        spectrum = log_mel.transpose(1, 2) * valid
        mean = spectrum.sum(dim=2, keepdim=True) / frames[:, None, None]
        hidden = (spectrum - mean) * valid
        for convolution in self.subsample:
            valid = valid[:, :, ::2]
            hidden = nn.functional.gelu(convolution(hidden), approximate="tanh") * valid
        return hidden.transpose(1, 2)
