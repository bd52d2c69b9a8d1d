"""Where bfloat16 matrix products are faster than float32 ones."""

from __future__ import annotations

import torch


def has_fast_bfloat16(device: str | torch.device = "cpu") -> bool:
    """True on recent GPUs and on CPUs with bfloat16 instructions (AVX-512 BF16 or AMX)."""
    if torch.device(device).type == "cuda":
        return torch.cuda.is_bf16_supported()
    return torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
