"""One part of an evaluation: its figures by name, and the clips they come from."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from soundstorm.evaluation.report.statistics import Estimate


@dataclass(frozen=True)
class Part:
    figures: dict[str, Any]  # numbers, truths, Estimates, or dictionaries of them
    rows: list[dict[str, Any]] = field(default_factory=list)  # a dictionary a measured clip


def plain(figures: Any) -> Any:
    """Figures as JSON can hold them: the values of Estimates, None for what is not finite."""
    if isinstance(figures, dict):
        return {name: plain(figure) for name, figure in figures.items()}
    if isinstance(figures, list):
        return [plain(figure) for figure in figures]
    if isinstance(figures, Estimate):
        return plain(figures.value)
    return None if isinstance(figures, float) and not math.isfinite(figures) else figures


def intervals(figures: dict[str, Any], prefix: str) -> dict[str, dict[str, Any]]:
    """The interval, clips and speakers of every Estimate, by its dotted key."""
    found = {}
    for name, figure in figures.items():
        key = f"{prefix}.{name}"
        if isinstance(figure, dict):
            found |= intervals(figure, key)
        elif isinstance(figure, Estimate):
            found[key] = {
                "low": plain(figure.low),
                "high": plain(figure.high),
                "clips": figure.clips,
                "speakers": figure.speakers,
            }
    return found


def lookup(figures: dict[str, Any], key: str) -> Any:
    """The figure at a dotted key, None where it was not measured."""
    found: Any = figures
    for name in key.split("."):
        if not isinstance(found, dict) or name not in found:
            return None
        found = found[name]
    return found
