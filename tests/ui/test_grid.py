"""What the token grid shows and how it travels."""

import base64

import numpy as np
import torch

from soundstorm.ui.grid import CellState, cell_states, grid_payload, pack_cells, prompt_payload


def unpack(text: str) -> tuple[np.ndarray, np.ndarray]:
    """Tokens and states as static/grid.js reads them."""
    cells = np.frombuffer(base64.b64decode(text), "<u4")
    return cells & 0xFFFFFF, cells >> 24


def test_cells_survive_the_trip_to_the_browser():
    codes = torch.tensor([[0, 1, 1023, 1024], [5, 4096, 70_000, 65_536]])  # as large as codebooks get
    states = np.array([[1, 2, 3, 0], [1, 1, 2, 0]], dtype=np.uint8)
    tokens, states_there = unpack(pack_cells(codes, states))
    assert tokens.tolist() == codes.flatten().tolist()
    assert states_there.tolist() == states.flatten().tolist()


def test_a_cell_says_when_its_token_was_kept():
    hidden_before = torch.tensor([[False, False, True, True]])
    hidden = torch.tensor([[False, False, False, True]])
    states = cell_states(hidden, hidden_before, prompt_frames=1)
    assert states.tolist() == [
        [CellState.PROMPT, CellState.KEPT_EARLIER, CellState.KEPT_NOW, CellState.MASKED]
    ]


def test_a_prompt_grid_is_prompt_throughout():
    payload = prompt_payload(torch.arange(6).reshape(2, 3), frames_per_second=50)
    tokens, states = unpack(payload["cells"])
    assert (payload["levels"], payload["frames"], payload["prompt_frames"]) == (2, 3, 3)
    assert tokens.tolist() == [0, 1, 2, 3, 4, 5]
    assert set(states.tolist()) == {CellState.PROMPT}


def test_thirty_seconds_stay_far_below_the_megabyte_a_page_takes_easily():
    levels, frames = 12, 1500
    payload = grid_payload(torch.zeros(levels, frames), np.zeros((levels, frames), np.uint8), 0, 50)
    assert len(payload["cells"]) < 100_000
