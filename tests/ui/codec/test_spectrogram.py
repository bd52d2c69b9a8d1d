"""The pictures of the levels."""

import errno
import math

import numpy as np
import pytest
import torch
from PIL import Image

from soundstorm.errors import FileError
from soundstorm.ui.codec.spectrogram import MELS, save_spectrogram, spectrogram

RATE = 16000


def tone(hertz: float, seconds: float = 1.0) -> torch.Tensor:
    return 0.2 * torch.sin(2 * math.pi * hertz * torch.arange(int(seconds * RATE)) / RATE)


def test_a_tone_is_one_bright_row_and_higher_tones_stand_higher():
    rows = [
        int(spectrogram(tone(hertz), RATE)[:, 10:-10].mean(axis=1).argmax()) for hertz in (200, 1000, 4000)
    ]
    assert rows[0] > rows[1] > rows[2]


def test_silence_is_dark_and_columns_are_ten_milliseconds():
    picture = spectrogram(torch.zeros(RATE), RATE)
    assert picture.shape == (MELS, 101)
    assert picture.max() == 0


def test_quieter_audio_is_drawn_darker():
    loud, quiet = spectrogram(tone(500), RATE), spectrogram(0.1 * tone(500), RATE)
    assert loud.astype(int).max() > quiet.astype(int).max() > 0


def test_the_picture_is_a_grey_png(tmp_path):
    save_spectrogram(tone(500), RATE, tmp_path / "level.png")
    picture = Image.open(tmp_path / "level.png")
    assert picture.mode == "L"
    assert np.array_equal(np.array(picture), spectrogram(tone(500), RATE))


def test_of_a_picture_that_a_full_disk_cuts_nothing_is_left(tmp_path, monkeypatch):
    def cut(self, path, **_):
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Image.Image, "save", cut)
    with pytest.raises(FileError, match="free some space"):
        save_spectrogram(tone(500), RATE, tmp_path / "level.png")
    assert [*tmp_path.iterdir()] == []
