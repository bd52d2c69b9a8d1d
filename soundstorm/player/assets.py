"""The player's HTML, CSS and JavaScript, put together without a bundler.

The scripts are plain scripts that share one function scope: whoever uses them wraps them in a function and
calls `mountPlayer(root, options)` at its end, `root` being the element that `player_markup` describes.
"""

from __future__ import annotations

from pathlib import Path

STATIC = Path(__file__).parent / "static"

# In order: a script may use, at load, only what stands before it.
SCRIPTS = (
    "float16.js",
    "trace-file.js",
    "trace-check.js",
    "reason.js",
    "trace.js",
    "dom.js",
    "colours.js",
    "store.js",
    "axis.js",
    "playback.js",
    "step-axis.js",
    "transport.js",
    "timeline.js",
    "keyboard.js",
    "cell-shapes.js",
    "grid-image.js",
    "grid-pointer.js",
    "grid.js",
    "time-marks.js",
    "legend.js",
    "inspector.js",
    "charts.js",
    "confidence.js",
    "schedule.js",
    "hearing.js",
    "speech-marks.js",
    "speaker.js",
    "playhead.js",
    "phonemes.js",
    "waveform.js",
    "heat.js",
    "spectrogram.js",
    "sound.js",
    "comparing.js",
    "compare.js",
    "predicting.js",
    "predict.js",
    "whatif.js",
    "player.js",
)
# The lesson, for those who show it: after SCRIPTS, in the same scope.
LESSON_SCRIPTS = (
    "lesson-questions.js",
    "lesson-decisions.js",
    "lesson-steps.js",
    "lesson-view.js",
    "lesson.js",
)
STYLES = (
    "theme.css",
    "player.css",
    "transport.css",
    "grid.css",
    "panels.css",
    "sound.css",
    "questions.css",
    "whatif.css",
    "lesson.css",
    "contrast.css",
)


def player_script() -> str:
    """All scripts as the body of one function; they define `mountPlayer(root, options)` and `parseTrace`."""
    return _joined(SCRIPTS)


def lesson_script() -> str:
    """What goes after `player_script()` to define `mountLesson(theatre, player, options)`."""
    return _joined(LESSON_SCRIPTS)


def player_style() -> str:
    """All rules; every one of them holds only inside `.theatre`."""
    return _joined(STYLES)


def player_markup() -> str:
    """The element that `mountPlayer` brings to life: a header and one empty slot for every view."""
    return _joined(("player.html",))


def _joined(names: tuple[str, ...]) -> str:
    return "\n".join(map(read_static, names))


def read_static(name: str) -> str:
    """Text of one asset in this folder's `static`."""
    return (STATIC / name).read_text(encoding="utf-8")
