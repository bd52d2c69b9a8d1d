"""The decoding theatre: a player of traces that runs in any browser, without a model and without gradio."""

from soundstorm.player.assets import lesson_script, player_markup, player_script, player_style

__all__ = ["lesson_script", "player_markup", "player_script", "player_style"]
