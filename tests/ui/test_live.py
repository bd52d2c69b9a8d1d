"""What the live view is told during a run."""

from pathlib import Path

import pytest
import soundfile
import torch

from soundstorm.acoustic import DecodingStep, Schedule
from soundstorm.audio import PreparedPrompt
from soundstorm.pipeline import VoicePrompt
from soundstorm.text.script import Script
from soundstorm.trace import Trace
from soundstorm.ui.grid import CellState
from soundstorm.ui.live import Live, closed, run_facts, stopped
from tests.ui.test_grid import unpack

FRAMES, PROMPT_FRAMES, MASK_ID = 6, 2, 1024


@pytest.fixture
def live(tmp_path: Path) -> Live:
    return Live(Schedule((2, 1)), tmp_path, frames_per_second=50)


def step(level: int, iteration: int, kept: list[list[int]]) -> DecodingStep:
    """A step after which the frames `kept[level - 1]` of every level are known."""
    mask = torch.ones(1, 2, FRAMES, dtype=torch.bool)
    mask[:, :, :PROMPT_FRAMES] = False
    for row, frames in enumerate(kept):
        mask[0, row, frames] = False
    codes = torch.full_like(mask, 7, dtype=torch.long).masked_fill(mask, MASK_ID)
    nothing = torch.zeros(1, FRAMES)
    return DecodingStep(
        level,
        iteration,
        iterations=2,
        prompt_frames=PROMPT_FRAMES,
        codes=codes,
        mask=mask,
        confidence=nothing,
        open=nothing.bool(),
        sampled=nothing.long(),
        score=nothing,
        threshold=nothing[:, 0],
        entropy=nothing,
    )


@pytest.fixture
def trace() -> Trace:
    """Two prompt frames and four to generate at two levels, all of them token 7 without a single step."""
    return Trace(
        given=torch.full((2, FRAMES), 7),
        semantic=torch.zeros(3, dtype=torch.long),
        prompt_frames=PROMPT_FRAMES,
        codebook_size=MASK_ID,
        schedule=Schedule((2, 1)),
        seed=0,
        sample_rate=16_000,
        hop=320,
        script=Script(phonemes=("h", "ə")),
    )


def states(value: dict, level: int) -> list[str]:
    """The states of one level in a value, by name."""
    _, found = unpack(value["grid"]["cells"])
    return [CellState(state).name for state in found.reshape(-1, FRAMES)[level - 1]]


def test_the_prompt_is_shown_before_any_word_is_known(live):
    prepared = PreparedPrompt(torch.zeros(1280), 0.1, 0.18, 1.0, 0.0)
    voice = VoicePrompt(
        prepared, torch.zeros(1, 2, 4, dtype=torch.long), torch.zeros(1, 2, dtype=torch.long), 0.1
    )
    value = live.prompt(voice)
    assert value["phase"] == "text"
    assert (value["grid"]["frames"], value["grid"]["prompt_frames"]) == (4, 4)


def test_tokens_of_a_step_that_was_not_shown_count_as_decided_now(live):
    live.step(step(1, 1, [[], []]))
    value = live.step(step(1, 2, [[2, 3], []]))  # two iterations later than the last one shown
    assert states(value, 1) == ["PROMPT"] * 2 + ["KEPT_NOW"] * 2 + ["MASKED"] * 2
    assert states(value, 2) == ["PROMPT"] * 2 + ["MASKED"] * 4
    assert states(live.step(step(1, 2, [[2, 3, 4], []])), 1)[2:] == ["KEPT_EARLIER"] * 2 + [
        "KEPT_NOW",
        "MASKED",
    ]


def test_a_finished_grid_has_nothing_new_in_it(live, trace):
    live.step(step(2, 1, [[2, 3, 4, 5], [2, 3, 4, 5]]))
    value = live.done(trace)
    assert value["phase"] == "done"
    assert states(value, 2) == ["PROMPT"] * 2 + ["KEPT_EARLIER"] * 4


def test_every_value_carries_all_finished_levels_and_the_place(live, tmp_path):
    for level in (1, 2):
        live.add_level(level, torch.zeros(3200), 16000)
    value = live.step(step(2, 1, [[2, 3, 4, 5], [2, 3, 4, 5]]))
    assert [finished["level"] for finished in value["finished"]] == [1, 2]
    assert (value["level"], value["iteration"], value["schedule"]) == (2, 1, [2, 1])
    for finished in value["finished"]:
        audio = Path(finished["audio"]["path"])
        assert audio.is_relative_to(tmp_path / live.run)
        assert soundfile.info(audio).subtype == "PCM_16"  # floats would be peak-normalised by the page
        assert Path(finished["picture"]["path"]).suffix == ".png"


def test_two_runs_never_share_a_folder_or_an_identity(tmp_path):
    runs = {Live(Schedule(), tmp_path, 50).run for _ in range(20)}
    assert len(runs) == 20


def test_the_lengths_of_a_run_are_told_in_the_order_in_which_they_arise(trace):
    assert run_facts(trace) == [
        "2 phonemes",
        "2 semantic tokens",
        "4 frames × 2 levels = 8 acoustic tokens",
        "0.1 s of speech",
    ]


def test_stopping_and_closing_say_nothing_about_the_picture():
    assert (stopped()["phase"], closed()["phase"]) == ("stopped", "closed")
    assert "grid" not in stopped()
    assert stopped() != stopped()  # an identical value would reach nobody
