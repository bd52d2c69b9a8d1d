"""Figures 2, 3 and 4 of the SoundStorm paper from our own measurements, and the other ablations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator, ScalarFormatter

from soundstorm.evaluation.drawing import BAR, MEASURED, SECOND, THIRD, with_intervals

SOURCES = {"recording": BAR, "codec": SECOND, "soundstorm": MEASURED}
QUALITIES = {
    "character_error_rate": "character error rate",
    "voice": "voice (cosine)",
    "mel_distance": "log-mel distance",
}
SETTINGS = {
    "finer_levels": "iterations a finer level",
    "shape": "schedule",
    "temperature": "temperature",
    "noise": "noise",
}


def drift_by_time(rows: Sequence[dict[str, Any]]) -> Figure:
    """Figure 2: cosine of every 3 s with the prompt against time; median and inter-quartile range."""
    figure = Figure(figsize=(7, 2.8))
    axes = figure.subplots()
    for source, colour in SOURCES.items():
        by_crop = defaultdict(list)
        for row in rows:
            for place, (second, score) in enumerate(row["drift"] if row["source"] == source else ()):
                by_crop[place].append((second, score))
        # quartiles of fewer clips would be the clips themselves
        crops = [np.array(own) for own in by_crop.values() if len(own) >= 4]
        if crops:
            times = [np.median(own[:, 0]) for own in crops]
            low, middle, high = np.array([np.quantile(own[:, 1], (0.25, 0.5, 0.75)) for own in crops]).T
            axes.fill_between(times, low, high, color=colour, alpha=0.15, linewidth=0)
            axes.plot(times, middle, marker="o", markersize=3, color=colour, label=source)
    axes.set(xlabel="seconds after the prompt", ylabel="acoustic consistency")
    axes.grid(alpha=0.3)
    if axes.lines:
        axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


def runtimes(by_length: dict[str, dict[str, float]]) -> Figure:
    """Figure 3: seconds that SoundStorm and the codec's decoder take against seconds of speech."""
    figure = Figure(figsize=(5, 2.8))
    axes = figure.subplots()
    lengths = [int(length) for length in by_length]
    for name, colour, label in (("acoustic", MEASURED, "SoundStorm"), ("codec", THIRD, "codec's decoder")):
        axes.plot(lengths, [seconds[name] for seconds in by_length.values()], "o-", color=colour, label=label)
    axes.plot(lengths, lengths, color=SECOND, linewidth=1, linestyle=":", label="real time")
    axes.set(xlabel="seconds of speech", ylabel="seconds", yscale="log", xticks=lengths)
    axes.yaxis.set_major_formatter(ScalarFormatter())
    axes.grid(alpha=0.3)
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


def iterations(report: dict[str, Any]) -> Figure:
    """Figure 4: quality, and what it costs, against the iterations at level 1.

    The paper estimates opinion scores; here error rate, voice and distance to the codec's reconstruction,
    whose own figures are the dotted lines.
    """
    measured = report["ablations"]["first_level"]
    counts = [int(count) for count in measured]
    figure = Figure(figsize=(7, 5))
    panels = figure.subplots(2, 2).flat
    for axes, (name, label) in zip(panels, (QUALITIES | {"seconds": "seconds a clip"}).items(), strict=True):
        values = [measured[count][name] for count in measured]
        if name == "seconds":
            axes.plot(counts, values, "o-", color=MEASURED)
        else:
            keys = [f"ablations.first_level.{count}.{name}" for count in measured]
            with_intervals(axes, counts, report, keys, values)
            axes.axhline(report["ablations"]["codec"][name], color=SECOND, linestyle=":")
        axes.set_xscale("log", base=2)
        axes.set(xlabel="iterations at level 1", ylabel=label, xticks=counts)
        axes.xaxis.set_major_formatter(ScalarFormatter())
        axes.xaxis.set_minor_locator(NullLocator())
        axes.grid(alpha=0.3)
    figure.subplots_adjust(wspace=0.3, hspace=0.35)
    return figure


def settings(report: dict[str, Any]) -> Figure:
    """Error rate, voice and log-mel distance to the codec's reconstruction for every other ablation."""
    measured = report["ablations"]
    figure = Figure(figsize=(8, 6.5))
    panels = figure.subplots(len(QUALITIES), len(SETTINGS), sharey="row", sharex="col")
    for line, (name, label) in zip(panels, QUALITIES.items(), strict=True):
        for axes, (sweep, meaning) in zip(line, SETTINGS.items(), strict=True):
            values = [figures[name] for figures in measured[sweep].values()]
            keys = [f"ablations.{sweep}.{setting}.{name}" for setting in measured[sweep]]
            with_intervals(axes, range(len(values)), report, keys, values)
            names = [setting.replace("_", ".") for setting in measured[sweep]]
            axes.set_xticks(range(len(values)), names)
            axes.margins(x=0.2)
            axes.grid(alpha=0.3)
            if name == list(QUALITIES)[-1]:
                axes.set_xlabel(meaning)
        line[0].set_ylabel(label)
    return figure
