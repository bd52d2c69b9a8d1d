"""SoundStorm, playable and explained: clone a voice from a short prompt and watch how it is decoded."""

from importlib import import_module

_HOMES = {
    "Decoding": "soundstorm.pipeline",
    "DecodingStep": "soundstorm.acoustic",
    "Result": "soundstorm.pipeline",
    "Schedule": "soundstorm.acoustic",
    "SoundStormPipeline": "soundstorm.pipeline",
    "Trace": "soundstorm.trace",
    "decode_again": "soundstorm.whatif",
    "redecode_region": "soundstorm.whatif",
    "redecode_turn": "soundstorm.whatif",
    "replace_token": "soundstorm.whatif",
    "replace_turn": "soundstorm.whatif",
    "split_recording": "soundstorm.dialogue",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    """Load a public name when it is first used: `python -m soundstorm --help` must not wait for torch."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
