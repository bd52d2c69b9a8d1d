"""How much of a codebook is used."""

from __future__ import annotations

import torch
from torch import Tensor


def codebook_usage(ids: Tensor, codebook_size: int) -> float:
    """Share of the codebook's entries that occur in ids [any shape]."""
    return len(torch.unique(ids)) / codebook_size


def codebook_entropy(ids: Tensor, codebook_size: int) -> float:
    """Entropy in bits of the distribution of ids [any shape]; at most log2(codebook_size)."""
    shares = torch.bincount(ids.flatten(), minlength=codebook_size).double() / ids.numel()
    return float(-(shares * shares.clamp_min(1e-12).log2()).sum())
