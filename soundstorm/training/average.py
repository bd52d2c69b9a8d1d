"""What a run keeps of its steps beside the networks: how many they were, and the average of the weights."""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn


class Progress:
    """The number of finished steps, saved and restored with the rest."""

    def __init__(self) -> None:
        self.step = 0

    def state_dict(self) -> dict[str, int]:
        return {"step": self.step}

    def load_state_dict(self, state: dict[str, int]) -> None:
        self.step = int(state["step"])


class Average:
    """Exponential moving average of a model's parameters; buffers follow the model."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay = decay
        self.steps = 0
        self.model = copy.deepcopy(model).eval().requires_grad_(False)

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        self.steps += 1
        # a young average would remember the random start for long
        decay = min(self.decay, self.steps / (self.steps + 10))
        torch._foreach_lerp_(list(self.model.parameters()), list(model.parameters()), 1 - decay)
        for mine, theirs in zip(self.model.buffers(), model.buffers(), strict=True):
            mine.copy_(theirs)

    def state_dict(self) -> dict[str, Tensor | int]:
        return {"steps": self.steps, **self.model.state_dict()}

    def load_state_dict(self, state: dict[str, Tensor | int]) -> None:
        self.steps = int(state["steps"])
        self.model.load_state_dict({name: value for name, value in state.items() if name != "steps"})


def are_finite(*models: nn.Module) -> bool:
    """Whether all weights and buffers are numbers."""
    tensors = [tensor for model in models for tensor in model.state_dict().values()]
    return all(bool(tensor.isfinite().all()) for tensor in tensors if tensor.is_floating_point())
