"""Runs that are stopped, by a visitor, a program or the clock: no step begins after the one at work."""

import asyncio
import threading
import time

import httpx
import pytest
from gradio.utils import cancel_tasks
from gradio_client import Client
from playwright.sync_api import expect

from soundstorm.pipeline import VoicePrompt
from soundstorm.ui import build_app, launch_options, limits, speaking
from soundstorm.ui.laboratory.handlers import LaboratoryHandlers
from soundstorm.ui.live import Live, follow
from soundstorm.ui.runs import bundled_runs, keep
from soundstorm.ui.speak.handlers import SpeakHandlers
from soundstorm.ui.stage import Stage
from tests.audiolm.small import small_babbler

PATIENCE = 180  # seconds; a busy machine is slow
VOICE = "man-8629"


class Slow:
    """Models whose text stage takes until it is told to end, and whose decoding never ends."""

    levels, watermark = 8, False

    def __init__(self) -> None:
        self.trace = bundled_runs()[0].load()
        self.reads, self.has_read = threading.Event(), threading.Event()
        self.steps = 0

    def encode_prompt(self, *_) -> VoicePrompt:
        return VoicePrompt(None, None, None, seconds=0.0)

    def stream(self, *_, **__) -> "Slow":
        self.reads.set()
        assert self.has_read.wait(PATIENCE)
        return self

    def __iter__(self):
        while True:
            self.steps += 1
            yield None
            time.sleep(0.01)

    watched = __iter__


@pytest.fixture
def slow():
    """Such models, and the app that has them."""
    models = Slow()
    app = build_app(lambda: models)
    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, **launch_options())
    yield models, app, url
    models.has_read.set()
    app.close()


def waited_for(condition) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_free(app) -> bool:
    """Whether the models are at nobody's work."""
    return not any(event.concurrency_id == "models" for job in app._queue.active_jobs for event in job or ())


def test_a_program_that_cancels_its_job_ends_the_run(slow):
    models, app, url = slow
    models.has_read.set()
    job = Client(url, verbose=False).submit(transcript="Hello.", voice=VOICE, api_name="/generate")
    waited_for(lambda: models.steps > 3)
    job.cancel()
    waited_for(lambda: is_free(app))
    steps = models.steps
    time.sleep(0.2)
    assert models.steps == steps


def test_a_second_run_can_be_stopped_too_and_begins_when_the_first_is_over(slow, new_page):
    models, app, url = slow
    page = new_page()
    page.goto(url)
    hero, generate, stop = page.locator("#hero .hero"), page.locator("#generate"), page.locator("#stop")
    generate.click()
    assert models.reads.wait(PATIENCE)
    stop.click()
    expect(hero).to_have_attribute("data-phase", "stopped")
    expect(generate).to_be_disabled()  # the text stage is still at work
    models.has_read.set()
    generate.click()
    waited_for(lambda: models.steps > 3)
    stop.click()
    waited_for(lambda: is_free(app))
    expect(generate).to_be_enabled()
    expect(hero).to_have_attribute("data-phase", "stopped")


@pytest.mark.parametrize("name", ["run", "generate"])
def test_a_run_that_is_stopped_during_the_text_stage_decodes_nothing(slow, name, monkeypatch):
    models, app, url = slow
    freed = []

    def read() -> None:
        freed.append(is_free(app))
        models.has_read.set()

    async def stopped_first(tasks):
        """The text stage ends when the run has been stopped."""
        asyncio.get_running_loop().call_later(0.2, read)
        return await cancel_tasks(tasks)

    monkeypatch.setattr("gradio.routes.cancel_tasks", stopped_first)
    by_name = {getattr(event.fn, "__qualname__", ""): event for event in app.fns.values()}
    asked = by_name["SpeakHandlers.run" if name == "run" else "generate_endpoint.<locals>.generate"]
    forms = {
        "run": [None, "speak", VOICE, None, False, "Hello there.", None, 0, "1", 0.0, 1.0, False],
        "generate": [None, "Hello there.", 0, "1", False, VOICE, 1.0],
    }
    with httpx.Client(base_url=f"{url}gradio_api/", timeout=PATIENCE) as visitor:
        whose = {"fn_index": asked._id, "session_hash": "visitor"}
        event = visitor.post("queue/join", json={"data": forms[name], **whose}).raise_for_status().json()
        assert models.reads.wait(PATIENCE)
        visitor.post("cancel", json={**whose, "event_id": event["event_id"]}).raise_for_status()
    waited_for(lambda: is_free(app) and models.has_read.is_set())
    time.sleep(0.5)
    assert models.steps == 0 and freed == [False]  # nobody else's run begins before


def test_the_time_of_a_run_begins_before_its_text_stage(tmp_path, monkeypatch):
    models, whole = Slow(), limits.Deadline
    monkeypatch.setattr(speaking, "Deadline", lambda *_: whole(0.1))
    threading.Timer(0.3, models.has_read.set).start()
    form = ("speak", VOICE, None, False, "Hello there.", None, 0, "1", 0.0, 1.0)
    *_, last = SpeakHandlers(lambda: models, tmp_path).run(Stage(None), *form)
    assert "stopped after 0 seconds" in last.notice and models.steps == 0


def test_a_long_run_of_another_is_not_decoded_again_in_the_laboratory(spoken, tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "LONGEST_TRACE", 1.0)
    stage = Stage.opening().with_a(keep(spoken, tmp_path))
    tab = LaboratoryHandlers(lambda: None, tmp_path)
    [last] = tab.run_a(stage, stage.a.name, 0, "linear", 1.2, 0.5, 3, 2, 1, 1, 1, 1, 1, 1)
    assert "Choose a shorter run" in last.notice


def test_audiolms_tokens_can_be_stopped_between_one_and_the_next(tmp_path, monkeypatch):
    """Its levels are complete almost together, so that their steps come when all is over."""
    babbler, written = small_babbler(), []
    speak = babbler.audiolm.speak
    monkeypatch.setattr(
        babbler.audiolm, "speak", lambda *given: (written.append(token) or token for token in speak(*given))
    )
    monkeypatch.setattr("soundstorm.ui.live.SECONDS_BETWEEN_UPDATES", 0.0)
    decoding = babbler.continue_speech(None, 2.0, acoustic="audiolm")
    values = follow(babbler, decoding, Live(tmp_path), limits.Deadline())
    told = [next(values) for _ in range(5)]
    values.close()
    assert len(written) == 4 and {value["pieces"] for value in told} == {1}
    late = limits.Deadline(-1.0)
    with pytest.raises(limits.UserError, match="stopped after"):
        [*follow(babbler, decoding, Live(tmp_path), late)]
    assert len(written) == 4
