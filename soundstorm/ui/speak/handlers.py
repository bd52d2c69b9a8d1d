"""From the form of the Speak tab to a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from soundstorm.errors import AudioError
from soundstorm.pipeline import VoicePrompt
from soundstorm.text.model import longest_text
from soundstorm.text.parts import text_parts
from soundstorm.trace.trace import CANDIDATES
from soundstorm.ui.consent import cloned_voice
from soundstorm.ui.limits import choose_guidance, choose_pace, choose_schedule, choose_seed, choose_words
from soundstorm.ui.running import one_sentence
from soundstorm.ui.speak.describe import voice_label
from soundstorm.ui.speaking import SpeakingHandlers, SpeakUpdate
from soundstorm.ui.stage import Stage

READY = "Your sentence is ready"


@dataclass(frozen=True)
class SpeakHandlers(SpeakingHandlers):
    """The handlers of the tab."""

    what = "A run"

    bundled: dict[str, VoicePrompt] = field(default_factory=dict, init=False)  # by their files

    @one_sentence
    def run(
        self,
        stage: Stage,
        mode: str,
        chosen: str | None,
        recording: str | None,
        permission: Any,
        transcript: str,
        source: str | None,
        seed: float | None,
        iterations: str,
        guidance: float | None,
        pace: float | None,
        beside: bool = False,
        fresh: bool = False,
    ) -> Iterator[SpeakUpdate]:
        """Everything between Generate and the player.

        chosen: the name of a bundled voice. permission: to clone that of the recording.
        """
        seed = choose_seed(seed, fresh)
        schedule = choose_guidance(choose_schedule(iterations), guidance)
        options: dict[str, Any] = {}
        parts = []
        if mode == "speak":
            options["pace"] = choose_pace(pace)
            parts = text_parts(choose_words(transcript), longest_text(options["pace"]))
        elif not source:
            raise AudioError("Upload or record the speech to convert first.")
        path = cloned_voice(chosen, recording, permission)
        pipeline = self.models()
        schedule = schedule.over(pipeline.levels)
        if len(parts) > 1:
            yield from self.read(
                pipeline,
                lambda: pipeline.read_aloud(
                    transcript, self._voice(path, recording), seed, schedule, **options
                ),
                seed,
            )
            return
        speak, words = (pipeline.stream, parts[0]) if parts else (pipeline.convert, source)
        yield from self.watch(
            pipeline,
            lambda: speak(words, self._voice(path, recording), seed, schedule, CANDIDATES, **options),
            stage,
            seed,
            READY,
            beside,
            words=bool(parts),
            voice=voice_label(chosen),
            pace=options.get("pace", 1.0),
        )

    def _voice(self, path: str, recording: str | None) -> str | VoicePrompt:
        """A bundled voice is encoded for the first who speaks with it; of a recording nothing is kept."""
        if path == recording:
            return path
        if path in self.bundled:
            return replace(self.bundled[path], seconds=0.0)
        return self.bundled.setdefault(path, self.models().encode_prompt(path))
