"""Where assets and checkpoints lie: beside the package in a checkout, inside it once installed."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_ROOT = _PACKAGE / "bundled" if (_PACKAGE / "bundled").is_dir() else _PACKAGE.parent

ASSETS = _ROOT / "assets"
CHECKPOINTS = _ROOT / "checkpoints"
TOKENIZER = CHECKPOINTS / "tokenizer"  # of checkpoints that bring none of their own
WORKSHOP = CHECKPOINTS / "workshop"  # the models that are used unless others are named
