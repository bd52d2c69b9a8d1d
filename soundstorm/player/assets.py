"""The player's HTML, CSS and JavaScript, as pages and gradio take them."""

from __future__ import annotations

import re
from pathlib import Path

from soundstorm.player.bundle import bundle, name_of

STATIC = Path(__file__).parent / "static"

PLAYER, LESSON, GROWTH, STILL = "player.js", "lesson/lesson.js", "trace/growth.js", "still.js"
RACE, TERMS = "race/race.js", "terms.js"
PAGE, LESSON_PAGE = "page.js", "lesson/page.js"  # what an exported page runs
STYLES = (
    "colours.css",
    "theme.css",
    "player.css",
    "transport.css",
    "grid.css",
    "turns.css",
    "panels.css",
    "sound.css",
    "questions.css",
    "whatif.css",
    "lesson.css",
    "contrast.css",
)


def player_script() -> str:
    """Part of a function's body that defines `mountPlayer(root, options)`, see player.js."""
    return f"{bundle(STATIC, PLAYER)}const {{ mountPlayer }} = {name_of(PLAYER)};\n"


def lesson_script() -> str:
    """What goes after `player_script()` to define `mountLesson(theatre, player, options)`, see lesson.js."""
    return f"{bundle(STATIC, LESSON, without=PLAYER)}const {{ mountLesson }} = {name_of(LESSON)};\n"


def growth_script() -> str:
    """What goes after `player_script()` to define `beginTrace` and `growTrace`, see trace/growth.js."""
    names = f"const {{ beginTrace, growTrace }} = {name_of(GROWTH)};\n"
    return bundle(STATIC, GROWTH, without=PLAYER) + names


def still_script() -> str:
    """Part of a function's body that defines what still.js exports: the player's pictures outside of it."""
    return f"{bundle(STATIC, STILL)}const {{ unpackTokens, mountStill, paintPicture }} = {name_of(STILL)};\n"


def race_script() -> str:
    """Part of a function's body that defines `mountRace(element, files)`, see race/race.js."""
    return f"{bundle(STATIC, RACE)}const {{ mountRace }} = {name_of(RACE)};\n"


def terms_script() -> str:
    """Part of a function's body that defines `withTerms(text)` and `mountTerms(element, signal)`."""
    return f"{bundle(STATIC, TERMS)}const {{ withTerms, mountTerms }} = {name_of(TERMS)};\n"


def page_script(entry: str) -> str:
    """All that an exported page runs: PAGE or LESSON_PAGE."""
    return bundle(STATIC, entry)


def lesson_traces() -> set[str]:
    """The names of the bundled traces that the lesson's steps show."""
    return set(re.findall(r'\b[ab]: "([^"]+)"', read_static("lesson/steps.js")))


def player_style() -> str:
    """All rules; every one of them holds only inside `.theatre`."""
    return "\n".join(read_static(f"style/{name}") for name in STYLES)


def player_colours(light: str, dark: str) -> str:
    """Its colours for the page that it stands in: `light` and `dark` are selectors of that."""
    colours = read_static("style/colours.css")
    return colours.replace('.theatre[data-theme="dark"]', dark).replace(".theatre", light)


def player_markup() -> str:
    """The element that `mountPlayer` brings to life: a header and one empty slot for every view."""
    return read_static("player.html")


def read_static(name: str) -> str:
    """Text of one asset in this folder's `static`."""
    return (STATIC / name).read_text(encoding="utf-8")
