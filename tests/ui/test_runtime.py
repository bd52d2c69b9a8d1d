"""Models that take their time."""

import logging
import threading

import pytest

from soundstorm.errors import CheckpointError
from soundstorm.ui import in_background


def test_loading_begins_at_once_and_whoever_asks_waits_for_it():
    begun, go_on = threading.Event(), threading.Event()

    def load():
        begun.set()
        assert go_on.wait(30)
        return "models"

    models = in_background(load)
    assert begun.wait(30)
    go_on.set()
    assert models() == models() == "models"


def test_a_checkpoint_that_cannot_be_loaded_is_logged_and_told_to_everybody(caplog):
    def load():
        raise CheckpointError("There is no checkpoint here: choose another folder.")

    with caplog.at_level(logging.ERROR):
        models = in_background(load)
        for _ in range(2):
            with pytest.raises(CheckpointError, match="another folder"):
                models()
    assert "There is no checkpoint here" in caplog.text
