"""What the laboratory does: decode the run on the stage again with the schedule that the controls say."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal, NamedTuple

from soundstorm.continuation import goes_on
from soundstorm.ui.laboratory.schedule import name_of, schedule_of
from soundstorm.ui.limits import Deadline, choose_seed, short_enough
from soundstorm.ui.live import Live, follow
from soundstorm.ui.running import UNCHANGED, RunHandlers, one_sentence
from soundstorm.ui.stage import Made, Stage
from soundstorm.whatif import decode_again


class LaboratoryUpdate(NamedTuple):
    """One value for every output of an experiment, in the order of the event's outputs."""

    live: Any = UNCHANGED
    notice: Any = UNCHANGED
    run_a: Any = UNCHANGED
    run_b: Any = UNCHANGED
    stop: Any = UNCHANGED
    made: Any = UNCHANGED


class LaboratoryHandlers(RunHandlers):
    """The handlers of the tab."""

    update, starts, what = LaboratoryUpdate, ("run_a", "run_b"), "An experiment"

    def run_a(
        self, stage: Stage, shown: str, seed: float | None, *settings: Any
    ) -> Iterator[LaboratoryUpdate]:
        """The words and the voice on the stage again, in place of what is on the screen, the run `shown`."""
        yield from self._run("a", stage, shown, seed, *settings)

    def run_b(
        self, stage: Stage, shown: str, seed: float | None, *settings: Any
    ) -> Iterator[LaboratoryUpdate]:
        """The same, beside what is on the screen."""
        yield from self._run("b", stage, shown, seed, *settings)

    @one_sentence
    def _run(
        self, place: Literal["a", "b"], stage: Stage, shown: str, seed: float | None, *settings: Any
    ) -> Iterator[LaboratoryUpdate]:
        chosen, schedule = choose_seed(seed), schedule_of(*settings)
        run = stage.to_decode(shown)
        trace = short_enough(run.load())
        schedule = replace(schedule, guidance=trace.schedule.guidance)
        pipeline = self.models()
        deadline, started = Deadline(), time.perf_counter()
        yield LaboratoryUpdate(notice="", made=None)
        title = trace.title if goes_on(trace) else name_of(schedule)
        decoding = decode_again(pipeline, trace, chosen, schedule, title)
        live = Live(self.cache)
        for value in follow(pipeline, decoding, live, deadline):
            yield LaboratoryUpdate(live=value)
        self.took(started)
        made = Made(live.keep(voice=run.voice, pace=run.pace), place, stage)
        yield LaboratoryUpdate(made=made, **self.buttons(running=False))
