"""Several processes that train one model: who prepares, who decides, and whose loss it is."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta

import torch
from accelerate import PartialState
from torch import Tensor

LONGEST_PREPARATION = timedelta(days=1)  # that the other processes wait for


def joined_processes() -> PartialState:
    """This process among those that torchrun has started, or alone."""
    # without being told of the CPU, accelerate takes several processes on one for strangers
    return PartialState(cpu=not torch.cuda.is_available(), timeout=LONGEST_PREPARATION)


def one_process_first() -> AbstractContextManager[None]:
    """Of several processes, let one prepare the data and the others read what it has prepared."""
    return joined_processes().main_process_first()


def agreed(answer: bool, device: torch.device) -> bool:
    """The first process's answer, in all of them: their clocks differ, and one alone would wait for ever."""
    if not torch.distributed.is_initialized():
        return answer
    told = torch.tensor([answer], device=device)
    torch.distributed.broadcast(told, 0)
    return bool(told)


def mean_over_processes(total: Tensor, count: Tensor) -> Tensor:
    """A loss whose gradients, averaged over the processes, are those of one process with the whole batch.

    total: this process's summed loss; count: of what it is summed over here.
    """
    if not torch.distributed.is_initialized():
        return total / count
    everywhere = count.clone()
    torch.distributed.all_reduce(everywhere)
    return total * torch.distributed.get_world_size() / everywhere
