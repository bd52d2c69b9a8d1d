"""Residual vector quantization with exponential-moving-average codebooks (SoundStream, section III-C)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass
class Quantized:
    """What the quantizer returns in training.

    latents: float [B, T, D], the sum of the chosen codewords, with straight-through gradients.
    codes: int64 [B, Q, T].
    commitment: scalar, how far the encoder's residuals lie from their codewords.
    """

    latents: Tensor
    codes: Tensor
    commitment: Tensor


class Codebook(nn.Module):
    """One level: `size` codewords that follow the mean of the vectors assigned to them (no gradient)."""

    def __init__(self, size: int, dim: int, decay: float = 0.99, dead_below: float = 0.05) -> None:
        super().__init__()
        self.decay = decay
        self.dead_below = dead_below
        self.register_buffer("codewords", torch.randn(size, dim))
        self.register_buffer("counts", torch.ones(size))
        self.register_buffer("sums", self.codewords.clone())

    def nearest(self, vectors: Tensor) -> Tensor:
        """Indices int64 [M] of the codewords closest to `vectors` [M, D]."""
        with torch.autocast(vectors.device.type, enabled=False):  # bfloat16 cannot tell close codewords apart
            # |v - c|^2 without |v|^2, which is the same for every codeword
            distances = self.codewords.square().sum(1) - 2 * vectors @ self.codewords.T
        return distances.argmin(dim=1)

    @torch.no_grad()
    def initialise(self, vectors: Tensor, iterations: int = 10) -> None:
        """k-means on `vectors` [M, D]: without it most codewords start where no vector ever comes."""
        size = len(self.codewords)
        picks = (
            torch.randint(len(vectors), (size,))
            if len(vectors) < size
            else torch.randperm(len(vectors))[:size]
        )
        self.codewords.copy_(vectors[picks])
        for _ in range(iterations):
            counts, sums = self._assigned(vectors, self.nearest(vectors))
            used = counts > 0
            self.codewords[used] = sums[used] / counts[used, None]
        counts, _ = self._assigned(vectors, self.nearest(vectors))
        self.counts.copy_(counts.clamp(min=1.0))
        self.sums.copy_(self.codewords * self.counts[:, None])

    @torch.no_grad()
    def update(self, vectors: Tensor, codes: Tensor) -> None:
        """Move the codewords towards `vectors` [M, D] assigned by `codes` [M]; revive dead ones.

        Of several processes each brings its own vectors, which may be none; all end at the same codewords.
        """
        counts, sums = (sum_over_processes(mine) for mine in self._assigned(vectors, codes))
        if not counts.any():  # nobody uses this level
            return
        self.counts.lerp_(counts, 1 - self.decay)
        self.sums.lerp_(sums, 1 - self.decay)
        dead = self.counts < self.dead_below
        revived = int(dead.sum())
        if revived:
            self.counts[dead] = 1.0
            self.sums[dead] = draw_over_processes(vectors, revived)
        self.codewords.copy_(self.sums / self.counts[:, None])

    def _assigned(self, vectors: Tensor, codes: Tensor) -> tuple[Tensor, Tensor]:
        counts = torch.bincount(codes, minlength=len(self.codewords)).to(vectors.dtype)
        sums = torch.zeros_like(self.codewords).index_add_(0, codes, vectors)
        return counts, sums


def sum_over_processes(mine: Tensor) -> Tensor:
    """Of what every process brings; of one alone it is what that brings."""
    if torch.distributed.is_initialized():
        torch.distributed.all_reduce(mine)
    return mine


def draw_over_processes(vectors: Tensor, count: int) -> Tensor:
    """Vectors [M, D] -> `count` of them by lot [count, D], in turn from the processes that have some."""
    rank, processes = 0, 1
    if torch.distributed.is_initialized():
        rank, processes = torch.distributed.get_rank(), torch.distributed.get_world_size()
    sizes = vectors.new_zeros(processes)
    sizes[rank] = len(vectors)
    owners = sum_over_processes(sizes).nonzero()[:, 0]
    mine = owners[torch.arange(count, device=vectors.device) % len(owners)] == rank
    drawn = vectors.new_zeros(count, vectors.shape[1])
    if len(vectors):
        drawn[mine] = vectors[torch.randint(len(vectors), (int(mine.sum()),), device=vectors.device)]
    return sum_over_processes(drawn)


class ResidualVectorQuantizer(nn.Module):
    """Q codebooks in series: each quantizes what the ones before it left over."""

    def __init__(self, levels: int, codebook_size: int, dim: int) -> None:
        super().__init__()
        self.codebooks = nn.ModuleList(Codebook(codebook_size, dim) for _ in range(levels))

    def encode(self, latents: Tensor) -> Tensor:
        """Latents float [B, T, D] -> codes int64 [B, Q, T]."""
        residual, codes = latents.flatten(0, 1), []
        for codebook in self.codebooks:
            codes.append(codebook.nearest(residual))
            residual = residual - codebook.codewords[codes[-1]]
        return torch.stack(codes, dim=1).unflatten(0, latents.shape[:2]).transpose(1, 2)

    def decode(self, codes: Tensor) -> Tensor:
        """Codes int64 [B, q, T] of the first q levels -> latents float [B, T, D]."""
        return sum(self.codebooks[level].codewords[codes[:, level]] for level in range(codes.shape[1]))

    def initialise(self, latents: Tensor) -> None:
        """k-means of every level in turn on `latents` [M, D] and on what the levels before leave over."""
        residual = latents
        for codebook in self.codebooks:
            codebook.initialise(residual)
            residual = residual - codebook.codewords[codebook.nearest(residual)]

    def forward(self, latents: Tensor, levels: Tensor) -> Quantized:
        """Quantize in training, each example with its own number of levels (quantizer dropout).

        Args:
            latents: float [B, T, D].
            levels: int64 [B], how many levels of each example are used, 1..Q.
        """
        latents = latents.float()
        residual, quantized, codes, commitment = (
            latents,
            torch.zeros_like(latents),
            [],
            0.0,
        )
        for level, codebook in enumerate(self.codebooks):
            used = levels > level
            vectors = residual.detach().flatten(0, 1)
            chosen = codebook.nearest(vectors)
            codes.append(chosen.view(latents.shape[:2]))
            codewords = codebook.codewords[codes[-1]]
            if self.training:
                in_use = used.repeat_interleave(latents.shape[1])
                codebook.update(vectors[in_use], chosen[in_use])
            weight = used.to(latents.dtype)[:, None, None]
            commitment = commitment + (weight * (residual - codewords).square()).mean()
            quantized = quantized + weight * codewords
            residual = residual - codewords
        straight_through = latents + (quantized - latents).detach()
        return Quantized(
            straight_through,
            torch.stack(codes, dim=1),
            commitment / len(self.codebooks),
        )
