"""Which optimizer moves which weights, and how fast."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import torch
from torch import nn

from soundstorm.training.muon import Muon

log = logging.getLogger(__name__)


class Rates(Protocol):
    """What optimizers need of `LoopSettings`."""

    @property
    def learning_rate(self) -> float: ...

    @property
    def muon_learning_rate(self) -> float: ...

    @property
    def weight_decay(self) -> float: ...


def build_optimizers(network: nn.Module, settings: Rates) -> list[torch.optim.Optimizer]:
    """Muon for the matrices inside blocks, AdamW for everything else."""
    matrices, others = [], []
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        (matrices if parameter.ndim == 2 and "blocks." in name else others).append(parameter)
    adamw = torch.optim.AdamW(
        others, lr=settings.learning_rate, betas=(0.9, 0.99), weight_decay=settings.weight_decay, fused=True
    )
    optimizers: list[torch.optim.Optimizer] = [adamw]
    if matrices:
        optimizers.append(Muon(matrices, lr=settings.muon_learning_rate, weight_decay=settings.weight_decay))
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["base_lr"] = group["lr"]
    return optimizers


def set_learning_rates(
    optimizers: Mapping[str, Sequence[Any]], settings: Rates, before: float | None
) -> None:
    """Of optimizers that were restored, which brought those they had `before`."""
    if before not in (None, settings.learning_rate):
        log.warning("Going on with the learning rate %s instead of %s.", settings.learning_rate, before)
    for several in optimizers.values():
        for optimizer, rate in zip(
            several, (settings.learning_rate, settings.muon_learning_rate), strict=False
        ):
            for group in optimizer.param_groups:
                group["base_lr"] = rate
