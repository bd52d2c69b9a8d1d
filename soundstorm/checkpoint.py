"""Checkpoints: a folder, local or on the Hub, with `config.json` and `model.safetensors` for every part."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import torch
from huggingface_hub import file_exists, snapshot_download, try_to_load_from_cache
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from soundstorm.bundled import WORKSHOP
from soundstorm.errors import CheckpointError
from soundstorm.files import make_folder, whole_file, write_whole
from soundstorm.settings import settings_from

Model = TypeVar("Model", bound=torch.nn.Module)

LONGEST_REASON = 300  # characters
CONFIG = "config"  # what the weights' metadata call the configuration
LARGEST_CONFIG = 10**6  # bytes
FLOATS = ("F16", "BF16", "F32", "F64")  # as safetensors names them; eight bits are too few for weights
PARTS = ["*.json", "*.safetensors", "*.md"]  # nothing else of a Hub repository is downloaded


def save_pretrained(model: torch.nn.Module, folder: str | Path, dtype: torch.dtype | None = None) -> None:
    """Write `model.config` (a dataclass) and the model's weights into `folder`.

    Floating-point weights are stored as `dtype` (float16 halves a bundled checkpoint), or as they are. The
    weights carry the configuration, too: what they were made for cannot be changed beside them.

    Raises:
        FileError: when the disk is full or the folder is closed; what stood there before stays.
    """
    folder = Path(folder)
    make_folder(folder)
    settings = asdict(model.config)
    weights = {
        name: (tensor.to(dtype) if dtype and tensor.is_floating_point() else tensor)
        .detach()
        .cpu()
        .contiguous()
        for name, tensor in model.state_dict().items()
    }
    with whole_file(folder / "model.safetensors") as unfinished:
        try:
            save_file(weights, unfinished, metadata={"format": "pt", CONFIG: json.dumps(settings)})
        except SafetensorError as error:  # it tells of a full disk in its own way
            raise OSError(errno.ENOSPC, str(error)) from error
    write_whole(folder / "config.json", json.dumps(settings, indent=2) + "\n")


def load_pretrained(
    model_class: type[Model], folder: str | Path, device: str | torch.device = "cpu"
) -> Model:
    """Build `model_class` from the `config.json` in `folder` and load its weights, in evaluation mode.

    Raises:
        CheckpointError: when something is missing or damaged, the settings make no sense, or the weights
            were made for others.
    """
    folder = Path(folder)
    settings = read_config(folder)
    try:
        config = settings_from(model_class.config_class, settings)
    except ValueError as wrong:
        raise _unfit(folder, wrong) from wrong
    with _open_weights(folder, device) as file:
        _check_stamp(folder, asdict(config), (file.metadata() or {}).get(CONFIG))
        _check_header(folder, _expected(folder, model_class, config), file)
        weights = {name: file.get_tensor(name) for name in file.keys()}
        _check_numbers(folder, weights)
    model = model_class(config).to(device)
    model.load_state_dict(weights)
    return model.eval()


def read_config(folder: str | Path) -> dict[str, Any]:
    """The settings in `folder`'s config.json.

    Raises:
        CheckpointError: when it is missing or damaged.
    """
    try:
        with (Path(folder) / "config.json").open("rb") as file:
            encoded = file.read(LARGEST_CONFIG + 1)
        if len(encoded) > LARGEST_CONFIG:
            raise ValueError(f"config.json is larger than {LARGEST_CONFIG // 10**6} MB")
        settings = json.loads(encoded.decode())
    except FileNotFoundError as error:
        raise _missing(folder, "config.json") from error
    except (OSError, ValueError, RecursionError) as broken:  # a folder; neither JSON nor text; too deep
        raise _damaged(folder, broken) from broken
    if not isinstance(settings, dict):
        raise _damaged(folder, "config.json is not an object with settings")
    return settings


@contextmanager
def _open_weights(folder: Path, device: str | torch.device) -> Iterator[Any]:
    """The file of the weights, of which no more than the header is read before it is asked for."""
    try:
        with safe_open(folder / "model.safetensors", "pt", device=str(device)) as file:
            yield file
    except CheckpointError:
        raise
    except FileNotFoundError as error:
        raise _missing(folder, "model.safetensors") from error
    except (OSError, ValueError, RuntimeError, SafetensorError) as broken:  # a folder; not safetensors
        raise _damaged(folder, broken) from broken


def _check_stamp(folder: Path, settings: dict[str, Any], made_for: str | None) -> None:
    """Refuses weights that carry other settings; older ones carry none."""
    if made_for is None:
        return
    try:
        carried = json.loads(made_for)
    except (ValueError, RecursionError) as broken:
        raise _damaged(folder, broken) from broken
    if not isinstance(carried, dict):
        raise _damaged(folder, "its weights say nothing of what they were made for")
    for name, value in json.loads(json.dumps(settings)).items():  # as JSON has it: lists for tuples
        if carried.get(name, value) != value:
            why = f"{name} is {value}, and the weights were made for {carried[name]}"
            raise _unfit(folder, why[:LONGEST_REASON])


def _expected(folder: Path, model_class: type[Model], config: Any) -> dict[str, Tensor]:
    """The weights by name that a configuration asks for, without memory."""
    try:
        with torch.device("meta"):
            return model_class(config).state_dict()
    except (ArithmeticError, AssertionError, RuntimeError, TypeError, ValueError) as wrong:
        raise _unfit(folder, f"its settings contradict each other, {wrong}") from wrong


def _check_header(folder: Path, expected: dict[str, Tensor], file: Any) -> None:
    """Refuses weights of other names, shapes or kinds of numbers, before any of them is read."""
    found = {name: file.get_slice(name) for name in file.keys()}
    for name in (*expected, *found):
        wanted = tuple(expected[name].shape) if name in expected else "none"
        shape = tuple(found[name].get_shape()) if name in found else "none"
        if wanted != shape:
            raise _unfit(folder, f"{name} has the shape {shape} instead of {wanted}")
        kind = found[name].get_dtype()
        if expected[name].is_floating_point() != (kind in FLOATS):
            raise _unfit(folder, f"{name} holds numbers of the kind {kind}")


def _check_numbers(folder: Path, weights: dict[str, Tensor]) -> None:
    for name, tensor in weights.items():
        if not bool(tensor.float().isfinite().all()):
            raise _damaged(folder, f"{name} holds what is no number")


def _unfit(folder: Path, why: object) -> CheckpointError:
    return CheckpointError(
        f"{folder}: weights and configuration do not fit ({why}): restore its config.json or train it again."
    )


def has_part(folder_or_hub_id: str | Path, part: str) -> bool:
    """Whether a checkpoint has a model in its folder `part`; no for a Hub repository that cannot be asked."""
    file = f"{part}/config.json"
    if os.path.isdir(folder_or_hub_id):
        return os.path.isfile(Path(folder_or_hub_id, file))
    try:
        cached = try_to_load_from_cache(str(folder_or_hub_id), file)
        return isinstance(cached, str) or file_exists(str(folder_or_hub_id), file)
    except Exception:  # without a connection its HTTP library raises errors of its own
        return False


def _missing(folder: str | Path, name: str) -> CheckpointError:
    return CheckpointError(
        f"{folder} has no {name}: point to a folder that training or save_pretrained wrote."
    )


def _damaged(folder: str | Path, broken: object) -> CheckpointError:
    return CheckpointError(f"{folder} is damaged ({broken}): download or train it again.")


def checkpoint_folder(folder_or_hub_id: str | Path = WORKSHOP) -> Path:
    """The local folder of a checkpoint; a Hub id such as `user/name` is downloaded into the Hub's cache."""
    folder = Path(folder_or_hub_id)
    if os.path.isdir(folder):  # which also says no to names that no folder can have
        return folder
    try:
        return Path(snapshot_download(str(folder_or_hub_id), allow_patterns=PARTS))
    except Exception as error:  # its HTTP library raises errors of its own, too
        raise CheckpointError(f"{folder_or_hub_id} is neither a folder nor a Hub repository that can be "
                              "downloaded now: check the name and the connection.") from error  # fmt: skip
