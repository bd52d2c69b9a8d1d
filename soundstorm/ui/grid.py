"""The token grid: what a cell shows, how cells travel to the browser, and the components that draw them."""

from __future__ import annotations

import base64
from enum import IntEnum

import gradio as gr
import numpy as np
from torch import Tensor

from soundstorm.ui.assets import component

STATE_SHIFT = 24  # a cell is one uint32: the token in the low 24 bits, its state above


class CellState(IntEnum):
    """What has been decided about one token."""

    MASKED = 0
    PROMPT = 1
    KEPT_EARLIER = 2
    KEPT_NOW = 3


def cell_states(mask: Tensor, mask_before: Tensor, prompt_frames: int) -> np.ndarray:
    """State of every cell after an iteration, uint8 [Q, T].

    mask, mask_before: bool [Q, T], True where a token is hidden after and before the iteration.
    prompt_frames: leading frames that belong to the voice prompt.
    """
    states = np.full(tuple(mask.shape), CellState.KEPT_EARLIER, dtype=np.uint8)
    hidden, hidden_before = mask.cpu().numpy(), mask_before.cpu().numpy()
    states[hidden_before & ~hidden] = CellState.KEPT_NOW
    states[hidden] = CellState.MASKED
    states[:, :prompt_frames] = CellState.PROMPT
    return states


def pack_cells(codes: Tensor, states: np.ndarray) -> str:
    """Codes [Q, T] and their states [Q, T] as base64 of little-endian uint32, level 1 first.

    A nested list of the same cells would freeze the page: gradio proxies every value several times.
    """
    tokens = codes.cpu().numpy().astype("<u4")
    return base64.b64encode((tokens | states.astype("<u4") << STATE_SHIFT).astype("<u4").tobytes()).decode()


def grid_payload(codes: Tensor, states: np.ndarray, prompt_frames: int, frames_per_second: float) -> dict:
    """One grid as the browser receives it; codes and states are [Q, T]."""
    levels, frames = states.shape
    return {
        "levels": levels,
        "frames": frames,
        "prompt_frames": prompt_frames,
        "frames_per_second": frames_per_second,
        "cells": pack_cells(codes, states),
    }


def prompt_payload(codes: Tensor, frames_per_second: float) -> dict:
    """The grid of a voice prompt alone; codes are [Q, T]."""
    states = np.full(tuple(codes.shape), CellState.PROMPT, dtype=np.uint8)
    return grid_payload(codes, states, codes.shape[1], frames_per_second)


def live_view() -> gr.HTML:
    """The live grid, the passes, the levels and their audio; takes the values of `live.Live`."""
    return component("static/live", [f"static/{name}.js" for name in ("grid", "spectrum", "levels", "live")])
