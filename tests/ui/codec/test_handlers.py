"""The codec tab's handlers, over the real codec."""

import base64
import errno
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
import torch
from matplotlib.figure import Figure
from PIL import Image

from soundstorm import outlet
from soundstorm.codec.difference import level_difference
from soundstorm.errors import UserError
from soundstorm.ui import limits
from soundstorm.ui.codec.handlers import CodecHandlers, Taken, chosen_levels
from tests.ui.late import late

RATE = 16_000


@pytest.fixture
def handlers(pipeline, tmp_path) -> CodecHandlers:
    return CodecHandlers(lambda: pipeline, tmp_path / "cache")


@pytest.fixture
def sound(tmp_path) -> Path:
    """Not speech: a rising tone of 0.5 s."""
    seconds = np.arange(RATE // 2) / RATE
    path = tmp_path / "tone.wav"
    soundfile.write(path, 0.3 * np.sin(2 * np.pi * (300 + 900 * seconds) * seconds), RATE)
    return path


def test_a_sound_comes_apart_into_prefixes_and_differences(handlers, sound, pipeline):
    first, *middle, drawn = handlers.take(str(sound))
    assert first.view["phase"] == "decoding"
    assert set(first.view["sounds"]) == {"original"}
    last = middle[-1].view
    assert last["phase"] == "done"
    prefixes = {f"prefix.{level}" for level in range(1, 9)}
    assert set(last["sounds"]) == {"original"} | prefixes | {f"difference.{level}" for level in range(2, 9)}
    assert (last["grid"]["levels"], last["grid"]["frames"]) == (8, 25)
    tokens = np.frombuffer(base64.b64decode(last["grid"]["tokens"]), "<u4")
    assert tokens.reshape(8, 25).tolist() == first.taken.codes.tolist()
    assert last["kilobits"] == [0.5 * level for level in range(1, 9)]
    assert len(last["left_over"]) == 8

    def samples(name):
        return soundfile.read(last["sounds"][name]["audio"]["path"])[0]

    prefixes = (torch.from_numpy(samples(f"prefix.{level}")).float() for level in (4, 5))
    difference = outlet.release(level_difference(*prefixes, hop=320), RATE, watermark=True)
    assert np.abs(difference.numpy() - samples("difference.5")).max() < 1e-3
    assert Image.open(last["sounds"]["prefix.8"]["picture"]["path"]).mode == "L"
    figure = Image.open(drawn.figure["value"])
    assert figure.width > 1000 and figure.height > 1000


def test_levels_can_be_switched_off_one_by_one(handlers, sound):
    first, *_ = handlers.take(str(sound))
    event = SimpleNamespace(_data={"run": first.taken.run, "number": 3, "levels": [8, 1, 3]})
    update = handlers.subset(first.taken, event)
    subset = update.view["subset"]
    assert (subset["levels"], subset["number"]) == ([1, 3, 8], 3)
    assert len(soundfile.read(subset["audio"]["path"])[0]) == 25 * 320


def test_of_a_figure_that_a_full_disk_cuts_nothing_is_left(handlers, sound, monkeypatch, tmp_path):
    def cut(self, path, **_):
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Figure, "savefig", cut)
    *_, last = handlers.take(str(sound))
    assert "free some space" in last.notice
    assert not [
        path for path in tmp_path.rglob("*") if "part" in path.name or path.name == "spectrograms.png"
    ]


def test_a_sound_that_takes_too_long_ends_with_one_sentence(handlers, sound, monkeypatch):
    monkeypatch.setattr(limits.Deadline, "check", late)
    *_, last = handlers.take(str(sound))
    assert "stopped after 180 seconds" in last.notice


@pytest.mark.parametrize(
    ("samples", "words"),
    [
        (np.zeros(RATE), "silent"),
        (np.ones(100), "at least"),
        (np.random.default_rng(0).uniform(-0.1, 0.1, 31 * RATE), "30 seconds"),
    ],
)
def test_a_sound_that_cannot_be_used_is_one_sentence(handlers, tmp_path, samples, words):
    path = tmp_path / "bad.wav"
    soundfile.write(path, samples, RATE)
    *_, last = handlers.take(str(path))
    assert words in last.notice
    assert last.view == {"phase": "empty"}
    assert last.taken is None


def test_what_is_no_sound_is_one_sentence_and_nothing_is_nothing(handlers, tmp_path):
    path = tmp_path / "text.wav"
    path.write_text("hello")
    *_, last = handlers.take(str(path))
    assert "cannot be read as audio" in last.notice
    *_, empty = handlers.take(None)
    assert (empty.view, empty.notice) == ({"phase": "empty"}, "")


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"run": "other", "number": 1, "levels": [1]},
        {"run": "mine", "number": 1, "levels": []},
        {"run": "mine", "number": 1, "levels": [9]},
        {"run": "mine", "number": 1, "levels": [True]},
        {"run": "mine", "number": "1", "levels": [1]},
        {"run": "mine", "levels": "../../etc"},
    ],
)
def test_only_levels_of_the_sound_on_the_page_are_decoded(asked):
    with pytest.raises(UserError):
        chosen_levels(Taken("mine", np.zeros((8, 5), np.int32), {}), asked)
    with pytest.raises(UserError, match="Choose the sound again"):
        chosen_levels(None, asked)
