"""The line for the models: who is before whom, and how long that takes."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

import gradio as gr
from gradio.queueing import EventQueue

from soundstorm.ui.runtime import MODELS, WAITING

FIRST_GUESS = 10.0  # seconds of a run, until one has been timed
FIRST_RATE = 1.0  # seconds of a run for a second of speech, likewise
MEMORY = 0.7  # how much the latest run leaves of the mean before it


@dataclass
class Line:
    """Visitors' events that wait for the models, in the order in which they came.

    seconds: that a run takes, a running mean of all visitors' runs and edits.
    rate: seconds that a second of speech takes, likewise of their runs alone.
    """

    app: gr.Blocks
    seconds: float = FIRST_GUESS
    rate: float = FIRST_RATE
    # when a long run began, and the seconds that it takes
    _expected: tuple[float, float] = field(default=(0.0, 0.0), init=False)

    def waiting(self) -> int:
        """How many are in line; the one at work is not counted."""
        return len(self._events())

    def ahead(self, session: str | None = None) -> int:
        """How many come before a visitor's first event in line, or before a new one, with the one at work."""
        events = self._events()
        sessions = [event.session_hash for event in events]
        before = sessions.index(session) if session in sessions else len(events)
        return before + self._at_work(session)

    def wait(self, session: str | None = None) -> float:
        """About how many seconds those will take that `ahead` counts; what the one at work took is over."""
        seconds = self.ahead(session) * self.seconds
        if not self._at_work(session):
            return seconds
        began, (long_began, whole) = self._began(), self._expected
        whole = whole if long_began == began else self.seconds
        return seconds - self.seconds + max(0.0, whole - (time.time() - began))

    def after(self) -> str:
        """What comes before a new event, as the end of a sentence: "after 2 other runs, in about 20 s"."""
        ahead = self.ahead()
        others = "1 other run" if ahead == 1 else f"{ahead} other runs"
        return f"after {others}, in about {math.ceil(self.wait())} s" if ahead else ""

    def told(self) -> str:
        """What a visitor is told whose new event waits."""
        after = self.after()
        return f"{WAITING.removesuffix('.')}: yours comes {after}." if after else WAITING

    def expect(self, seconds: float) -> None:
        """The run at work, a long text, will take so many seconds in all."""
        self._expected = self._began(), seconds

    def took(self, seconds: float, speech: float | None = None) -> None:
        """Another run is over, of `speech` seconds; None where speech that was there was decoded again.

        A long text tells only how fast speech is made.
        """
        if self._expected[0] != self._began():
            self.seconds = MEMORY * self.seconds + (1 - MEMORY) * seconds
        if speech is not None:
            self.rate = MEMORY * self.rate + (1 - MEMORY) * seconds / speech

    def _events(self) -> list:
        line = self._queue()
        return list(line.queue) if line else []

    def _began(self) -> float:
        """When what is at work began, by `time.time`, as gradio notes it; now where nothing is."""
        line = self._queue()
        begins = [begin for each in line.start_times_per_fn.values() for begin in each] if line else []
        return min(begins, default=time.time())

    def _queue(self) -> EventQueue | None:
        return self.app._queue.event_queue_per_concurrency_id.get(MODELS["concurrency_id"])

    def _at_work(self, session: str | None) -> int:
        """Runs of others that are at work."""
        jobs = [event for job in self.app._queue.active_jobs for event in job or ()]
        name = MODELS["concurrency_id"]
        return sum(event.concurrency_id == name and event.session_hash != session for event in jobs)
