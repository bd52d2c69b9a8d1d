"""A stage of AudioLM: a decoder-only Transformer over flattened tokens (Borsos et al. 2022, III-C)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from soundstorm.nn.transformer import CausalTransformer


@dataclass(frozen=True)
class TokenLanguageModelConfig:
    """given: codebook sizes of the streams a stage is conditioned on; predicted: of those it predicts.

    The tokens of several streams stand frame by frame: those of the first frame, of the second, and so on.
    """

    given: tuple[int, ...] = ()
    predicted: tuple[int, ...] = (1000,)
    width: int = 256  # paper: 1024
    heads: int = 4  # paper: 16
    blocks: int = 6  # paper: 12
    feedforward: int = 1024  # paper: 4096


class TokenLanguageModel(nn.Module):
    """given tokens, a separator, predicted tokens -> causal Transformer -> one head a predicted stream."""

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
        inputs = torch.cat([self._before(given), self._embed(self.embeddings, predicted)], dim=1)
        before = given.shape[1] * given.shape[2]
        # what the separator predicts is the first token; the last token predicts nothing that is known
        hidden = self.decoder(inputs[:, :-1])[:, before:].unflatten(1, (-1, predicted.shape[1]))
        losses = [
            nn.functional.cross_entropy(head(hidden[:, :, stream]).float().flatten(0, 1), tokens.flatten())
            for stream, (head, tokens) in enumerate(zip(self.heads, predicted.unbind(1), strict=True))
        ]
        return torch.stack(losses)

    @torch.inference_mode()
    def generate(
        self, given: Tensor, prompt: Tensor, frames: int, temperature: float, generator: torch.Generator
    ) -> Iterator[Tensor]:
        """Sample token by token.

        Args:
            given: int64 [B, len(config.given), G].
            prompt: int64 [B, len(config.predicted), P], predicted tokens that are known.
            frames: to predict after the prompt.
            temperature: of sampling; AudioLM samples without top-k.

        Yields:
            int64 [B]: the tokens of the first stream of the first frame, of the second stream, and so on.
        """
        streams = len(self.config.predicted)
        heard = torch.cat([self._before(given), self._embed(self.embeddings, prompt)], dim=1)
        caches = self.decoder.new_caches(heard.shape[1] + frames * streams)
        hidden = self.decoder(heard, caches)[:, -1]
        for place in range(frames * streams):
            stream = place % streams
            probabilities = (self.heads[stream](hidden).float() / temperature).softmax(dim=1).cpu()
            token = torch.multinomial(probabilities, 1, generator=generator)[:, 0].to(hidden.device)
            yield token
            if place + 1 < frames * streams:
                hidden = self.decoder(self.embeddings[stream](token)[:, None], caches)[:, -1]

    def _before(self, given: Tensor) -> Tensor:
        """What stands before the predicted tokens: [B, G * streams + 1, width]."""
        separator = self.separator.expand(len(given), 1, -1)
        if not self.config.given:
            return separator
        return torch.cat([self._embed(self.given_embeddings, given), separator], dim=1)

    def _embed(self, embeddings: nn.ModuleList, tokens: Tensor) -> Tensor:
        """[B, streams, T] -> [B, T * streams, width], frame by frame."""
        return torch.stack(
            [embedding(stream) for embedding, stream in zip(embeddings, tokens.unbind(1), strict=True)], dim=2
        ).flatten(1, 2)
