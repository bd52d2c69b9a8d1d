"""Fields for recordings of voices, and how the page asks whether they may be cloned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import gradio as gr

from soundstorm.audio import normalise_level, read_audio
from soundstorm.errors import AudioError
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.safety.detect import MARKED, read_mark
from soundstorm.ui.consent import Consent, Spoken
from soundstorm.ui.running import UNCHANGED, sentence_of
from soundstorm.ui.runtime import HOUR, SILENT, VOICES, note, recording
from soundstorm.ui.speak.describe import describe_recordings, waiting_recordings

ONE_VOICE = "I have the speaker's permission to clone this voice"
SEVERAL_VOICES = "I have the speakers' permission to clone these voices"
MOST_SPOKEN_SECONDS = 20.0
READ_THIS = "The person whose voice is to be copied reads this aloud:"
READ_NEXT = "For another recording, this is read aloud:"
CHECKING = "Wait: the recording is being listened to."
HEARD = "The sentence was heard: this recording is the voice."
NOT_HEARD = "Read the new sentence, all of it and nothing else: another one was heard."
GENERATED = "Have the speaker read the new sentence: this recording carries the mark of generated speech."
# Gradio tells twice of a recording that is taken away, the second time half a second later, when the tick may
# be there anew: so the page remembers the recordings that the tick was about.
TICK = """(recording, ticked) => {
  const permitted = (window.permitted ??= {}), before = permitted["%(field)s"], now = recording?.path;
  permitted["%(field)s"] = now;
  return ticked && now === before;
}"""
# One at a time: whoever reads the next sentence reads one that the check before has drawn.
CHECKS = {"concurrency_limit": 1, "concurrency_id": "sentences"}


def own_voices(consent: Consent, models: Callable[[], SoundStormPipeline]) -> OwnVoices:
    """The fields of one tab; what stands above them is placed here."""
    return OwnVoices() if consent == "asked" else SpokenVoices(models)


class OwnVoices:
    """Recordings from anywhere, and a tick that says that they may be cloned."""

    hint = "Scissors cut a recording; another recording takes the tick away."
    of_two = True  # whether one recording may hold two voices

    def __init__(self) -> None:
        self.recordings: list[gr.Audio] = []

    def recording(self, who: str, length: str, elem_id: str, **options: Any) -> gr.Audio:
        """A field for a recording of somebody, here."""
        return self._field(f"Recording of {who}, {length}", elem_id, **{"editable": True, **options})

    def permission(self, elem_id: str, label: str = ONE_VOICE) -> gr.components.Component:
        """The permission of all recordings, here, as `consent.check_permission` takes it.

        Another recording takes the tick away: it was given for the voice before.
        """
        tick = gr.Checkbox(False, label=label, container=False, elem_id=elem_id)
        # In the browser alone, so that it is gone before anything else can be pressed.
        for field in self.recordings:
            field.change(None, [field, tick], tick, js=TICK % {"field": field.elem_id}, **SILENT)
        return tick

    def _field(self, label: str, elem_id: str, **options: Any) -> gr.Audio:
        self.recordings.append(recording(label, elem_id, **options))
        return self.recordings[-1]


class SpokenVoices(OwnVoices):
    """Recordings by microphone alone, in which the speaker reads a sentence made for this visit."""

    hint = "The sentence is checked here, and the recording becomes the voice."
    of_two = False

    def __init__(self, models: Callable[[], SoundStormPipeline]) -> None:
        super().__init__()
        self.models = models
        self.sentence = gr.HTML("", elem_classes="read-aloud")

    def recording(self, who: str, length: str, elem_id: str, **options: Any) -> gr.Audio:
        """A field for a recording of somebody who reads, here."""
        return self._field(
            f"Microphone for {who}, up to {MOST_SPOKEN_SECONDS:g} seconds",
            elem_id,
            **options | {"sources": ["microphone"], "editable": False},
        )

    def permission(self, elem_id: str, label: str = ONE_VOICE) -> gr.components.Component:
        """What was said so far, and a line about it, here."""
        spoken = gr.State(Spoken(), time_to_live=HOUR)
        verdict = gr.HTML("", elem_id=elem_id, elem_classes="notice")
        outputs = [spoken, self.sentence, verdict]
        gr.on(None, begin, None, outputs, queue=False, **SILENT)  # when the page is opened
        for field in self.recordings:
            waiting = field.change(wait, field, [self.sentence, verdict], queue=False, **SILENT)
            waiting.then(partial(listen, self.models), [field, spoken], outputs, **CHECKS, **SILENT)
        return spoken


def tell_recordings(
    models: Callable[[], SoundStormPipeline],
    fields: list[gr.Audio],
    whose: Sequence[str],
    elem_id: str,
    most: float,
) -> None:
    """Lines about the recordings in the fields of a tab, here.

    whose: how a recording's begin. most: seconds that are used of one.
    """
    lines = gr.HTML("", elem_id=elem_id)
    changes = [field.change for field in fields]
    waiting = gr.on(changes, waiting_recordings, fields, lines, queue=False, **SILENT)
    last = {"trigger_mode": "always_last", **VOICES, **SILENT}
    waiting.then(partial(describe_recordings, models, whose, most), fields, lines, **last)


def begin() -> tuple[Spoken, str, str]:
    """The first sentence of a visit."""
    spoken = Spoken().then()
    return spoken, shown(spoken), ""


def shown(spoken: Spoken, lead: str = READ_THIS) -> str:
    """What is to be read next, as HTML."""
    return f"{note(lead)}<p class='sentence'>{spoken.asked}</p>"


def wait(path: str | None) -> tuple[Any, str]:
    """Until a recording has been listened to, nothing is there to be read."""
    return ("", note(CHECKING)) if path else (UNCHANGED, "")


def listen(
    models: Callable[[], SoundStormPipeline], path: str | None, spoken: Spoken
) -> tuple[Spoken, str, str]:
    """Whether the sentence was read, the next one, and what the speaker is told."""
    if not path:
        return UNCHANGED, UNCHANGED, UNCHANGED
    try:
        check_reading(models(), path, spoken)
    except Exception as error:
        spoken = spoken.then()
        return spoken, shown(spoken), note(sentence_of(error, "Listening to a sentence"), error=True)
    spoken = spoken.then(path)
    return spoken, shown(spoken, READ_NEXT), note(HEARD)


def check_reading(pipeline: SoundStormPipeline, path: str, spoken: Spoken) -> None:
    """Listens to all of a recording, so that nobody else's voice can stand beside the sentence.

    Raises:
        AudioError: when another sentence was read, or none, or by a program.
    """
    waveform = read_audio(path, pipeline.sample_rate, MOST_SPOKEN_SECONDS)
    if read_mark(waveform, pipeline.sample_rate) >= MARKED:
        raise AudioError(GENERATED)
    tokens = pipeline.semantic_tokens(normalise_level(waveform, pipeline.sample_rate))
    if spoken.asked is None or not spoken.asked.is_said(pipeline.semantic, tokens):
        raise AudioError(NOT_HEARD)
