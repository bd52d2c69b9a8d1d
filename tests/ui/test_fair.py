"""The queue: visitors take turns, and it has an end."""

from concurrent.futures import Future
from types import SimpleNamespace

import httpx
import pytest
from gradio.data_classes import PredictBodyInternal

from soundstorm.audiolm.stages import STAGES
from soundstorm.errors import CheckpointError
from soundstorm.ui import build_app, launch_options
from soundstorm.ui.examples import example_voices
from soundstorm.ui.fair import ENDS, MOST_AT_ONCE, MOST_IN_A_ROOM, TOO_FAST, visitor_of
from soundstorm.ui.runtime import (
    ENOUGH,
    FULL,
    MARKS,
    MODELS,
    MOST_EVENTS,
    MOST_OF_ONE,
    MOST_WAITING,
    VOICES,
)
from soundstorm.ui.theatre import PAGES
from soundstorm.ui.voices import CHECKS
from tests.apart import run_apart

# What goes past the queue: each shows what is known already, or takes back what is on the screen.
CHEAP = {
    "codec.handlers.refused",
    "codec.tab.codec_tab.<locals>.<lambda>",
    "continuation.tab.continue_tab.<locals>.<lambda>",
    "detection.handlers.begin",
    "detection.tab.detect_tab.<locals>.<lambda>",
    "dialogue.cast.choose_voice",
    "dialogue.tab._cast.<locals>.show",
    "gradio.helpers.Examples.create.<locals>.load_example",
    "race.handlers.RaceHandlers.over",
    "race.handlers.RaceHandlers.stop",
    "race.handlers.RaceHandlers.wait",
    "race.handlers.after_edit",
    "running.RunHandlers.over",
    "running.RunHandlers.stop",
    "running.RunHandlers.wait",
    "running.after_change",
    "running.clear_with.<locals>.<lambda>",
    "running.run_on_click.<locals>.<lambda>",
    "speak.describe.waiting_recordings",
    "speak.tab._words.<locals>.<lambda>",
    "speak.tab.choose_voice",
    "speak.tab.own_voice",
    "speak.tab.waiting_voice",
    "speak.takes.takes_of",
    "stage.theatre_value",
    "theatre.refuse_edit",
    "theatre.theatre.<locals>.<lambda>",
    "voices.begin",
    "voices.wait",
}


@pytest.fixture
def queue():
    """Of the page, which nobody serves; the models are never asked for."""
    return build_app(lambda: None)._queue


@pytest.fixture
def ask(queue):
    """A visitor asks for a run; what the queue answers."""
    functions = queue.blocks.fns.items()
    run = next(index for index, event in functions if event.concurrency_id == MODELS["concurrency_id"])

    def ask(session: str | None, host: str = "127.0.0.1") -> str:
        body = PredictBodyInternal(fn_index=run, session_hash=session, data=[])
        request = SimpleNamespace(client=SimpleNamespace(host=host))
        return run_apart(queue.push(body, request, None))[1]

    return ask


def line(queue) -> list[str]:
    return [visitor_of(event)[1] for event in queue._line()]


def test_a_second_run_comes_after_everybodys_first(queue, ask):
    for visitor in ("ann", "ann", "ann", "ben", "cleo", "ben"):
        ask(visitor)
    assert line(queue) == ["ann", "ben", "cleo", "ann", "ben", "ann"]


def serve(queue) -> str:
    """The run at work is over, and the next one begins; whose it is."""
    queue._take_turns()
    queue.active_jobs = [None]
    [event], *_ = queue.get_events()
    queue.active_jobs = [[event]]
    return visitor_of(event)[1]


def test_whoever_was_served_waits_for_all_who_came_meanwhile(queue, ask):
    for visitor in ("ann", "ann", "ben"):
        ask(visitor)
    assert serve(queue) == "ann"
    ask("cleo")
    assert line(queue) == ["ben", "cleo", "ann"]
    assert [serve(queue) for _ in range(3)] == ["ben", "cleo", "ann"]


def test_newcomers_do_not_overtake_for_ever(queue, ask):
    for visitor in ("ann", "ann"):
        ask(visitor)
    served = []
    for newcomer in ("ben", "cleo", "dora"):
        served.append(serve(queue))
        ask(newcomer)
    assert served == ["ann", "ben", "ann"]


def test_nobody_has_more_than_a_few_in_line(queue, ask):
    answers = [ask("ann") for _ in range(MOST_OF_ONE + 2)]
    assert answers[-2:] == [ENOUGH, ENOUGH] and len(line(queue)) == MOST_OF_ONE
    assert ask("ben") not in (ENOUGH, FULL)


def test_the_line_has_an_end(queue, ask):
    answers = [ask(f"visitor {number}") for number in range(MOST_WAITING + 3)]
    assert MOST_WAITING == 32
    assert answers[MOST_WAITING:] == [FULL] * 3 and len(line(queue)) == MOST_WAITING


def test_programs_without_a_session_are_one_visitor_an_address(queue, ask):
    answers = [ask(None, "10.0.0.7") for _ in range(MOST_OF_ONE + 1)]
    assert answers[-1] == ENOUGH
    assert ask(None, "10.0.0.8") != ENOUGH
    assert line(queue)[:2] == ["10.0.0.7", "10.0.0.8"]


def test_an_empty_name_of_a_session_is_none(queue, ask):
    """gradio would fail whenever it tells those in line about their places, the others, too."""
    for name in ("", "ann", ""):
        assert ask(name) not in (ENOUGH, FULL)
    assert {visitor_of(event) for event in queue._line()} == {("address", "127.0.0.1"), ("session", "ann")}


def test_nobody_is_taken_for_another_by_the_name_of_a_session(queue, ask):
    for name in ("10.0.0.7", "at 10.0.0.7"):
        for _ in range(MOST_OF_ONE):
            ask(name)
    assert ask(None, "10.0.0.7") != ENOUGH


@pytest.mark.parametrize("number", [-1, 10**9, None])
def test_a_function_that_is_not_there_is_said(queue, number):
    body = PredictBodyInternal(fn_index=number, session_hash="ann", data=[])
    taken, sentence, kind = run_apart(queue.push(body, SimpleNamespace(client=None), None))
    assert (taken, kind) == (False, "error") and sentence.startswith("There is no such function")


def test_an_event_of_the_browsers_alone_is_none(queue):
    alone = [number for number, event in queue.blocks.fns.items() if event.fn is None]
    for number in alone:
        body = PredictBodyInternal(fn_index=number, session_hash="ann", data=[])
        assert not run_apart(queue.push(body, SimpleNamespace(client=None), None))[0]
    assert alone


def test_what_needs_no_models_never_waits_in_this_line(queue):
    quick = next(index for index, event in queue.blocks.fns.items() if event.concurrency_id != "models")
    for _ in range(MOST_OF_ONE + 1):
        body = PredictBodyInternal(fn_index=quick, session_hash="ann", data=[])
        assert run_apart(queue.push(body, SimpleNamespace(client=None), None))[0]
    assert line(queue) == []


def test_behind_a_proxy_on_this_machine_a_program_is_known_by_the_address_that_the_proxy_tells():
    models = Future()
    app = build_app(models.result)
    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, **launch_options())

    def ask(host: str) -> int:
        form = {"data": [None, "Hello there.", 0, "1", False, example_voices()[0].name]}
        told = {"x-forwarded-for": host}
        return httpx.post(f"{url}gradio_api/call/generate", json=form, headers=told, timeout=60).status_code

    taken = [ask("203.0.113.7") for _ in range(MOST_OF_ONE + 2)]  # one of them may be at work
    assert taken[:MOST_OF_ONE] == [200] * MOST_OF_ONE
    assert taken[-1] == 400  # whose sentence gradio's page shows; of 503 it says one of its own
    assert ask("203.0.113.8") == 200
    assert {visitor_of(event) for event in app._queue._line()} == {
        ("address", "203.0.113.7"),
        ("address", "203.0.113.8"),
    }
    models.set_exception(CheckpointError("There are no models."))
    app.close()


def test_whoever_looks_for_marks_has_an_end_too(queue):
    functions = queue.blocks.fns.items()
    look = next(index for index, event in functions if event.concurrency_id == MARKS["concurrency_id"])
    request = SimpleNamespace(client=SimpleNamespace(host="127.0.0.1"))
    answers = [
        run_apart(queue.push(PredictBodyInternal(fn_index=look, session_hash="ann", data=[]), request, None))
        for _ in range(MOST_OF_ONE + 1)
    ]
    assert [taken for taken, *_ in answers] == [True] * MOST_OF_ONE + [False]
    assert answers[-1] == (False, ENOUGH, "error")


def test_whoever_reads_sentences_has_an_end_too():
    queue = build_app(lambda: None, consent="spoken")._queue
    events = queue.blocks.fns.items()
    listen = next(index for index, event in events if event.concurrency_id == CHECKS["concurrency_id"])
    request = SimpleNamespace(client=SimpleNamespace(host="127.0.0.1"))
    body = {"fn_index": listen, "session_hash": "ann", "data": []}
    answers = [
        run_apart(queue.push(PredictBodyInternal(**body), request, None)) for _ in range(MOST_OF_ONE + 1)
    ]
    assert [taken for taken, *_ in answers] == [True] * MOST_OF_ONE + [False]
    assert answers[-1][1] == ENOUGH


def test_nobody_fills_the_queue_with_small_events(queue):
    small = next(index for index, event in queue.blocks.fns.items() if event.name == "choose_from_page")

    def ask(session: str) -> tuple:
        body = PredictBodyInternal(fn_index=small, session_hash=session, data=[])
        return run_apart(queue.push(body, SimpleNamespace(client=None), None))

    answers = [ask("ann") for _ in range(MOST_AT_ONCE + 1)]
    assert [taken for taken, *_ in answers] == [True] * MOST_AT_ONCE + [False]
    assert answers[-1][1:] == (TOO_FAST, "error")
    assert ask("ben")[0]


@pytest.mark.parametrize("name", [VOICES["concurrency_id"], PAGES["concurrency_id"]])
def test_no_line_fills_the_queue_so_that_everybody_is_refused_everything(queue, name):
    number = next(index for index, event in queue.blocks.fns.items() if event.concurrency_id == name)

    def ask(session: str) -> tuple:
        body = PredictBodyInternal(fn_index=number, session_hash=session, data=[])
        return run_apart(queue.push(body, SimpleNamespace(client=None), None))

    answers = [ask("ann") for _ in range(MOST_OF_ONE + 1)]
    assert [taken for taken, *_ in answers] == [True] * MOST_OF_ONE + [False]
    for visitor in range(MOST_IN_A_ROOM - MOST_OF_ONE):
        assert ask(f"visitor {visitor}")[0]
    assert ask("ben") == (False, FULL, "queue_full")
    assert sum(ENDS.values()) < MOST_EVENTS


def test_only_what_is_cheap_goes_past_the_queue():
    """Anybody can post such an event as often as they like, and gradio runs it at once."""
    past = set()
    for consent in ("asked", "spoken"):
        events = build_app(lambda: None, stages=STAGES, consent=consent).fns.values()
        past |= {event.fn for event in events if event.fn and not event.queue}
    names = {f"{fn.__module__}.{fn.__qualname__}".removeprefix("soundstorm.ui.") for fn in past}
    assert names == CHEAP


def test_nothing_dear_goes_past_the_queue():
    """gradio would run any event at once that is posted to it directly."""
    asked = []
    app = build_app(lambda: asked.append(1))
    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, **launch_options())
    look = next(event._id for event in app.fns.values() if event.concurrency_id == MARKS["concurrency_id"])
    words = [None, "Hello there.", 0, "1", False, example_voices()[0].name]
    try:
        for way, body in (
            ("run/generate", {"data": words}),
            ("api/generate", {"data": words}),
            (
                "run/predict",
                {"data": [str(example_voices()[0].path)], "fn_index": look, "session_hash": "ann"},
            ),
        ):
            answer = httpx.post(f"{url}gradio_api/{way}", json=body, timeout=60)
            assert answer.status_code == 404, (way, answer.text)
    finally:
        app.close()
    assert asked == []
