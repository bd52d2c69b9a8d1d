"""The same jobs from a terminal: `soundstorm --help`, or `python -m soundstorm` in a checkout.

Models and their libraries are imported inside the commands, so that `--help` answers at once.
"""

from soundstorm.cli import continuation, detection, dialogue, export, race, speech, traces, training
from soundstorm.cli.common import app, bundled_prompt

__all__ = [
    "app",
    "bundled_prompt",
    "continuation",
    "detection",
    "dialogue",
    "export",
    "main",
    "race",
    "speech",
    "traces",
    "training",
]


def main() -> None:
    """The command `soundstorm`."""
    app(prog_name="soundstorm")
