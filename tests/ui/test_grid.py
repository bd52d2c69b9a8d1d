"""How a grid of tokens travels."""

import base64

import numpy as np
import torch

from soundstorm.ui.grid import token_grid


def unpack(text: str) -> np.ndarray:
    """Tokens as the player's still.js reads them."""
    return np.frombuffer(base64.b64decode(text), "<u4")


def test_tokens_survive_the_trip_to_the_browser():
    codes = torch.tensor([[0, 1, 1023, 1024], [5, 4096, 70_000, 2**20]])  # as large as codebooks get
    grid = token_grid(codes, frames_per_second=50)
    assert unpack(grid["tokens"]).tolist() == codes.flatten().tolist()
    assert (grid["levels"], grid["frames"], grid["frames_per_second"]) == (2, 4, 50)


def test_thirty_seconds_stay_far_below_the_megabyte_a_page_takes_easily():
    assert len(token_grid(torch.zeros(12, 1500), 50)["tokens"]) < 100_000
