"""The same jobs from a terminal: `soundstorm --help`, or `python -m soundstorm` in a checkout.

Models and their libraries are imported inside the commands, so that `--help` answers at once.
"""

from soundstorm.cli import dialogue, export, speech, traces, training
from soundstorm.cli.common import app, bundled_prompt

__all__ = ["app", "bundled_prompt", "dialogue", "export", "main", "speech", "traces", "training"]


def main() -> None:
    """The command `soundstorm`."""
    app(prog_name="soundstorm")
