"""The figure of a step: what it says and where it cuts."""

from dataclasses import replace
from io import BytesIO

import torch

from soundstorm.player.figure import CELL_ROWS, COLOURS, NAMES, NOW, SHADES, SHAPES, StepFigure


def cut(trace, step):
    """What stands at the cut after so many steps, and where the line is."""
    figure = StepFigure(trace)
    figure.draw(step)
    [text] = [one.get_text() for one in figure.ranking.texts]
    return text.strip(), figure.ranking.lines[0].get_xdata()[0]


def test_the_cut_stands_behind_those_that_reach_the_threshold(decoded):
    done = decoded.trace.iterations[0]
    stay = int(done.kept.sum())
    assert cut(decoded.trace, 1) == (f"cut: {stay} stay", stay - 0.5)


def test_what_an_edit_kept_does_not_move_the_cut(decoded):
    done = decoded.trace.iterations[0]
    stay, worst = int(done.kept.sum()), int(done.score.float().argmin())
    put = replace(done, kept=done.kept | (torch.arange(len(done.frame)) == worst))
    edited = replace(decoded.trace, iterations=[put, *decoded.trace.iterations[1:]])
    assert int(put.kept.sum()) == stay + 1
    assert cut(edited, 1) == (f"cut: {stay} stay", stay - 0.5)


def test_what_is_said_is_no_mathematics(decoded):
    said = replace(decoded.trace.script, transcript=r"$$ is $5 or $6 \frac{")
    figure = StepFigure(replace(decoded.trace, script=said)).draw(1)
    figure.savefig(BytesIO())
    assert any(said.transcript in text.get_text() for text in figure.texts)


def test_the_figure_has_the_shapes_and_colours_of_the_player():
    assert len(NAMES) == len(SHADES) == len(SHAPES) == 6
    assert {len(shape) for shape in SHAPES} == {CELL_ROWS} == {14}
    assert len(set(SHAPES)) == 6  # shape alone tells the states apart
    assert SHADES[NOW] == (COLOURS["now"], COLOURS["cell-now-high"]) == ("#d9730d", "#f2a73b")
    assert COLOURS["paper"] == "#f8f7f3"  # the light theme's


def test_levels_that_an_edit_left_as_they_were_are_in_the_spectrogram(spoken):
    """Levels 2 and 3 of 4 decoded again: then all four are complete."""
    trace = spoken.trace
    given = trace.given.clone()
    given[[0, 3]] = trace.codes[0, [0, 3]]
    again = [done for done in trace.iterations if done.level in (2, 3)]
    edited = replace(trace, given=given, iterations=again)
    heard = []
    for step in (0, len(again)):
        figure = StepFigure(edited)
        figure.draw(step)
        heard.append(figure.spectrogram.get_title(loc="left"))
    assert heard == ["spectrogram of level 1", "spectrogram of levels 1 to 4"]
