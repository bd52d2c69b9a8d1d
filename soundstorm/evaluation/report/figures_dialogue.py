"""The figure of dialogues: whose voice is heard when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from soundstorm.evaluation.report.drawing import MEASURED, THIRD

SPEAKERS = {"A": MEASURED, "B": THIRD}


def voices_over_time(rows: Sequence[dict[str, Any]]) -> Figure:
    """Cosine of a dialogue with either prompt against time, turns shaded in the colours of speakers."""
    figure = Figure(figsize=(7, 2.8))
    axes = figure.subplots()
    told = next((row for row in rows if "over_time" in row), None)
    for row in rows if told else ():
        if row["kind"] == "turn" and row["dialogue"] == told["dialogue"]:
            who = "AB"[row["turn"] % 2]
            axes.axvspan(*row["seconds"], color=SPEAKERS[who], alpha=0.15, linewidth=0)
            axes.annotate(who, (sum(row["seconds"]) / 2, 1.0), ha="center", va="top")
    for who, colour in SPEAKERS.items() if told else ():
        series = told["over_time"]
        axes.plot(series["seconds"], series[who], color=colour, label=f"prompt of {who}")
    axes.set(xlabel="seconds", ylabel="voice (cosine)", ylim=(None, 1.02))
    axes.grid(alpha=0.3)
    if axes.lines:
        axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    return figure
