from __future__ import annotations

import csv
import math

import pytest
import torch

from soundstorm.audio import active_level, prepare_prompt, read_audio
from soundstorm.errors import AudioError
from tests.audio.sounds import RATE, sentence, silence, tone


def test_a_prompt_is_trimmed_levelled_and_whole_tokens_long():
    prompt = prepare_prompt(torch.cat([silence(1.0), tone(2.0, 0.01), silence(1.0)]))
    assert prompt.start == pytest.approx(0.9) and prompt.recording_seconds == 4.0
    assert prompt.waveform.numel() % 640 == 0
    assert prompt.waveform.numel() == pytest.approx((prompt.end - prompt.start) * RATE)
    # 2.2 s are 55 tokens of 40 ms
    assert prompt.waveform.numel() == 55 * 640
    assert active_level(prompt.waveform, RATE) == pytest.approx(-23.0, abs=0.01)
    assert prompt.gain_db == pytest.approx(-23.0 - 20 * math.log10(0.01 / math.sqrt(2)), abs=0.05)


def test_a_long_prompt_is_cut_in_a_pause():
    """10 s with a pause of 0.2 s at 4.4 s: the cut lies in it, not at 5 s."""
    waveform = tone(10.0)
    waveform[round(4.4 * RATE) : round(4.6 * RATE)] = 0
    prompt = prepare_prompt(waveform)
    assert prompt.start == 0.0
    assert 4.4 - 0.04 <= prompt.end <= 4.6
    assert prompt.waveform.numel() % 640 == 0


def test_a_prompt_is_never_longer_than_allowed():
    assert prepare_prompt(tone(30.0), max_seconds=3.0).waveform.numel() <= 3.0 * RATE


@pytest.mark.parametrize(
    ("recording", "says"),
    [
        (torch.zeros(0), "silent"),
        (silence(3.0), "silent"),
        (tone(3.0, 1e-4), "silent"),
        ((3.0 * tone(3.0, 1.0)).clamp(-1, 1), "clipped"),
        (tone(0.5), "1.5 seconds"),
        (torch.cat([silence(5.0), tone(0.5), silence(5.0)]), "0.7"),  # 0.5 s and a margin of 0.1 s each side
        (tone(61.0), "60 seconds"),
        (torch.full((3 * RATE,), math.nan), "not numbers"),
    ],
)
def test_unusable_prompts_give_one_sentence(recording, says):
    with pytest.raises(AudioError) as caught:
        prepare_prompt(recording)
    assert says in sentence(caught)


def test_a_loud_prompt_that_hardly_clips_is_used():
    waveform = tone(3.0, 0.5)
    waveform[: round(0.009 * waveform.numel())] = 1.0  # 0.9 % at full scale
    assert prepare_prompt(waveform).waveform.abs().max() <= 0.99


def test_the_bundled_prompts_are_ready_to_use(prompt_folder):
    """The app's examples: 4 to 7 s of four or more speakers, women and men, each with its licence."""
    with (prompt_folder / "prompts.tsv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {row["file"] for row in rows} == {path.name for path in prompt_folder.glob("*.flac")}
    assert len({row["speaker"] for row in rows}) >= 4
    assert {row["gender"] for row in rows} == {"f", "m"}
    assert all(row["licence"] for row in rows)
    for row in rows:
        prompt = prepare_prompt(read_audio(prompt_folder / row["file"]))
        assert 4.0 <= prompt.recording_seconds <= 7.0
        assert prompt.end - prompt.start >= 4.0
        assert active_level(prompt.waveform, RATE) == pytest.approx(-23.0, abs=0.01)
