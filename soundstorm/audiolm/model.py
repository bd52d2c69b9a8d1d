"""A stage of AudioLM: a decoder-only Transformer over flattened tokens (Borsos et al. 2022, III-C)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from soundstorm.nn.transformer import CausalTransformer


@dataclass(frozen=True)
class TokenLanguageModelConfig:
    """given: codebook sizes of the streams a stage is conditioned on; predicted: of those it predicts.

    The tokens of several streams stand frame by frame: those of the first frame, of the second, and so on.
    given_frames: how many predicted frames are as long as a given one.
    """

    given: tuple[int, ...] = ()
    predicted: tuple[int, ...] = (1000,)
    given_frames: int = 1
    width: int = 256  # paper: 1024
    heads: int = 4  # paper: 16
    blocks: int = 6  # paper: 12
    feedforward: int = 1024  # paper: 4096


class Drawn(NamedTuple):
    """Tokens that were sampled, of a batch.

    token: int64 [B]. confidence: float [B], the probability the network gave to it.
    entropy: float [B], of the network's distribution, in nats.
    """

    token: Tensor
    confidence: Tensor
    entropy: Tensor


class TokenLanguageModel(nn.Module):
    """given tokens, a separator, predicted tokens -> causal Transformer -> one head a predicted stream.

    Which given token belongs to which predicted one is told, and not learned as in the paper: a position is
    the time that a token speaks of, in predicted frames, and to the input before every predicted token is
    added what is given of its time.
    """

    config_class = TokenLanguageModelConfig

    def __init__(self, config: TokenLanguageModelConfig) -> None:
        super().__init__()
        self.config = config
        self.given_embeddings = nn.ModuleList(nn.Embedding(size, config.width) for size in config.given)
        self.embeddings = nn.ModuleList(nn.Embedding(size, config.width) for size in config.predicted)
        self.separator = nn.Parameter(torch.zeros(config.width))
        self.decoder = CausalTransformer(config.width, config.heads, config.blocks, config.feedforward)
        self.heads = nn.ModuleList(nn.Linear(config.width, size) for size in config.predicted)
        for embedding in (*self.given_embeddings, *self.embeddings):
            nn.init.normal_(embedding.weight, std=0.5)

    def forward(self, given: Tensor, predicted: Tensor) -> Tensor:
        """Training: the cross-entropy of the predicted tokens, each after all before it.

        Args:
            given: int64 [B, len(config.given), G]; [B, 0, 0] where nothing is given.
            predicted: int64 [B, len(config.predicted), T].

        Returns:
            Mean over batch and frames in nats, float [len(config.predicted)], a figure a stream.
        """
        before = given.shape[1] * given.shape[2]
        times = self._times(given.shape[2], predicted.shape[2], given.device)
        # what the separator predicts is the first token; the last token predicts nothing that is known
        hidden = self.decoder(self._row(given, predicted)[:, :-1], positions=times[:-1])
        hidden = hidden[:, before:].unflatten(1, (-1, predicted.shape[1]))
        losses = [
            nn.functional.cross_entropy(head(hidden[:, :, stream]).float().flatten(0, 1), tokens.flatten())
            for stream, (head, tokens) in enumerate(zip(self.heads, predicted.unbind(1), strict=True))
        ]
        return torch.stack(losses)

    @torch.inference_mode()
    def generate(
        self, given: Tensor, prompt: Tensor, frames: int, temperature: float, generator: torch.Generator
    ) -> Iterator[Drawn]:
        """Sample token by token.

        Args:
            given: int64 [B, len(config.given), G].
            prompt: int64 [B, len(config.predicted), P], predicted tokens that are known.
            frames: to predict after the prompt.
            temperature: of sampling; AudioLM samples without top-k.

        Yields:
            The tokens of the first stream of the first frame, of the second stream, and so on.
        """
        streams = len(self.config.predicted)
        heard = self._row(given, prompt)
        times = self._times(given.shape[2], prompt.shape[2] + frames, heard.device)
        meant = self._meant(given, streams * (prompt.shape[2] + frames))
        caches = self.decoder.new_caches(len(times))
        seen, known = heard.shape[1], streams * prompt.shape[2]
        hidden = self.decoder(heard, caches, times[:seen])[:, -1]
        for place in range(frames * streams):
            stream = place % streams
            logits = self.heads[stream](hidden).float().cpu()
            token = torch.multinomial((logits / temperature).softmax(dim=1), 1, generator=generator)
            probabilities = logits.softmax(dim=1)  # the network's own, as SoundStorm's steps tell them
            confidence = probabilities.gather(1, token)[:, 0]
            yield Drawn(token[:, 0], confidence, torch.special.entr(probabilities).sum(dim=1))
            if place + 1 < frames * streams:
                after = known + place + 1
                new = self.embeddings[stream](token.to(hidden.device)) + meant[:, after, None]
                hidden = self.decoder(new, caches, times[seen + place, None])[:, -1]

    def _row(self, given: Tensor, known: Tensor) -> Tensor:
        """Given tokens, the separator, known predicted ones: [B, G * given streams + 1 + K * streams, width].

        The separator and every known token carry what is given of the time of the token after them.
        """
        separator = self.separator.expand(len(given), 1, -1)
        row = torch.cat([separator, self._embed(self.embeddings, known)], dim=1)
        row = row + self._meant(given, row.shape[1])
        if not self.config.given:
            return row
        return torch.cat([self._embed(self.given_embeddings, given), row], dim=1)

    def _meant(self, given: Tensor, count: int) -> Tensor:
        """What is given of the times of the first `count` predicted tokens, added up: [B, count, width].

        Zeros where nothing is given.
        """
        config = self.config
        if not config.given:
            return self.separator.new_zeros(len(given), count, config.width)
        streams = zip(self.given_embeddings, given.unbind(1), strict=True)
        summed = torch.stack([embedding(tokens) for embedding, tokens in streams]).sum(dim=0)
        meant = summed.repeat_interleave(config.given_frames * len(config.predicted), dim=1)
        return nn.functional.pad(meant, (0, 0, 0, count - meant.shape[1]))  # cuts or fills up

    def _times(self, given: int, predicted: int, device: torch.device) -> Tensor:
        """Positions float [T] of so many given frames, the separator, and so many predicted frames."""
        config = self.config
        before = config.given_frames * _times_of(given, len(config.given), device)
        after = _times_of(predicted, len(config.predicted), device)
        return torch.cat([before, after.new_full((1,), -1.0), after])

    def _embed(self, embeddings: nn.ModuleList, tokens: Tensor) -> Tensor:
        """[B, streams, T] -> [B, T * streams, width], frame by frame."""
        return torch.stack(
            [embedding(stream) for embedding, stream in zip(embeddings, tokens.unbind(1), strict=True)], dim=2
        ).flatten(1, 2)


def _times_of(frames: int, streams: int, device: torch.device) -> Tensor:
    """When the tokens of all frames begin that share a frame's time, float [frames * streams]."""
    return torch.arange(frames * streams, device=device) / max(1, streams)
