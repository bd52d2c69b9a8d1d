"""From the form of the Dialogue tab to a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from soundstorm.dialogue import check_speakers, longest_dialogue
from soundstorm.errors import UserError
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.text.dialogue import script_of
from soundstorm.text.model import longest_text
from soundstorm.text.parts import turn_parts
from soundstorm.trace.trace import CANDIDATES
from soundstorm.ui.dialogue.cast import cast_label, prompts_of
from soundstorm.ui.dialogue.script import read_cast
from soundstorm.ui.limits import choose_guidance, choose_pace, choose_schedule, choose_seed, choose_words
from soundstorm.ui.running import one_sentence
from soundstorm.ui.runtime import note
from soundstorm.ui.speaking import SpeakingHandlers, SpeakUpdate
from soundstorm.ui.stage import Stage

READY = "Your dialogue is ready"
ONE_SPEAKER = (
    "The models of this page know one speaker: a dialogue needs a checkpoint whose SoundStorm was trained "
    "with several."
)


class DialogueHandlers(SpeakingHandlers):
    """The handlers of the tab."""

    what = "A dialogue"

    @one_sentence
    def run(
        self,
        stage: Stage,
        text: str,
        speakers: int,
        cast: Sequence[str],
        together: str | None,
        permission: Any,
        seed: float | None,
        iterations: str,
        guidance: float | None,
        pace: float | None,
        *recordings: str | None,
        fresh: bool = False,
    ) -> Iterator[SpeakUpdate]:
        """Everything between Generate and the player.

        cast: a bundled voice, or `OWN`, for every speaker there may be; recordings: likewise, of their own.
        together: one recording of two speakers. permission: to clone the voices of recordings.
        """
        seed = choose_seed(seed, fresh)
        schedule = choose_guidance(choose_schedule(iterations), guidance)
        said, speakers = read_cast(choose_words(text), speakers)
        pace = choose_pace(pace)
        parts = turn_parts(said, longest_text(pace, longest_dialogue(speakers)))
        prompts = prompts_of(cast, recordings, speakers, together, permission)
        pipeline = self.models()
        check_speakers(pipeline, speakers)
        schedule = schedule.over(pipeline.levels)
        if len(parts) > 1:
            yield from self.read(
                pipeline, lambda: pipeline.read_aloud(text, prompts(pipeline), seed, schedule, pace), seed
            )
            return
        start = partial(pipeline.dialogue, script_of(said))
        yield from self.watch(
            pipeline,
            lambda: start(prompts(pipeline), seed, schedule, CANDIDATES, pace),
            stage,
            seed,
            READY,
            voice=cast_label(cast, speakers, together),
            pace=pace,
        )


def describe_models(models: Callable[[], SoundStormPipeline]) -> str:
    """A sentence where the models know one speaker alone, as HTML."""
    try:
        several = models().storm.config.speakers > 1
    except UserError:
        return ""  # Generate says why
    return "" if several else note(ONE_SPEAKER, error=True)
