"""Muon (Jordan et al. 2024): momentum whose matrices are made orthogonal before they are applied.

PyTorch's own computes its Newton-Schulz iteration in bfloat16, which a processor without bfloat16 arithmetic
emulates: there it took most of a step. This one takes the precision that the machine is fast in.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from soundstorm.nn.precision import has_fast_bfloat16

COEFFICIENTS = (3.4445, -4.7750, 2.0315)  # of the quintic iteration
ITERATIONS = 5


def orthogonalise(matrices: Tensor) -> Tensor:
    """Matrices [M, R, C] -> about the nearest ones with singular values of 1 (0.7 to 1.2)."""
    tall = matrices.shape[1] > matrices.shape[2]
    wide = matrices.transpose(1, 2) if tall else matrices
    wide = wide / wide.norm(dim=(1, 2), keepdim=True).clamp(min=1e-7)
    found = _iterate(wide.bfloat16()) if has_fast_bfloat16(matrices.device) else _iterate_small(wide)
    return (found.transpose(1, 2) if tall else found).to(matrices.dtype)


def _iterate(estimate: Tensor) -> Tensor:
    """X <- (a + b G + c G^2) X with G = X X^T."""
    for _ in range(ITERATIONS):
        gram = estimate @ estimate.transpose(1, 2)
        estimate = _polynomial(gram) @ estimate
    return estimate


def _iterate_small(start: Tensor) -> Tensor:
    """The same with half of the multiplications, all but two between small matrices [R, R].

    The factors P = a + b G + c G^2 commute with G, so that G <- P G P needs no X, and their product is
    applied at the end. It needs float32: the small singular values are squared.
    """
    gram = start @ start.transpose(1, 2)
    factor = product = _polynomial(gram)
    for _ in range(ITERATIONS - 1):
        gram = factor @ gram @ factor
        factor = _polynomial(gram)
        product = factor @ product
    return product @ start


def _polynomial(gram: Tensor) -> Tensor:
    """a + b G + c G^2."""
    a, b, c = COEFFICIENTS
    found = torch.baddbmm(b * gram, gram, gram, alpha=c)
    found.diagonal(dim1=1, dim2=2).add_(a)
    return found


class Muon(torch.optim.Optimizer):
    """For the matrices [R, C] inside a network.

    A step has the size that AdamW's would have: lr * 0.2 * sqrt(max(R, C)) times an orthogonal matrix.
    """

    def __init__(
        self, matrices: Iterable[nn.Parameter], lr: float, momentum: float = 0.95, weight_decay: float = 0.01
    ) -> None:
        super().__init__(matrices, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        """Once, from the gradients as they are; `closure` is there because callers pass it."""
        for group in self.param_groups:
            by_shape: dict[torch.Size, list[nn.Parameter]] = {}
            for parameter in group["params"]:
                if parameter.grad is not None:
                    by_shape.setdefault(parameter.shape, []).append(parameter)
            for shape, parameters in by_shape.items():
                updates = orthogonalise(
                    torch.stack([self._nesterov(parameter, group["momentum"]) for parameter in parameters])
                )
                size = group["lr"] * 0.2 * max(shape) ** 0.5
                torch._foreach_mul_(parameters, 1 - group["lr"] * group["weight_decay"])
                torch._foreach_add_(parameters, list(updates), alpha=-size)

    def _nesterov(self, parameter: nn.Parameter, momentum: float) -> Tensor:
        """Nesterov's momentum: the average gradient, looked ahead."""
        average = self.state[parameter].setdefault("momentum", torch.zeros_like(parameter))
        average.lerp_(parameter.grad, 1 - momentum)
        return parameter.grad.lerp(average, momentum)
