"""The same jobs from a terminal: `python -m soundstorm --help`.

Models and their libraries are imported inside the commands, so that `--help` answers at once.
"""

from soundstorm.cli import export, speech, traces, training
from soundstorm.cli.common import ASSETS, app, bundled_prompt

__all__ = ["ASSETS", "app", "bundled_prompt", "export", "speech", "traces", "training"]
