"""How well generated speech is told by its sound, drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from soundstorm.evaluation.report.drawing import SECOND
from soundstorm.evaluation.report.statistics import roc


def alarms(rows: Sequence[dict[str, Any]]) -> Figure:
    """The ROC after every change: true against false alarms, generated beside the codec's speech."""
    figure = Figure(figsize=(3.6, 3.6))
    axes = figure.subplots()
    for name in dict.fromkeys(row["change"] for row in rows):
        own = [row for row in rows if row["change"] == name and row["source"] != "recording"]
        kept, made = (
            [row["generated"] for row in own if (row["source"] == "codec") == is_kept]
            for is_kept in (True, False)
        )
        axes.plot(*roc(made, kept), label=name)
    axes.plot([0, 1], [0, 1], color=SECOND, linewidth=1, linestyle=":")
    axes.set(
        xlabel="of the codec's speech, share taken for generated", ylabel="of generated speech, share told"
    )
    axes.grid(alpha=0.3)
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    return figure
