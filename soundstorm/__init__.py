"""SoundStorm, playable and explained: clone a voice from a short prompt and watch how it is decoded."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from soundstorm.acoustic import DecodingStep, Schedule
    from soundstorm.dialogue import split_recording
    from soundstorm.pipeline import Decoding, Result, SoundStormPipeline
    from soundstorm.trace import Trace
    from soundstorm.whatif import (
        decode_again,
        redecode_region,
        redecode_turn,
        replace_token,
        replace_turn,
    )

__all__ = [
    "Decoding",
    "DecodingStep",
    "Result",
    "Schedule",
    "SoundStormPipeline",
    "Trace",
    "decode_again",
    "redecode_region",
    "redecode_turn",
    "replace_token",
    "replace_turn",
    "split_recording",
]
_HOMES = {
    "Decoding": "pipeline",
    "DecodingStep": "acoustic",
    "Result": "pipeline",
    "Schedule": "acoustic",
    "SoundStormPipeline": "pipeline",
    "Trace": "trace",
    "decode_again": "whatif",
    "redecode_region": "whatif",
    "redecode_turn": "whatif",
    "replace_token": "whatif",
    "replace_turn": "whatif",
    "split_recording": "dialogue",
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first used: `python -m soundstorm --help` must not wait for torch."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"soundstorm.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
