"""Transcript to semantic tokens, autoregressively (SPEAR-TTS, Kharitonov et al. 2023, section 3).

SPEAR-TTS lets attention find out which phoneme comes next and learns that from much speech. With a dozen
hours the reading position is better made explicit, as in neural transducers (Kim et al. 2023, "Transduce and
Speak"): before every token the model decides to stay on its phoneme or to go on to the next. It cannot skip,
repeat or lose its place, and it stops by itself when it goes on from the last phoneme.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

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
        sentences: Sequence[tuple[int, int]] = (),
    ) -> list[list[GeneratedSemantic]]:
        """Speak `words`, spelled as `Script.spelling` has them, like `prompt`, several times at once.

        Sentences are spoken side by side, each of them right behind the prompt: a text takes as long as its
        longest one. What is read of a phoneme knows those of the other sentences around it.

        Args:
            prompt: int64 [P] semantic tokens of the voice prompt; its transcript is not needed.
            seed: same seed, same tokens.
            samples: readings of a sentence to begin. Of several the slowest is given up, and whatever is
                LONGEST times as long as the first that ended: one that has lost its way may go on for long.
            temperature, top_k: of sampling tokens. SPEAR-TTS takes 0.9 and 125; this small model then says
                20 % of the phonemes wrong, and 13 % with these. Whether to go on to the next phoneme is
                sampled as it was learned: a lower temperature lingers in pauses.
            pace: of speaking, PACES[0] to PACES[1]: at 1.25 the odds of going on are those of 1.25 steps.
            sentences: first and last + 1 phoneme of each; without them all is one.

        Returns:
            Of every sentence the readings that came to their end, to choose from; those that fall silent
            within a word, which they do for LONGEST_PHONEME tokens at most, only if all do.

        Raises:
            TextError: when of a sentence none does within its bound, or the pace is out of range.
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
        # The longest first: those that have ended are the last rows, and are no longer computed.
        whole = [(0, symbols.shape[1])]
        places = sorted(sentences or whole, key=lambda place: place[0] - place[1])
        begins, ends = torch.tensor(places).repeat_interleave(samples, dim=0).unbind(dim=1)
        position, last = begins + 1, ends  # what is read at j is phoneme j - 1
        limit = 50 + self.config.max_tokens_per_phoneme * (ends - begins)  # tokens
        caches = self.decoder.new_caches(len(spoken) + int(limit.max()), len(position))
        hidden = self.decoder(heard, caches)[:, -1].expand(len(position), -1)

        is_phoneme = symbols[0].cpu() <= len(PHONEMES)
        most = math.ceil(LONGEST_PHONEME / pace)
        stayed = torch.zeros_like(position)  # on what is read now
        going = torch.ones_like(position, dtype=torch.bool)
        has_ended = ~going
        tokens, positions = [], []
        while len(going):
            here = readable[position.minimum(last).to(device)]
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
            is_lost = (stayed >= most) & is_phoneme[position.minimum(last) - 1]
            moves = ((torch.rand(len(going), generator=generator) < go_on) | is_lost) & going
            position, stayed = position + moves, stayed.masked_fill(moves, 0)
            has_ended[: len(going)] = position > last
            ended = has_ended[: len(going)].view(-1, samples).sum(dim=1).repeat_interleave(samples)
            limit[ended > 0] = limit[ended > 0].clamp(max=int(LONGEST * len(tokens)))
            # all readings of a sentence go on until most of them have ended
            going = (ended < max(1, samples - 1)) & (len(tokens) < limit)
            rows = int(going.nonzero().max()) + 1 if bool(going.any()) else 0
            position, last, stayed, limit, going, hidden = (
                state[:rows] for state in (position, last, stayed, limit, going, hidden)
            )
        semantic = pad_sequence(tokens, batch_first=True).T
        read = pad_sequence(positions, batch_first=True, padding_value=len(readable)).T
        lengths = (read <= ends[:, None]).sum(dim=1).tolist()
        readings = [
            GeneratedSemantic(said[:length], at[:length] - 1)
            for said, at, length in zip(semantic, read, lengths, strict=True)
        ]

        def is_fluent(reading: GeneratedSemantic) -> bool:
            return int((reading.phoneme.bincount(minlength=len(is_phoneme)) * is_phoneme).max()) < most

        found = {}
        for first, place in zip(range(0, len(readings), samples), places, strict=True):
            own = [readings[row] for row in range(first, first + samples) if has_ended[row]]
            if not own:
                raise TextError("The speech did not come to its end: try another seed or a shorter sentence.")
            found[place] = [one for one in own if is_fluent(one)] or own
        return [found[place] for place in sentences or whole]

    def _semantic_logits(self, hidden: Tensor, reading: Tensor) -> Tensor:
        return self.semantic_head(hidden + self.reading(reading))
