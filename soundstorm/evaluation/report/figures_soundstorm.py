"""Figures 2, 3 and 4 of the SoundStorm paper from our own measurements, and the other ablations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator, ScalarFormatter

from soundstorm.evaluation.report.drawing import BAR, FOURTH, MEASURED, SECOND, THIRD, with_intervals
from soundstorm.evaluation.report.part import lookup

SOURCES = {  # of the acoustic part, and how they are drawn
    "recording": ("recording", BAR),
    "codec": ("codec", SECOND),
    "same_voice": ("SoundStorm, same voice", MEASURED),
    "conversion": ("SoundStorm, conversion", THIRD),
    "text": ("text to speech", FOURTH),
}
DRIFTING = SOURCES | {"soundstorm": ("SoundStorm", MEASURED), "audiolm": ("AudioLM", THIRD)}  # of both parts
LENGTHS = ("short", "mid", "long")
QUARTILES = 4  # clips that have some: quartiles of fewer would be the clips themselves
JUDGED = {
    "error_rate": "words wrong",
    "quality": "DNSMOS",
    "voice": "voice (cosine)",
    "consistency": "acoustic consistency",
}
QUALITIES = {"character_error_rate": "letters wrong", "quality": "DNSMOS", "voice": "voice (cosine)"}
SETTINGS = {
    "temperature": "temperature",
    "noise": "noise",
    "shape": "schedule",
    "true_levels": "true levels",
    "precision": "precision",
}


def sources(report: dict[str, Any]) -> Figure:
    """Every source by length of speech: words, quality, voice and consistency."""
    figure = Figure(figsize=(7, 5))
    for axes, (name, label) in zip(figure.subplots(2, 2).flat, JUDGED.items(), strict=True):
        for shift, (source, (legend, colour)) in enumerate(SOURCES.items()):
            keys = [
                f"text.{length}.{name}" if source == "text" else f"acoustic.{length}.{source}.{name}"
                for length in LENGTHS
            ]
            found = [(place, key) for place, key in enumerate(keys) if lookup(report, key) is not None]
            if found:
                places = [place + (shift - 2) * 0.08 for place, _ in found]
                own = [key for _, key in found]
                with_intervals(axes, places, report, own, colour, legend)
        axes.set_xticks(range(len(LENGTHS)), LENGTHS)
        axes.set_ylabel(label)
        axes.grid(alpha=0.3)
    handles, labels = figure.axes[1].get_legend_handles_labels()
    figure.legend(handles, labels, frameon=False, loc="upper center", ncols=3)
    figure.subplots_adjust(wspace=0.3, hspace=0.25)
    return figure


def drift_by_time(rows: Sequence[dict[str, Any]]) -> Figure:
    """Figure 2, by itself, of the parts of an evaluation."""
    figure = Figure(figsize=(7, 2.8))
    axes = figure.subplots()
    draw_drift(axes, rows)
    if axes.lines:
        axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


def draw_drift(axes: Axes, rows: Sequence[dict[str, Any]]) -> None:
    """Figure 2: cosine of every 3 s with the prompt against time; median and inter-quartile range.

    Drawn as far as `QUARTILES` clips reach.
    """
    for source, (label, colour) in DRIFTING.items():
        by_crop = defaultdict(list)
        for row in rows:
            for place, (second, score) in enumerate(row["drift"] if row["source"] == source else ()):
                by_crop[place].append((second, score))
        crops = [np.array(own) for own in by_crop.values() if len(own) >= QUARTILES]
        if crops:
            times = [np.median(own[:, 0]) for own in crops]
            low, middle, high = np.array([np.quantile(own[:, 1], (0.25, 0.5, 0.75)) for own in crops]).T
            axes.fill_between(times, low, high, color=colour, alpha=0.15, linewidth=0)
            axes.plot(times, middle, marker="o", markersize=3, color=colour, label=label)
    axes.set(xlabel="seconds after the prompt", ylabel="acoustic consistency")
    axes.grid(alpha=0.3)


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

    Dotted: the codec's reconstruction.
    """
    measured = report["ablations"]["first_level"]
    counts = [int(count) for count in measured]
    figure = Figure(figsize=(7, 5))
    panels = figure.subplots(2, 2).flat
    for axes, (name, label) in zip(panels, (QUALITIES | {"seconds": "seconds a clip"}).items(), strict=True):
        if name == "seconds":
            axes.plot(counts, [measured[count][name] for count in measured], "o-", color=MEASURED)
        else:
            with_intervals(
                axes, counts, report, [f"ablations.first_level.{count}.{name}" for count in measured]
            )
            axes.axhline(report["ablations"]["codec"][name], color=SECOND, linestyle=":")
        axes.set_xscale("log", base=2)
        axes.set(xlabel="iterations at level 1", ylabel=label, xticks=counts)
        axes.xaxis.set_major_formatter(ScalarFormatter())
        axes.xaxis.set_minor_locator(NullLocator())
        axes.grid(alpha=0.3)
    figure.subplots_adjust(wspace=0.3, hspace=0.35)
    return figure


def settings(report: dict[str, Any]) -> Figure:
    """Letters wrong, quality and voice for every other ablation."""
    measured = report["ablations"]
    figure = Figure(figsize=(11.5, 6.5))
    panels = figure.subplots(len(QUALITIES), len(SETTINGS), sharey="row", sharex="col")
    for line, (name, label) in zip(panels, QUALITIES.items(), strict=True):
        for axes, (sweep, meaning) in zip(line, SETTINGS.items(), strict=True):
            keys = [f"ablations.{sweep}.{setting}.{name}" for setting in measured[sweep]]
            with_intervals(axes, range(len(keys)), report, keys)
            axes.set_xticks(range(len(keys)), [setting.replace("_", ".") for setting in measured[sweep]])
            axes.margins(x=0.2)
            axes.grid(alpha=0.3)
            if name == list(QUALITIES)[-1]:
                axes.set_xlabel(meaning)
        line[0].set_ylabel(label)
    return figure
