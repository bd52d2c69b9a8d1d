"""One step of a decoding as a figure: the token grid, the spectrogram so far, the tokens ranked by score."""

from __future__ import annotations

import re

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from soundstorm.player.assets import read_static
from soundstorm.trace import Trace
from soundstorm.trace.turns import is_dialogue, letter_of, turn_stretches

INCHES = (12.8, 7.2)
PROMPT, MASKED, CANDIDATE, NOW, EARLIER, GIVEN = range(6)
NAMES = ("voice prompt", "masked", "hidden again", "kept now", "kept earlier", "given by the edit")
STATES = ("PROMPT", "MASKED", "CANDIDATE", "NOW", "EARLIER", "GIVEN")  # as the player's states.js calls them


def _colours() -> dict[str, str]:
    """The player's colours on paper by their names in colours.css."""
    light = read_static("style/colours.css").partition(".theatre[data-theme")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))


def _shapes() -> tuple[str, ...]:
    """The rows of a cell in each state, from top to bottom, as shapes.js has them; a cap is ink, too."""
    rows = dict(re.findall(r'\[State\.(\w+)\]: shapeOf\("([.#^]+)"\)', read_static("grid/shapes.js")))
    return tuple(rows[state].replace("^", "#") for state in STATES)


COLOURS, SHAPES = _colours(), _shapes()
# dark and light ends of a token's shades by state
SHADES = tuple(
    (COLOURS[f"cell-{name}-low"], COLOURS[f"cell-{name}-high"])
    if name != "masked"
    else (COLOURS["cell-masked"], COLOURS["cell-masked"])
    for name in map(str.lower, STATES)
)
INK, QUIET, FIELD, PAPER = (COLOURS[name] for name in ("ink", "quiet", "field", "paper"))
SPEAKERS = tuple(COLOURS[f"speaker-{number}"] for number in range(1, 5))
CELL_ROWS = len(SHAPES[0])
CELL_COLUMNS = 5  # the last one is the gap to the next cell
LOUD = LinearSegmentedColormap.from_list("loud", [COLOURS[f"heat-{stop}"] for stop in range(4)])


class StepFigure:
    """A figure that shows one step after the other.

    trace: at least one iteration; a spectrogram is drawn if it has one.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.figure = Figure(figsize=INCHES, facecolor=PAPER)
        timed = self.figure.add_gridspec(
            2, 1, height_ratios=(5, 4), left=0.06, right=0.985, top=0.85, bottom=0.365, hspace=0.2
        )
        # over the grid, in a dialogue alone: who speaks
        self.turns = self.figure.add_axes((0.06, 0.853, 0.925, 0.022)) if is_dialogue(trace) else None
        ranked = self.figure.add_gridspec(1, 1, left=0.06, right=0.985, top=0.255, bottom=0.08)
        self.grid, self.spectrogram, self.ranking = (
            self.figure.add_subplot(place) for place in (timed[0], timed[1], ranked[0])
        )
        self._headline = self.figure.text(0.06, 0.945, "", size=19, weight="bold", color=INK, va="center")
        # as it is written: matplotlib would set "$5 or $6" as mathematics
        self._summary = self.figure.text(
            0.06, 0.893, "", size=12.5, color=QUIET, va="center", parse_math=False
        )
        states = [PROMPT, MASKED, CANDIDATE, NOW, EARLIER] + ([GIVEN] if trace.edit else [])
        self.figure.legend(
            handles=[Patch(facecolor=SHADES[state][0], label=NAMES[state]) for state in states],
            loc="upper right", bbox_to_anchor=(0.985, 0.975), ncols=3, frameon=False, labelcolor=INK,
            fontsize=11, handlelength=1, handleheight=1,
        )  # fmt: skip

    def draw(self, step: int) -> Figure:
        """Show the state after `step` iterations, 0 to as many as the trace has."""
        done = self.trace.iterations[step - 1] if step else None
        if done is None:
            headline, summary = "Before the first iteration", "All tokens to be decoded are masked"
        else:
            kept, opened = int(done.kept.sum()), len(done.frame)
            headline = (
                f"Level {done.level} of {self.trace.levels}, iteration {done.iteration} of {done.iterations}"
            )
            rest = f", {opened - kept} hidden again" if kept < opened else ": the level is complete"
            summary = f"{kept} of {opened} tokens kept{rest}"
        self._headline.set_text(headline)
        name = f"“{self.trace.transcript}”" if self.trace.transcript else self.trace.title
        self._summary.set_text(f"{summary}  ·  {name}" if name else summary)
        self._draw_turns()
        self._draw_grid(step)
        self._draw_spectrogram(step)
        self._draw_ranking(step)
        return self.figure

    def _draw_turns(self) -> None:
        """Whose the prompts and the turns are, by colour and letter; nothing where one person speaks."""
        if self.turns is None:
            return
        axes, frame = self._cleared(self.turns), self.trace.hop / self.trace.sample_rate
        axes.set(xlim=self._seconds, ylim=(0, 1), xticks=[], yticks=[])
        for speaker, (first, end) in [*self.trace.prompts, *turn_stretches(self.trace)]:
            start, stop = ((place - self.trace.prompt_frames) * frame for place in (first, end))
            axes.axvspan(start, stop, color=SPEAKERS[(speaker - 1) % len(SPEAKERS)], linewidth=0)
            axes.text(
                (start + stop) / 2, 0.46, letter_of(speaker), color=PAPER, size=11, weight="bold",
                ha="center", va="center", clip_on=True,
            )  # fmt: skip

    def _draw_grid(self, step: int) -> None:
        axes, trace = self._cleared(self.grid), self.trace
        state, shown = grid_state(trace, step)
        axes.imshow(grid_image(state, shown), aspect="auto", extent=(*self._seconds, 0.5, trace.levels + 0.5))
        axes.set(xlim=self._seconds, ylabel="level", yticks=range(1, trace.levels + 1))
        axes.tick_params(labelbottom=False)

    def _draw_spectrogram(self, step: int) -> None:
        axes, pictures, level = self._cleared(self.spectrogram), self.trace.spectrograms, self._finished(step)
        axes.set(xlim=self._seconds, xlabel="seconds of new speech")
        if pictures is None or level == 0:
            why = "This trace has no spectrogram" if pictures is None else "Level 1 is not complete yet"
            axes.text(0.5, 0.5, why, transform=axes.transAxes, ha="center", va="center", color=QUIET, size=12)
            axes.set_yticks([])
            return
        axes.imshow(
            pictures.values[level - 1].numpy(), aspect="auto", origin="lower", cmap=LOUD, vmin=0, vmax=255,
            extent=(0, self._seconds[1], 0, 1),
        )  # fmt: skip
        mel = lambda hertz: np.log10(1 + hertz / 700)  # noqa: E731
        low, high = mel(pictures.fmin), mel(pictures.fmax)
        ticks = [hertz for hertz in (500, 1000, 2000, 4000) if pictures.fmin < hertz < pictures.fmax]
        axes.set_yticks([(mel(hertz) - low) / (high - low) for hertz in ticks])
        axes.set_yticklabels([f"{hertz / 1000:g} kHz" for hertz in ticks])
        axes.set_ylim(0, 1)
        levels = "level 1" if level == 1 else f"levels 1 to {level}"
        self._name(axes, f"spectrogram of {levels}")

    def _draw_ranking(self, step: int) -> None:
        axes = self._cleared(self.ranking)
        axes.set(xlabel="tokens of this iteration, best first")
        if not step:
            axes.set(xticks=[], yticks=[])
            return
        done = self.trace.iterations[step - 1]
        order = np.argsort(-done.score.float().numpy(), kind="stable")
        probability, kept = done.confidence.float().numpy()[order], done.kept.numpy()[order]
        colours = np.where(kept[:, None], to_rgb(SHADES[NOW][0]), to_rgb(SHADES[CANDIDATE][1]))
        places = np.arange(len(order))
        axes.vlines(places, 0, probability, colors=colours, linewidth=max(0.6, 560 / len(order) / 1.3))
        axes.set(xlim=(-0.6, len(order) - 0.4), ylim=(0, 1), ylabel="confidence")
        if not kept.all():
            # beyond the cut an edit may have kept one more
            stay = int((done.kept & (done.score.float() >= done.threshold)).sum())
            cut = stay - 0.5
            axes.axvline(cut, color=INK, linewidth=1.5)
            axes.annotate(
                f" cut: {stay} stay", (cut, 1), xytext=(3, -3), textcoords="offset points",
                va="top", color=INK, size=11, bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1},
            )  # fmt: skip
        self._name(axes, "ranked by log confidence + noise")

    @property
    def _seconds(self) -> tuple[float, float]:
        """Where the prompt begins and the speech ends, the new speech beginning at 0."""
        frame = self.trace.hop / self.trace.sample_rate
        return -self.trace.prompt_frames * frame, self.trace.seconds

    def _finished(self, step: int) -> int:
        """The last complete level after `step` iterations; what an edit left as it was is complete."""
        done = self.trace.iterations[max(step - 1, 0)]
        level = done.level - (step == 0 or done.hidden_after > 0)
        for given in self.trace.given[level:]:
            if bool((given == self.trace.codebook_size).any()):
                break
            level += 1
        return level

    @staticmethod
    def _name(axes: Axes, text: str) -> None:
        axes.set_title(text, loc="left", size=11, color=QUIET, pad=4)

    @staticmethod
    def _cleared(axes: Axes) -> Axes:
        axes.clear()
        axes.set_facecolor(FIELD)
        axes.spines[:].set_visible(False)
        axes.tick_params(colors=QUIET, labelsize=10.5, length=0)
        axes.xaxis.label.set(color=QUIET, size=11)
        axes.yaxis.label.set(color=QUIET, size=11)
        return axes


def grid_state(trace: Trace, step: int) -> tuple[np.ndarray, np.ndarray]:
    """What every cell is after `step` iterations, uint8 [Q, T], and its token, `codebook_size` where hidden.

    A token that the latest iteration sampled and hid again counts as its cell's token.
    """
    given = trace.given.numpy()
    shown = trace.codes_after(step)[0].numpy().copy()
    state = np.where(shown == trace.codebook_size, MASKED, EARLIER).astype(np.uint8)
    state[given != trace.codebook_size] = GIVEN
    state[:, : trace.prompt_frames] = PROMPT
    if step:
        done = trace.iterations[step - 1]
        frame, kept = done.frame.numpy(), done.kept.numpy()
        state[done.level - 1, frame] = np.where(kept, NOW, CANDIDATE)
        shown[done.level - 1, frame] = done.sampled.numpy()
    return state, shown


def grid_image(state: np.ndarray, shown: np.ndarray) -> np.ndarray:
    """The grid uint8 [Q * CELL_ROWS, T * CELL_COLUMNS, 3], the coarsest level at the bottom.

    A token's shade is scattered as in the player, since neighbouring numbers mean nothing.
    """
    shade = ((shown.astype(np.uint64) + 1) * 2654435761 % 2**32 / 2**32)[..., None]
    ends = np.array([[to_rgb(end) for end in pair] for pair in SHADES])
    colours = ends[state, 0] + (ends[state, 1] - ends[state, 0]) * shade
    ink = np.array([[row == "#" for row in shape] for shape in SHAPES])[state]
    cells = np.broadcast_to(colours[:, :, None, None], (*state.shape, CELL_ROWS, CELL_COLUMNS, 3)).copy()
    cells[~ink] = to_rgb(FIELD)
    cells[..., -1, :] = to_rgb(FIELD)
    dots = state == MASKED
    cells[dots] = np.where(np.arange(CELL_COLUMNS)[:, None] == CELL_COLUMNS // 2, cells[dots], to_rgb(FIELD))
    upside_down = cells[::-1].transpose(0, 2, 1, 3, 4)
    levels, frames = state.shape
    return (upside_down.reshape(levels * CELL_ROWS, frames * CELL_COLUMNS, 3) * 255).round().astype(np.uint8)
