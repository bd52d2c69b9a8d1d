"""Figures of a report, as inline SVG."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from soundstorm.evaluation.report.drawing import BAR, MEASURED, SECOND, svg, with_intervals
from soundstorm.evaluation.report.figures_classifier import alarms
from soundstorm.evaluation.report.figures_dialogue import voices_over_time
from soundstorm.evaluation.report.figures_soundstorm import (
    drift_by_time,
    iterations,
    runtimes,
    settings,
    sources,
)


def figures_of(report: dict[str, Any]) -> dict[str, str]:
    """Title -> SVG, for the parts of a report that were measured."""
    drawn = {}
    if "codec" in report:
        drawn["Codec: quality by number of levels"] = svg(codec_quality(report))
        drawn["Codec: use of every codebook"] = svg(codebook_use(report["codec"]["codebooks"]))
    if "acoustic" in report:
        drawn["SoundStorm beside what it copies, by length of speech"] = svg(sources(report))
        drawn["SoundStorm: acoustic consistency over time"] = svg(
            drift_by_time(report["clips"].get("acoustic", []))
        )
    if "audiolm" in report:
        both = report["clips"].get("audiolm", [])
        drawn["SoundStorm and AudioLM: acoustic consistency over time"] = svg(drift_by_time(both))
    if "classifier" in report:
        drawn["Generated speech told by its sound"] = svg(alarms(report["clips"]["classifier"]))
    if report.get("ablations"):
        drawn["SoundStorm: quality and time by iterations at level 1"] = svg(iterations(report))
        drawn["SoundStorm: temperature, noise, schedule, true levels and precision"] = svg(settings(report))
    if "by_length" in report.get("speed", {}):
        drawn["SoundStorm: time by length of speech"] = svg(runtimes(report["speed"]["by_length"]))
    if "text" in report:
        drawn["Text to speech: length of every text"] = svg(lengths(report["clips"]["text"]))
    if "dialogue" in report:
        drawn["Dialogue: whose voice it is over time"] = svg(voices_over_time(report["clips"]["dialogue"]))
    return drawn


def codec_quality(report: dict[str, Any]) -> Figure:
    """PESQ-wb and STOI against the number of levels, with intervals."""
    figure = Figure(figsize=(7, 2.8))
    levels = report["codec"]["levels"]
    for axes, (name, label) in zip(
        figure.subplots(1, 2), (("pesq_wb", "PESQ-wb"), ("stoi", "STOI")), strict=True
    ):
        places = [int(number) for number in levels]
        with_intervals(axes, places, report, [f"codec.levels.{number}.{name}" for number in levels])
        bars = [
            row["target"] for row in report["targets"] if row["key"] == f"codec.levels.{places[-1]}.{name}"
        ]
        axes.plot(
            [places[-1]] * len(bars), bars, "_", color=BAR, markersize=18, markeredgewidth=2, label="target"
        )
        axes.set(xlabel="levels", ylabel=label, xticks=places)
        axes.grid(alpha=0.3)
    figure.subplots_adjust(wspace=0.3)
    return figure


def codebook_use(codebooks: dict[str, dict[str, float]]) -> Figure:
    """Usage and entropy of every level's codebook."""
    figure = Figure(figsize=(7, 2.4))
    for axes, (name, label) in zip(
        figure.subplots(1, 2), (("usage", "share of entries used"), ("entropy", "entropy, bits")), strict=True
    ):
        axes.bar(
            [int(level) for level in codebooks], [book[name] for book in codebooks.values()], color=MEASURED
        )
        axes.set(xlabel="level", ylabel=label)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    figure.subplots_adjust(wspace=0.3)
    return figure


def lengths(texts: list[dict[str, Any]]) -> Figure:
    """Seconds of every text against the seconds expected of it, with the bounds of failure."""
    figure = Figure(figsize=(3.6, 3.6))
    axes = figure.subplots()
    expected = [row["expected_seconds"] for row in texts]
    axes.scatter(expected, [row["seconds"] for row in texts], color=MEASURED, s=14)
    ends = [0.9 * min(expected), 1.1 * max(expected)]
    axes.plot(ends, ends, color=SECOND, linewidth=1)
    for times in (0.5, 2.0):
        axes.plot(ends, [times * end for end in ends], color=BAR, linewidth=1, linestyle=":")
    axes.set(xlabel="expected seconds", ylabel="seconds", ylim=(0, None))
    axes.grid(alpha=0.3)
    return figure
