"""The queue: how many may wait, and whose turn it is."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

import gradio as gr
from gradio.queueing import Event, Queue

from soundstorm.ui.runtime import ENOUGH, FULL, MARKS, MODELS, MOST_OF_ONE, MOST_WAITING, VOICES
from soundstorm.ui.theatre import PAGES
from soundstorm.ui.voices import CHECKS

# Whoever names a session is known by it, and nobody can name one that is an address.
Visitor = tuple[Literal["session", "address"], str]

# Where as many come at once as there are pages: each asks for the voices, and changes its stage in a lesson.
MOST_IN_A_ROOM = 300
LINES = {MOST_WAITING: (MODELS, MARKS, CHECKS), MOST_IN_A_ROOM: (VOICES, PAGES)}
# How many may wait in a line, so that none alone fills the queue, and everybody is refused everything.
ENDS = {line["concurrency_id"]: most for most, lines in LINES.items() for line in lines}
MOST_AT_ONCE = 50  # events of one visitor, small ones too: a page has a few
TOO_FAST = "You have asked for too much at once: wait a moment."


class FairQueue(Queue):
    """gradio's queue, in whose line for the models visitors take turns.

    A visitor's second run comes after everybody's first. Whoever comes by gradio's page or client is one
    visitor a session; whoever names no session is known by the address.
    """

    LINE = MODELS["concurrency_id"]

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.served: dict[Visitor, float] = {}  # when the last run of somebody in line was over

    async def push(self, body: Any, request: Any, username: str | None) -> tuple[bool, Any, Any]:
        """As gradio does, unless too many are waiting, or too many of this visitor.

        What a program leaves out at the end is None, and told about by whoever needs it.
        """
        asked = self.blocks.fns.get(body.fn_index)
        if asked is None or asked.fn is None:  # some events are the browser's alone
            return False, "There is no such function here: reload the page.", "error"
        body.data = [*body.data, *[None] * (len(asked.inputs) - len(body.data))]
        body.session_hash = body.session_hash or None  # of an empty name gradio loses the answers, and fails
        own = ("session", body.session_hash) if body.session_hash else _address(request)
        if sum(visitor_of(event) == own for event in self._waiting()) >= MOST_AT_ONCE:
            return False, TOO_FAST, "error"
        if asked.concurrency_id in ENDS:
            waiting = self._line(asked.concurrency_id)
            if len(waiting) >= ENDS[asked.concurrency_id]:
                return False, FULL, "queue_full"
            if sum(visitor_of(event) == own for event in waiting) >= MOST_OF_ONE:
                return False, ENOUGH, "error"  # whose sentence gradio shows; of a full queue it says its own
        answer = await super().push(body, request, username)
        self._take_turns()
        return answer

    def get_events(self) -> tuple[list[Event], bool, str] | None:
        """The next to run."""
        self._take_turns()
        return super().get_events()

    def _line(self, name: str = LINE) -> list[Event]:
        line = self.event_queue_per_concurrency_id.get(name)
        return line.queue if line else []

    def _waiting(self) -> Iterator[Event]:
        for line in self.event_queue_per_concurrency_id.values():
            yield from line.queue

    def _take_turns(self) -> None:
        """Everybody's first run in line before anybody's second, each by when its visitor began to wait."""
        line, now = self._line(), time.monotonic()
        jobs = [event for job in self.active_jobs for event in job or ()]
        at_work = Counter(visitor_of(event) for event in jobs if event.concurrency_id == self.LINE)
        in_line = {visitor_of(event) for event in line}
        # Whoever has just been served begins to wait when that is over, or would always be first again.
        self.served = {name: now if name in at_work else self.served.get(name, 0.0) for name in in_line}
        turns, order = at_work, {}
        for event in sorted(line, key=lambda event: event.enqueue_time):
            visitor = visitor_of(event)
            order[event] = (turns[visitor], max(event.enqueue_time, self.served[visitor]), event.enqueue_time)
            turns[visitor] += 1
        line.sort(key=order.__getitem__)


def visitor_of(event: Event) -> Visitor:
    """Whose event it is: gradio gives one without a session its own name."""
    if event.session_hash == event._id:
        return _address(event.request)
    return "session", event.session_hash


def queue_fairly(app: gr.Blocks, most_events: int) -> gr.Blocks:
    """The app with such a queue, which takes at most so many events; only cheap ones go past it."""
    app.queue(max_size=most_events, api_open=False)
    plain = app._queue
    app._queue = FairQueue(
        plain.live_updates,
        plain.max_thread_count,
        plain.update_intervals,
        plain.max_size,
        app,
        plain.default_concurrency_limit,
    )
    return app


def _address(request: Any) -> Visitor:
    client = getattr(request, "client", None)
    return "address", client.host if client else ""
