"""The paper's figure 3 for this machine: how long the stages take for 5 to 30 s of speech."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from matplotlib.axes import Axes

from soundstorm.race.run import Race, times_faster

LINES = {
    "semantic": ("AudioLM, semantic", "#9a9aa6", "o"),
    "coarse": ("AudioLM, coarse", "#5b5b6b", "s"),
    "fine": ("AudioLM, fine", "#24242e", "^"),
    "soundstorm": ("SoundStorm", "#4b3fd1", "D"),
    "codec": ("codec and watermark, tokens to sound", "#c98a00", "v"),
}


def draw_race(axes: Axes, races: Sequence[Race]) -> None:
    """Seconds of computing over seconds of speech, a line a stage; under the dashed one is faster than it.

    Of several races of one length the median.
    """
    by_length: dict[float, list[Race]] = {}
    for race in races:
        by_length.setdefault(race.seconds, []).append(race)
    seconds = [*by_length]
    for name, (label, colour, marker) in LINES.items():
        taken = [median(getattr(race, name) for race in alike) for alike in by_length.values()]
        axes.plot(seconds, taken, color=colour, marker=marker, label=label)
    axes.plot(seconds, seconds, color="#999999", linestyle="--", linewidth=1, label="as long as the speech")
    axes.set(xlabel="seconds of speech", ylabel="seconds of computing on this machine", yscale="log")
    axes.set_xticks(seconds)
    axes.grid(axis="y", alpha=0.3)
    axes.legend(frameon=False, ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.12))  # under the lines
    last = races[-1]
    axes.set_title(
        f"{last.seconds:.0f} s of speech: SoundStorm ({last.storm.precision}) is {times_faster(races):.1f} "
        "times as fast as AudioLM's acoustic stages",
        loc="left",
        fontsize=11,
    )
