"""Checkpoints: a folder, local or on the Hub, with `config.json` and `model.safetensors` for every part."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, TypeVar

import torch
from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from soundstorm.bundled import WORKSHOP
from soundstorm.errors import CheckpointError

Model = TypeVar("Model", bound=torch.nn.Module)

PARTS = ["*.json", "*.safetensors", "*.md"]  # nothing else of a Hub repository is downloaded


def save_pretrained(model: torch.nn.Module, folder: str | Path, dtype: torch.dtype | None = None) -> None:
    """Write `model.config` (a dataclass) and the model's weights into `folder`.

    Floating-point weights are stored as `dtype` (float16 halves a bundled checkpoint), or as they are.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(asdict(model.config), indent=2) + "\n")
    weights = {
        name: (tensor.to(dtype) if dtype and tensor.is_floating_point() else tensor)
        .detach()
        .cpu()
        .contiguous()
        for name, tensor in model.state_dict().items()
    }
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def load_pretrained(
    model_class: type[Model], folder: str | Path, device: str | torch.device = "cpu"
) -> Model:
    """Build `model_class` from the `config.json` in `folder` and load its weights, in evaluation mode."""
    folder = Path(folder)
    settings = read_config(folder)
    try:
        weights = load_file(folder / "model.safetensors", device=str(device))
    except FileNotFoundError as error:
        raise _missing(folder, "model.safetensors") from error
    except (ValueError, SafetensorError) as broken:  # not safetensors
        raise _damaged(folder, broken) from broken
    config_class = model_class.config_class
    unknown = set(settings) - {field.name for field in fields(config_class)}
    if unknown:
        raise CheckpointError(
            f"{folder}/config.json has settings this version does not know: {sorted(unknown)}."
        )
    settings = {name: tuple(value) if isinstance(value, list) else value for name, value in settings.items()}
    model = model_class(config_class(**settings)).to(device)
    try:
        model.load_state_dict(weights)
    except RuntimeError as mismatch:
        raise CheckpointError(
            f"{folder}: the weights do not fit the configuration ({mismatch})."
        ) from mismatch
    return model.eval()


def read_config(folder: str | Path) -> dict[str, Any]:
    """The settings in `folder`'s config.json.

    Raises:
        CheckpointError: when it is missing or damaged.
    """
    try:
        return json.loads((Path(folder) / "config.json").read_text())
    except FileNotFoundError as error:
        raise _missing(folder, "config.json") from error
    except ValueError as broken:  # neither JSON nor text
        raise _damaged(folder, broken) from broken


def _missing(folder: str | Path, name: str) -> CheckpointError:
    return CheckpointError(
        f"{folder} has no {name}: point to a folder that training or save_pretrained wrote."
    )


def _damaged(folder: str | Path, broken: Exception) -> CheckpointError:
    return CheckpointError(f"{folder} is damaged ({broken}): download or train it again.")


def checkpoint_folder(folder_or_hub_id: str | Path = WORKSHOP) -> Path:
    """The local folder of a checkpoint; a Hub id such as `user/name` is downloaded into the Hub's cache."""
    folder = Path(folder_or_hub_id)
    if folder.is_dir():
        return folder
    try:
        return Path(snapshot_download(str(folder_or_hub_id), allow_patterns=PARTS))
    except (HFValidationError, HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise CheckpointError(f"{folder_or_hub_id} is neither a folder nor a Hub repository that can be "
                              "downloaded now: check the name and the connection.") from error  # fmt: skip
