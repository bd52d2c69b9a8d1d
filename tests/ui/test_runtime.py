"""Models that take their time."""

import asyncio
import logging
import threading

import pytest

from soundstorm.errors import CheckpointError
from soundstorm.ui import in_background
from soundstorm.ui.runtime import whole_step
from tests.apart import run_apart


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


def test_a_step_is_waited_for_however_often_it_is_cancelled():
    ends, order = threading.Event(), []

    async def cancelled_twice() -> None:
        task = asyncio.ensure_future(whole_step(lambda: ends.wait() and order.append("step")))
        for _ in range(2):
            await asyncio.sleep(0.05)
            task.cancel()
        assert not task.done()
        ends.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        order.append("cancelled")

    run_apart(cancelled_twice())
    assert order == ["step", "cancelled"]
