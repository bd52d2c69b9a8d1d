"""The decoding theatre: a player of traces that runs in any browser, without a model and without gradio."""

from soundstorm.player.assets import (
    growth_script,
    lesson_script,
    player_colours,
    player_markup,
    player_script,
    player_style,
    race_script,
    still_script,
    terms_script,
)

__all__ = [
    "growth_script",
    "lesson_script",
    "player_colours",
    "player_markup",
    "player_script",
    "player_style",
    "race_script",
    "still_script",
    "terms_script",
]
