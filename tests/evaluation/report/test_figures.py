"""Figures of SoundStorm: what they draw is what was measured."""

import pytest

from soundstorm.evaluation.parts.ablations import sweeps
from soundstorm.evaluation.report.drawing import svg
from soundstorm.evaluation.report.figures_soundstorm import (
    drift_by_time,
    iterations,
    runtimes,
    settings,
    sources,
)
from soundstorm.evaluation.report.part import intervals, plain
from soundstorm.evaluation.report.statistics import Estimate


@pytest.fixture
def report() -> dict:
    """Ablations whose character error rate is a hundredth of the number of iterations at level 1."""
    estimates = {name: Estimate(0.5, 0.4, 0.6, 8, 4) for name in ("voice", "quality")}
    figures = {
        name: {
            setting: estimates
            | {"character_error_rate": Estimate(way.schedule.iterations[0] / 100, 0, 1, 8, 4), "seconds": 1.0}
            for setting, way in sweep.items()
        }
        for name, sweep in sweeps(8, "int8", "float32").items()
    }
    figures["codec"] = figures["first_level"]["1"]
    return {"ablations": plain(figures), "intervals": intervals(figures, "ablations")}


@pytest.mark.parametrize(
    ("source", "label"),
    [("same_voice", "SoundStorm, same voice"), ("soundstorm", "SoundStorm"), ("audiolm", "AudioLM")],
)
def test_consistency_is_drawn_over_time_with_its_quartiles(source, label):
    """Of the scores 0, 0.25, 0.5, 0.75, 1 the median is 0.5; a crop of only three clips is left out."""
    rows = [
        {"source": source, "drift": [[1.5, score], [4.5, 0.9]][: 1 + (score < 0.6)]}
        for score in (0, 0.25, 0.5, 0.75, 1)
    ]
    (axes,) = drift_by_time(rows).axes
    (line,) = axes.lines
    assert line.get_label() == label
    assert line.get_xydata().tolist() == [[1.5, 0.5]]
    bounds = axes.collections[0].get_paths()[0].get_extents()
    assert (bounds.y0, bounds.y1) == (0.25, 0.75)


def test_iterations_are_the_horizontal_axis(report):
    error, *_, seconds = iterations(report).axes
    measured = error.containers[0].lines[0].get_xydata().tolist()
    assert measured == [[count, count / 100] for count in (1, 2, 4, 16)]
    assert error.get_xscale() == "log"
    assert seconds.lines[0].get_ydata().tolist() == [1.0] * 4


def test_every_other_setting_has_its_panel(report):
    figure = settings(report)
    names = {axes.get_xlabel() for axes in figure.axes} - {""}
    assert names == {"schedule", "temperature", "noise", "true levels", "precision"}
    labels = [label.get_text() for label in figure.axes[-5].get_xticklabels()]
    assert labels == ["0.7", "1", "1.3"]
    assert svg(figure).startswith("<svg")


def test_runtimes_are_drawn_against_the_length_of_speech():
    times = {"5": {"acoustic": 1.0, "codec": 0.1}, "10": {"acoustic": 2.0, "codec": 0.2}}
    storm, codec, _ = runtimes(times).axes[0].lines
    assert storm.get_xydata().tolist() == [[5, 1], [10, 2]]
    assert codec.get_ydata().tolist() == [0.1, 0.2]


def test_every_source_has_its_line_over_the_lengths():
    """Text to speech was measured short alone."""
    drawn = ("error_rate", "quality", "voice", "consistency")
    acoustic = {
        length: {"codec": {name: Estimate(value, value - 0.1, value + 0.1, 8, 4) for name in drawn}}
        for length, value in (("short", 0.2), ("mid", 0.3), ("long", 0.4))
    }
    text = {"short": acoustic["short"]["codec"]}
    report = {"acoustic": plain(acoustic), "text": plain(text)}
    report["intervals"] = intervals(acoustic, "acoustic") | intervals(text, "text")
    words, quality, *_ = sources(report).axes
    codec, spoken = words.containers
    assert [codec.get_label(), spoken.get_label()] == ["codec", "text to speech"]
    assert codec.lines[0].get_ydata().tolist() == [0.2, 0.3, 0.4]
    assert len(spoken.lines[0].get_xdata()) == 1
    assert quality.containers[0].lines[0].get_ydata().tolist() == [0.2, 0.3, 0.4]
