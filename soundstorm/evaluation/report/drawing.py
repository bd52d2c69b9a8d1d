"""What all figures of a report share: colours, and SVG without a document around it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from soundstorm.evaluation.report.part import lookup

MEASURED, BAR, SECOND, THIRD, FOURTH = "#3b6fb6", "#b0413e", "#8a8f98", "#d08a2e", "#4f8f5b"


def svg(figure: Figure) -> str:
    """The figure as an <svg> element without the document around it."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None}, bbox_inches="tight")
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def with_intervals(
    axes: Axes,
    places: Sequence[float],
    report: dict[str, Any],
    keys: Sequence[str],
    colour: str = MEASURED,
    label: str | None = None,
) -> None:
    """The figures of a report at keys, joined, with their 95 % intervals."""
    values = [lookup(report, key) for key in keys]
    bounds = [report["intervals"][key] for key in keys]
    below = [max(0.0, value - bound["low"]) for value, bound in zip(values, bounds, strict=True)]
    above = [max(0.0, bound["high"] - value) for value, bound in zip(values, bounds, strict=True)]
    axes.errorbar(places, values, yerr=[below, above], marker="o", color=colour, capsize=3, label=label)
