"""The figure of a dialogue: two voices over time, its turns behind them."""

from soundstorm.evaluation.report.figures_dialogue import voices_over_time


def test_both_voices_are_drawn_over_the_turns_of_the_dialogue_that_was_told():
    series = {"seconds": [0.8, 1.2, 1.6], "A": [0.9, 0.5, 0.3], "B": [0.2, 0.6, 0.7]}
    rows = [
        {"kind": "turn", "dialogue": 0, "turn": 0, "seconds": [0.0, 1.1], "over_time": series},
        {"kind": "turn", "dialogue": 0, "turn": 1, "seconds": [1.1, 2.4]},
        {"kind": "in turn", "dialogue": 0},
        {"kind": "turn", "dialogue": 1, "turn": 0, "seconds": [0.0, 9.0]},
    ]
    (axes,) = voices_over_time(rows).axes
    assert [line.get_label() for line in axes.lines] == ["prompt of A", "prompt of B"]
    assert axes.lines[1].get_xydata().tolist() == [[0.8, 0.2], [1.2, 0.6], [1.6, 0.7]]
    spans = [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in axes.patches]
    assert spans == [(0.0, 1.1), (1.1, 2.4)]
    assert [text.get_text() for text in axes.texts] == ["A", "B"]
    assert axes.patches[0].get_facecolor()[:3] != axes.patches[1].get_facecolor()[:3]


def test_where_nothing_was_said_nothing_is_drawn():
    assert not voices_over_time([{"kind": "turn", "dialogue": 0, "turn": 0}]).axes[0].lines
