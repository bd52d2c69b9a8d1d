"""Colours and type of the app: ink on paper, one accent, nothing loaded from outside."""

from __future__ import annotations

import gradio as gr
from gradio.themes.utils.fonts import LocalFont

INK = gr.themes.Color(*"""
    #f8f7f3 #efede7 #e0ddd4 #c6c3b9 #98968e #6c6b66 #4d4e4c #363938 #232727 #171b1b #0f1313
""".split())  # fmt: skip
TEAL = gr.themes.Color(*"""
    #eefaf8 #d3f1ed #a7e2db #72ccc3 #3fb0a6 #1f948b #12766f #105f5a #104c49 #0f3f3d #062625
""".split())  # fmt: skip


def soundstorm_theme() -> gr.themes.Base:
    """The theme for `launch`; both fonts ship with gradio."""
    # Gradio ships the 600 weight with a handful of letters only; regular and bold are whole.
    sans = (LocalFont("IBM Plex Sans", weights=(400, 700)), "system-ui", "sans-serif")
    mono = (LocalFont("IBM Plex Mono", weights=(400, 700)), "ui-monospace", "monospace")
    return gr.themes.Base(
        primary_hue=TEAL, neutral_hue=INK, radius_size="sm", text_size="lg", font=sans, font_mono=mono
    ).set(
        color_accent="*primary_700",
        color_accent_soft_dark="*primary_900",
        body_text_color_subdued="*neutral_500",
        body_text_color_subdued_dark="*neutral_300",
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        block_padding="0px",
        block_label_background_fill="transparent",
        block_label_background_fill_dark="transparent",
        block_label_border_width="0px",
        block_title_text_weight="400",
        block_title_background_fill="transparent",
        block_title_background_fill_dark="transparent",
        block_title_border_width="0px",
        block_title_padding="0px",
        block_title_text_color="*neutral_600",
        block_title_text_color_dark="*neutral_300",
        input_background_fill="white",
        input_background_fill_dark="*neutral_900",
        input_border_color="*neutral_300",
        input_border_color_dark="*neutral_700",
        input_border_width="1px",
        button_border_width="1px",
        button_border_width_dark="1px",
        button_large_text_weight="700",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_400",
        button_primary_background_fill_hover_dark="*primary_300",
        button_primary_text_color="white",
        button_primary_text_color_dark="*neutral_950",
        button_secondary_background_fill="transparent",
        button_secondary_background_fill_dark="transparent",
        button_secondary_border_color="*neutral_400",
        button_secondary_border_color_dark="*neutral_600",
    )
