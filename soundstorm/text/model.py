"""Transcript to semantic tokens, autoregressively (SPEAR-TTS, Kharitonov et al. 2023, section 3).

SPEAR-TTS lets attention find out which phoneme comes next and learns that from much speech. With a dozen
hours the reading position is better made explicit, as in neural transducers (Kim et al. 2023, "Transduce and
Speak"): before every token the model decides to stay on its phoneme or to go on to the next. It cannot skip,
repeat or lose its place, and it stops by itself when it goes on from the last phoneme.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from soundstorm.errors import TextError
from soundstorm.nn.conformer import Conformer
from soundstorm.nn.transformer import CausalTransformer
from soundstorm.text.normalise import MAX_SPEECH_SECONDS
from soundstorm.text.symbols import PHONEMES, SYMBOLS, symbol_ids

PACES = (0.7, 1.4)
LONGEST = 1.5  # times as long as the first of several readings to end
LONGEST_PHONEME = 25  # tokens, 1 s: what lasts as long is a silence, which one training clip in 300 has


@dataclass(frozen=True)
class TextToSemanticConfig:
    symbols: int = len(SYMBOLS)  # phonemes, marks and the turn, ids 1..symbols; 0 is padding
    semantic_size: int = 1000
    width: int = 256
    heads: int = 4
    feedforward: int = 1024
    encoder_blocks: int = 3  # over phonemes
    decoder_blocks: int = 6  # over semantic tokens
    max_tokens_per_phoneme: int = 8  # bound on the length, with a pause's worth on top

    @property
    def begin_id(self) -> int:
        """Stands before the first semantic token."""
        return self.semantic_size


@dataclass(frozen=True)
class GeneratedSemantic:
    """semantic: int64 [S]; phoneme: int64 [S], the index of the phoneme each token belongs to."""

    semantic: Tensor
    phoneme: Tensor


def longest_text(pace: float, fits: float = MAX_SPEECH_SECONDS) -> float:
    """How many seconds of text, as learned, fit in `fits` at a pace: whoever speaks slowly says less.

    Raises:
        TextError: when the pace is out of range.
    """
    if not PACES[0] <= pace <= PACES[1]:
        raise TextError(f"Choose a pace from {PACES[0]} to {PACES[1]}, not {pace:g}: 1 is as learned.")
    return fits * min(1.0, pace)


class TextToSemantic(nn.Module):
    """Phonemes -> Conformer -> reading position -> causal Transformer -> semantic tokens."""

    config_class = TextToSemanticConfig

    def __init__(self, config: TextToSemanticConfig = TextToSemanticConfig()) -> None:
        super().__init__()
        self.config = config
        self.phoneme_embedding = nn.Embedding(config.symbols + 1, config.width)
        self.word_start_embedding = nn.Embedding(2, config.width)
        self.encoder = Conformer(config.width, config.heads, config.encoder_blocks, config.feedforward)
        self.unspoken = nn.Parameter(torch.randn(config.width) * 0.1)  # read while the prompt goes on
        self.semantic_embedding = nn.Embedding(config.semantic_size + 1, config.width)
        self.decoder = CausalTransformer(
            config.width, config.heads, config.decoder_blocks, config.feedforward
        )
        self.advance_head = nn.Linear(config.width, 1)
        self.reading = nn.Linear(config.width, config.width)
        self.semantic_head = nn.Sequential(
            nn.LayerNorm(config.width), nn.Linear(config.width, config.width), nn.SiLU(),
            nn.Linear(config.width, config.semantic_size),
        )  # fmt: skip
        for embedding in (self.phoneme_embedding, self.word_start_embedding, self.semantic_embedding):
            nn.init.normal_(embedding.weight, std=0.5)

    def read(self, phonemes: Tensor, word_starts: Tensor) -> Tensor:
        """Phoneme ids [B, L] (0 pads) and flags of word starts [B, L] -> what can be read at every position.

        Returns:
            float [B, 1 + L, width]: position 0 is "unspoken", position j the j-th phoneme in its context.
        """
        embedded = self.phoneme_embedding(phonemes) + self.word_start_embedding(word_starts.long())
        valid = phonemes > 0
        encoded = self.encoder(embedded, None if bool(valid.all()) else valid)
        return torch.cat([self.unspoken.expand(len(phonemes), 1, -1).to(encoded.dtype), encoded], dim=1)

    def forward(
        self, phonemes: Tensor, word_starts: Tensor, semantic: Tensor, position: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Training, with the reading positions given.

        Args:
            phonemes, word_starts: [B, L].
            semantic: int64 [B, S], what the decoder hears before every token: the sequence shifted by one.
            position: int64 [B, S + 1], the reading position before (first S) and at (last S) every token.

        Returns:
            Logits of going on to the next phoneme [B, S] and of the semantic tokens [B, S, semantic_size].
        """
        readable = self.read(phonemes, word_starts)
        here = readable.gather(1, position[:, :, None].expand(-1, -1, readable.shape[2]))
        hidden = self.decoder(self.semantic_embedding(semantic) + here[:, :-1])
        return self.advance_head(hidden)[:, :, 0], self._semantic_logits(hidden, here[:, 1:])

    @torch.inference_mode()
    def generate(
        self,
        words: list[list[str]],
        prompt: Tensor | None = None,
        seed: int = 0,
        samples: int = 4,
        temperature: float = 0.6,
        top_k: int = 30,
        pace: float = 1.0,
    ) -> list[GeneratedSemantic]:
        """Speak `words`, spelled as `Script.spelling` has them, like `prompt`, several times at once.

        Args:
            prompt: int64 [P] semantic tokens of the voice prompt; its transcript is not needed.
            seed: same seed, same tokens.
            samples: readings to begin. Of several the slowest is given up, and whatever is LONGEST times as
                long as the first that ended: one that has lost its way may go on for long.
            temperature, top_k: of sampling tokens. SPEAR-TTS takes 0.9 and 125; this small model then says
                20 % of the phonemes wrong, and 13 % with these. Whether to go on to the next phoneme is
                sampled as it was learned: a lower temperature lingers in pauses.
            pace: of speaking, PACES[0] to PACES[1]: at 1.25 the odds of going on are those of 1.25 steps.

        Returns:
            The readings that came to their end, to choose from; those that fall silent within a word, which
            they do for LONGEST_PHONEME tokens at most, only if all do.

        Raises:
            TextError: when none does within its bound, or the pace is out of range.
        """
        longest_text(pace)
        generator, device = torch.Generator().manual_seed(seed), self.unspoken.device
        symbols = torch.tensor([symbol_ids(words)], device=device)
        word_starts = torch.tensor(
            [[place == 0 for word in words for place in range(len(word))]], device=device
        )
        readable = self.read(symbols, word_starts)[0]
        spoken = [self.config.begin_id, *([] if prompt is None else prompt.tolist())]
        heard = self.semantic_embedding(torch.tensor([spoken], device=device)) + readable[0]
        limit = 50 + self.config.max_tokens_per_phoneme * (len(readable) - 1)
        caches = self.decoder.new_caches(len(spoken) + limit, samples)
        hidden = self.decoder(heard, caches)[:, -1].expand(samples, -1)

        last = len(readable) - 1
        is_phoneme = symbols[0].cpu() <= len(PHONEMES)
        most = math.ceil(LONGEST_PHONEME / pace)
        stayed = torch.zeros(samples, dtype=torch.long)  # on what is read now
        position = torch.ones(samples, dtype=torch.long)  # reading starts with the first phoneme
        tokens, positions = [], []
        while int((position > last).sum()) < max(1, samples - 1) and len(tokens) < limit:
            here = readable[position.clamp(max=last).to(device)]
            best = (
                (self._semantic_logits(hidden, here) / temperature)
                .cpu()
                .topk(min(top_k, self.config.semantic_size))
            )
            chosen = best.values.softmax(dim=1).multinomial(1, generator=generator)
            tokens.append(best.indices.gather(1, chosen)[:, 0])
            positions.append(position)
            heard = self.semantic_embedding(tokens[-1].to(device)) + here
            hidden = self.decoder(heard[:, None], caches)[:, -1]
            # at twice the pace, the chance to stay is that of staying twice
            go_on = 1 - (1 - self.advance_head(hidden)[:, 0].sigmoid().cpu()) ** pace
            stayed = stayed + 1
            is_lost = (stayed >= most) & is_phoneme[position.clamp(max=last) - 1]
            moves = (torch.rand(samples, generator=generator) < go_on) | is_lost
            position, stayed = position + moves, stayed.masked_fill(moves, 0)
            if bool((position > last).any()):
                limit = min(limit, int(LONGEST * len(tokens)))
        semantic, read = torch.stack(tokens, dim=1), torch.stack(positions, dim=1)
        ended = (position > last).nonzero()[:, 0].tolist()
        if not ended:
            raise TextError("The speech did not come to its end: try another seed or a shorter sentence.")
        lengths = (read <= last).sum(dim=1)
        readings = [
            GeneratedSemantic(semantic[row, : lengths[row]], read[row, : lengths[row]] - 1) for row in ended
        ]
        fluent = [
            one for one in readings if int((one.phoneme.bincount(minlength=last) * is_phoneme).max()) < most
        ]
        return fluent or readings

    def _semantic_logits(self, hidden: Tensor, reading: Tensor) -> Tensor:
        return self.semantic_head(hidden + self.reading(reading))
