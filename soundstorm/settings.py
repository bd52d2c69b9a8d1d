"""A model's settings as anyone may have written them: every one of its kind and its size, or one sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, get_args, get_type_hints

MOST = 2**20  # of whatever is counted, unless it is named here
MOST_OF = {
    "sample_rate": 384_000,  # Hz
    "hop": 2**14,  # samples, like n_fft
    "n_fft": 2**14,
    "mels": 512,
    "levels": 64,  # what follows is built one by one
    "blocks": 256,
    "heads": 256,
    "speakers": 1000,
    "expansion": 64,
    "kernel": 1023,
    "phase_iterations": 1000,
}
LONGEST_LIST = 64
SHOWN = 40  # characters of a wrong value


def settings_from(config_class: type, values: Mapping[str, Any]) -> Any:
    """A configuration of JSON values; what is not said is as by default.

    Its fields are whole numbers above 0, numbers, text, true or false, or tuples of whole or other numbers.

    Raises:
        ValueError: which says what is wrong with the first wrong setting.
    """
    kinds = get_type_hints(config_class)
    unknown = sorted(set(values) - {field.name for field in fields(config_class)})
    if unknown:
        raise ValueError(f"this version does not know the settings {', '.join(unknown)[:SHOWN]}")
    checked = {name: _checked(name, value, kinds[name]) for name, value in values.items()}
    return config_class(**checked)


def _checked(name: str, value: Any, kind: Any) -> Any:
    if kind is int:
        most = next((most for ending, most in MOST_OF.items() if ending in name), MOST)
        return _whole(name, value, most)
    if kind is float:
        if type(value) in (int, float) and abs(value) <= MOST:  # written so that NaN fails
            return float(value)
        raise ValueError(f"{name} is a number from {-MOST} to {MOST}, not {_shown(value)}")
    if kind in (bool, str):
        if type(value) is kind:
            return value
        raise ValueError(f"{name} is {'text' if kind is str else 'true or false'}, not {_shown(value)}")
    if isinstance(value, list) and len(value) <= LONGEST_LIST:
        return tuple(_checked(f"every number of {name}", number, get_args(kind)[0]) for number in value)
    raise ValueError(f"{name} is a list of at most {LONGEST_LIST} numbers, not {_shown(value)}")


def _whole(name: str, value: Any, most: int) -> int:
    if type(value) is int and 1 <= value <= most:
        return value
    raise ValueError(f"{name} is a whole number from 1 to {most}, not {_shown(value)}")


def _shown(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
