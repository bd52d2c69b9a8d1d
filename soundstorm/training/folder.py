"""The folder of a run: what it was started with, which whoever goes on brings again, and who works in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from soundstorm.errors import UserError
from soundstorm.files import write_whole

try:
    import fcntl
except ImportError:  # Windows, where nobody is kept out
    fcntl = None

SETTINGS = "settings.json"


def origin_of(data: Path, files: Mapping[str, Path | None], **options: Any) -> dict[str, dict[str, Any]]:
    """What decides a run beside its loop: the options of its recipe, and by their digests the files it reads.

    Args:
        data: folder of the manifest.
        files: by the name of their option; of a folder of weights, the weights. What is missing is left to
            whoever reads it.
    """
    read = {"data": data / "manifest.tsv", **files}
    digests = {}
    for name, path in read.items():
        file = path / "model.safetensors" if path and path.is_dir() else path
        if file is None or file.is_file():
            digests[name] = file and digest_of(file)
    return {"options": options, "files": digests}


def check_run(run: Path, origin: Mapping[str, Mapping[str, Any]], resume: bool, model: str = "") -> None:
    """Refuses a folder in which this training can neither begin nor go on; writes nothing.

    Args:
        origin: from `origin_of`. Of a run that was started before there was such a thing, and where a state
            is whole but the settings are not, nothing is compared.
        model: name of the class that is trained, once it is known.

    Raises:
        UserError: which says what is in the way.
    """
    if run.exists() and not run.is_dir():
        raise UserError(f"{run} is a file: choose a folder for the run.")
    if bool(whole_states(run)) != resume:
        raise UserError(
            f"{run} has no checkpoint to resume from: start it without --resume."
            if resume
            else f"{run} already holds a run: pass --resume to go on with it or choose another folder."
        )
    started = run_settings(run) if resume else {}
    if model and started.get("model", model) != model:
        raise UserError(
            f"{run} holds a run that trains {started['model']}, not {model}: choose another folder."
        )
    if differences := _differences(started, json.loads(json.dumps(origin))):  # as JSON has it
        raise UserError(
            f"{run} was started with {' and with '.join(differences)}: go on with what it was started with, "
            "or choose another folder."
        )


@contextmanager
def only_process(run: Path) -> Iterator[None]:
    """Keeps other processes out of a folder; when this one ends or is killed, the system lets them in again.

    Raises:
        UserError: when another one is in it.
    """
    run.mkdir(parents=True, exist_ok=True)
    with (run / "lock").open("w") as lock:
        try:
            if fcntl:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UserError(
                f"Another process trains in {run}: wait until it ends, or choose another folder."
            ) from error
        yield


def write_settings(run: Path, model: str, loop: Mapping[str, Any], origin: Mapping[str, Any]) -> None:
    """Write down in `run/settings.json` what the run trains, how, and of what."""
    write_whole(run / SETTINGS, json.dumps({"model": model, **loop, **origin}, indent=2) + "\n")


def run_settings(run: Path) -> dict[str, Any]:
    """What `write_settings` wrote; nothing where that cannot be read."""
    try:
        settings = json.loads((run / SETTINGS).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return settings if isinstance(settings, dict) else {}


def whole_states(run: Path) -> list[Path]:
    """The states that were written to their end, newest first."""
    return sorted((run / "state").glob("step-*"), reverse=True)


def digest_of(file: Path) -> str:
    """Of what is in a file, so much that no two are alike."""
    with file.open("rb") as contents:
        return hashlib.file_digest(contents, "sha256").hexdigest()[:16]


def _differences(started: Mapping[str, Any], origin: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What a run was started with that is not what `origin` has, in words."""
    found = []
    for kind, values in origin.items():
        before = started.get(kind)
        for name, value in values.items():
            if not isinstance(before, dict) or before.get(name, value) == value:
                continue
            if kind == "options":
                found.append(f"{name} {before[name]} instead of {value}")
            elif before[name] is None or value is None:
                # what a run begins with is in its states: nobody needs to say it again
                if name != "start" or value is not None:
                    found.append(f"{'no' if value else 'a'} --{name}")
            else:
                found.append(f"another --{name}")
    return found
