"""Packages that only the evaluation needs, and the sample rate all of its instruments hear."""

from __future__ import annotations

import importlib
import warnings
from types import ModuleType

from soundstorm.errors import UserError

SAMPLE_RATE = 16_000


def require(module: str) -> ModuleType:
    """Imports a package that only evaluation needs; UserError where it is not installed."""
    try:
        with warnings.catch_warnings():  # old names they use of scipy and setuptools: for their authors
            warnings.simplefilter("ignore")
            return importlib.import_module(module)
    except ImportError as error:
        raise UserError(
            f"Evaluation needs {module}, which is not installed here: "
            "run `pip install -r requirements-test.txt -r requirements-evaluation.txt` first."
        ) from error
