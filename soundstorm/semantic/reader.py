"""Reading phonemes off semantic tokens, with whatever network gives their logits."""

from __future__ import annotations

from itertools import pairwise

import torch
import torchaudio
from torch import Tensor, nn

from soundstorm.errors import AudioError


class PhonemeReader(nn.Module):
    """What a tokenizer that was taught by recognition can do besides `encode`.

    It has a `config` with a sample rate, and a `quantizer`.
    """

    @property
    def sample_rate(self) -> int:
        """Hz."""
        return self.config.sample_rate

    @property
    def codebook_size(self) -> int:
        """Number of different tokens."""
        return int(self.quantizer.steps.prod())

    def encode(self, waveform: Tensor) -> Tensor:
        """Waveform float [B, N] -> tokens int64 [B, S]."""
        raise NotImplementedError

    def phoneme_logits(self, semantic: Tensor) -> Tensor:
        """Tokens [B, S] -> CTC logits [B, S, phonemes + 1]; 0 is the blank."""
        raise NotImplementedError

    def _logits(self, semantic: Tensor) -> Tensor:
        """`phoneme_logits` of tokens that may lie elsewhere, where the text stage has left them."""
        return self.phoneme_logits(semantic.to(self.quantizer.steps.device))

    @torch.inference_mode()
    def recognise(self, waveform: Tensor) -> list[list[int]]:
        """Phoneme ids heard in every waveform of [B, N], through the tokens."""
        return self.recognise_tokens(self.encode(waveform))

    @torch.inference_mode()
    def recognise_tokens(self, semantic: Tensor) -> list[list[int]]:
        """Phoneme ids of every row of tokens [B, S]: the best CTC path, repeats and blanks removed."""
        best = self._logits(semantic).argmax(dim=2)
        return [[int(phoneme) for phoneme in row.unique_consecutive() if phoneme] for row in best]

    @torch.inference_mode()
    def hears(self, semantic: Tensor) -> Tensor:
        """At which of tokens int64 [S] a phoneme is heard, on the CPU: bool [S]."""
        return self._logits(semantic[None])[0].argmax(dim=1).cpu() > 0

    def end_of_speech(self, semantic: Tensor) -> int:
        """How many of tokens int64 [S] it takes until nothing more is said: one beyond the last phoneme."""
        heard = self.hears(semantic).nonzero()
        return min(int(heard[-1]) + 2, len(semantic)) if len(heard) else 0

    @torch.inference_mode()
    def misreading(self, semantic: Tensor, phoneme_ids: list[int]) -> float:
        """How badly tokens int64 [S] can be read as `phoneme_ids`: their CTC loss, in nats a phoneme.

        Infinite when there are too few tokens for the phonemes.
        """
        log_probabilities = self._logits(semantic[None]).float().log_softmax(dim=2).transpose(0, 1)
        targets = torch.tensor([phoneme_ids], device=log_probabilities.device)
        lengths = (torch.tensor([length]) for length in (len(semantic), len(phoneme_ids)))
        return float(nn.functional.ctc_loss(log_probabilities, targets, *lengths, reduction="mean"))

    @torch.inference_mode()
    def align(self, semantic: Tensor, phoneme_ids: list[int]) -> Tensor:
        """Which phoneme is spoken at every token: int64 [S] on the CPU, rising indices into `phoneme_ids`.

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
        log_probabilities = self._logits(semantic[None]).float().log_softmax(dim=2).cpu()
        targets = torch.tensor([phoneme_ids], dtype=torch.int32)
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
