"""What a run leaves to be resumed from, and how it is resumed, if it was killed or cut off."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import torch
from accelerate import Accelerator, PartialState
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from soundstorm.errors import FileError, UserError
from soundstorm.files import write_whole
from soundstorm.training.folder import digest_of, whole_states

KEPT = 2  # states: the newest may be cut off by a power cut
DIGESTS = "digests.json"  # of a state's files

log = logging.getLogger(__name__)


class Stateful(Protocol):
    """What is saved beside the networks: tensors and numbers by name."""

    def load_state_dict(self, state: dict[str, Any]) -> Any: ...


def save_state(accelerator: Accelerator, run: Path, step: int) -> None:
    """Write a state beside the others and move it into its place; the older ones but one go.

    Raises:
        FileError: when the disk is full; the states before stay.
    """
    folder, partial = run / "state" / f"step-{step:08d}", run / "state" / "partial"
    if accelerator.is_main_process:
        shutil.rmtree(partial, ignore_errors=True)
    accelerator.wait_for_everyone()
    try:
        accelerator.save_state(str(partial))
    except (OSError, RuntimeError, SafetensorError) as error:
        raise FileError(
            f"The state of step {step} cannot be written to {run} ({error}): free some space, then go on "
            "with --resume."
        ) from error
    accelerator.wait_for_everyone()
    if accelerator.is_main_process:
        digests = {file.name: digest_of(file) for file in partial.iterdir()}
        write_whole(partial / DIGESTS, json.dumps(digests, indent=2) + "\n")
        os.replace(partial, folder)
        for old in whole_states(run)[KEPT:]:
            shutil.rmtree(old)


def load_state(
    run: Path, networks: Sequence[nn.Module], optimizers: Sequence[Stateful], others: Sequence[Stateful]
) -> None:
    """Go on from the newest state that can be read; an older one is said.

    Reads what accelerate writes, in its order. accelerate itself would read `others` as pickles that may run
    code.

    Raises:
        UserError: when none fits.
    """
    states = whole_states(run)
    for state in states:
        try:
            _check_digests(state)
            for index, network in enumerate(networks):
                network.load_state_dict(load_file(_numbered(state, "model", index, ".safetensors")))
            for index, optimizer in enumerate(optimizers):
                optimizer.load_state_dict(_tensors(_numbered(state, "optimizer", index, ".bin")))
            for index, other in enumerate(others):
                other.load_state_dict(_tensors(state / f"custom_checkpoint_{index}.pkl"))
        except Exception as broken:  # of damaged bytes libraries say all kinds of things
            why = str(broken).strip().split("\n")[0][:200] or type(broken).__name__
            log.warning("%s is damaged or of another model (%s).", state, why)
            continue
        if state != states[0]:
            log.warning("Going on from the older %s.", state)
            _put_aside(states[: states.index(state)])
        return
    raise UserError(
        f"None of the states in {run / 'state'} can be gone on from: they are damaged or of another model, "
        "so start again in another folder."
    )


def forget_after(metrics: Path, step: int) -> None:
    """Drop the rows of steps that are to come again, and half a row that a killed run wrote.

    Raises:
        FileError: when what lies there is no file of figures.
    """
    if metrics.exists():
        try:
            rows = metrics.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError as error:
            raise FileError(f"{metrics} cannot be read ({error.strerror}): move it away.") from error
        write_whole(metrics, "".join(f"{row}\n" for row in rows if _step_of(row) <= step))


def _step_of(row: str) -> float:
    try:
        return float(json.loads(row)["step"])
    except (KeyError, OverflowError, RecursionError, TypeError, ValueError):
        return float("inf")


def _check_digests(state: Path) -> None:
    """Raises where a file is not what was written; states of earlier versions cannot say it."""
    if (state / DIGESTS).exists():
        for name, digest in json.loads((state / DIGESTS).read_text(encoding="utf-8")).items():
            if digest_of(state / name) != digest:
                raise ValueError(f"{name} is not what was written")


def _put_aside(damaged: Sequence[Path]) -> None:
    """Out of the way of the states to come, for whoever wants to look into them."""
    if PartialState().is_main_process:
        for state in damaged:
            aside = state.with_name(f"damaged-{state.name}")
            shutil.rmtree(aside, ignore_errors=True)
            state.rename(aside)


def _numbered(state: Path, name: str, index: int, ending: str) -> Path:
    return state / f"{name}{f'_{index}' if index else ''}{ending}"


def _tensors(file: Path) -> dict[str, Any]:
    return torch.load(file, "cpu", weights_only=True)
