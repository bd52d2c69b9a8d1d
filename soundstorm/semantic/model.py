"""The semantic tokenizer: a speech recogniser with a narrow, quantized waist.

    waveform -> log-mel -> strided convolutions -> Conformer -> tokens -> Conformer -> phonemes (CTC)

It stands in for w2v-BERT's tokens (AudioLM, section III-B): trained to recognise phonemes through one token
of about 10 bits every 40 ms, it has room for what is said but little for who says it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
import torchaudio
from torch import Tensor, nn

from soundstorm.errors import AudioError
from soundstorm.nn.conformer import Conformer
from soundstorm.nn.stft import FramedSTFT
from soundstorm.semantic.quantizer import FiniteScalarQuantizer


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


class LogMel(nn.Module):
    """Waveform float [B, N], N a multiple of hop -> log-mel energies [B, N / hop, mels]."""

    def __init__(self, config: SemanticTokenizerConfig) -> None:
        super().__init__()
        self.stft = FramedSTFT(config.n_fft, config.hop)
        filters = torchaudio.functional.melscale_fbanks(
            config.n_fft // 2 + 1, 20.0, config.sample_rate / 2, config.mels, config.sample_rate
        )
        self.register_buffer("filters", filters, persistent=False)

    def forward(self, waveform: Tensor) -> Tensor:
        with torch.autocast(waveform.device.type, enabled=False):
            energies = self.stft(waveform.float()).abs().square() @ self.filters
            return energies.clamp(min=1e-6).log()


class SemanticTokenizer(nn.Module):
    """`encode` waveforms to tokens; `recognise` and `align` read phonemes off them."""

    config_class = SemanticTokenizerConfig

    def __init__(self, config: SemanticTokenizerConfig = SemanticTokenizerConfig()) -> None:
        super().__init__()
        self.config = config
        self.log_mel = LogMel(config)
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
    def sample_rate(self) -> int:
        """Hz."""
        return self.config.sample_rate

    @property
    def codebook_size(self) -> int:
        """Number of different tokens."""
        return int(self.quantizer.steps.prod())

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

    @torch.inference_mode()
    def recognise(self, waveform: Tensor) -> list[list[int]]:
        """Phoneme ids heard in every waveform of [B, N], through the tokens."""
        return self.recognise_tokens(self.encode(waveform))

    @torch.inference_mode()
    def recognise_tokens(self, semantic: Tensor) -> list[list[int]]:
        """Phoneme ids of every row of tokens [B, S]: the best CTC path, repeats and blanks removed."""
        best = self.phoneme_logits(semantic).argmax(dim=2)
        return [[int(phoneme) for phoneme in row.unique_consecutive() if phoneme] for row in best]

    @torch.inference_mode()
    def misreading(self, semantic: Tensor, phoneme_ids: list[int]) -> float:
        """How badly tokens int64 [S] can be read as `phoneme_ids`: their CTC loss, in nats a phoneme.

        Infinite when there are too few tokens for the phonemes.
        """
        log_probabilities = self.phoneme_logits(semantic[None]).float().log_softmax(dim=2).transpose(0, 1)
        targets = torch.tensor([phoneme_ids], device=semantic.device)
        lengths = (torch.tensor([length]) for length in (len(semantic), len(phoneme_ids)))
        return float(nn.functional.ctc_loss(log_probabilities, targets, *lengths, reduction="mean"))

    @torch.inference_mode()
    def align(self, semantic: Tensor, phoneme_ids: list[int]) -> Tensor:
        """Which phoneme is spoken at every token: int64 [S], non-decreasing indices into `phoneme_ids`.

        The best CTC path (torchaudio's forced alignment) places every phoneme; the tokens between two of them
        go to the nearer one.

        Args:
            semantic: int64 [S].
            phoneme_ids: what is said, without blanks.

        Raises:
            AudioError: when there are more phonemes than the tokens can hold.
        """
        # CTC needs a blank between equal neighbours
        repeats = sum(one == other for one, other in pairwise(phoneme_ids))
        if len(phoneme_ids) + repeats > len(semantic):
            raise AudioError(
                "The recording is too short for its transcript: check that they belong together."
            )
        log_probabilities = self.phoneme_logits(semantic[None]).float().log_softmax(dim=2)
        targets = torch.tensor([phoneme_ids], dtype=torch.int32, device=semantic.device)
        path, _ = torchaudio.functional.forced_align(log_probabilities, targets, blank=0)
        path = path[0]
        spoken = path > 0
        # a phoneme begins where the path leaves a blank or changes
        begins = spoken & torch.cat([spoken[:1], path[1:] != path[:-1]])
        index = begins.cumsum(0) - 1
        times = torch.arange(len(path), device=path.device)
        at = times[spoken]
        after = torch.searchsorted(at, times).clamp(max=len(at) - 1)
        before = (after - 1).clamp(min=0)
        nearer = torch.where((times - at[before]).abs() < (at[after] - times).abs(), before, after)
        return index[spoken][nearer]

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
