"""Whose voices the speakers of a dialogue have: bundled ones, recordings, or the two of one recording."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr
from torch import Tensor

from soundstorm.dialogue import split_recording
from soundstorm.errors import AudioError
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.text.dialogue import MAX_SPEAKERS, NAMES
from soundstorm.ui.consent import check_permission, cloned_voice
from soundstorm.ui.examples import example_voices
from soundstorm.ui.running import sentence_of
from soundstorm.ui.runtime import note, served
from soundstorm.ui.speak.describe import voice_label

OWN = "own"  # instead of the name of a bundled voice
FIRST_VOICES = "woman-6078", "man-8629", "woman-7302", "man-5750"
TOGETHER = 2  # speakers of one recording


def first_cast() -> tuple[str, ...]:
    """A bundled voice for every speaker that there may be, chosen already."""
    known = {voice.name for voice in example_voices()}
    return tuple(name if name in known else OWN for name in FIRST_VOICES[:MAX_SPEAKERS])


def cast_value(cast: Sequence[str], speakers: int, together: str | None = None) -> dict[str, Any]:
    """What dialogue/cast.js shows: the voices to choose from, and whose voice every speaker has."""
    voices = [
        {"name": voice.name, "label": voice.label, "file": served(voice.path)} for voice in example_voices()
    ]
    chosen = [
        {"letter": NAMES[number], "number": number + 1, "voice": cast[number]} for number in range(speakers)
    ]
    return {"voices": voices, "own": OWN, "speakers": chosen, "together": bool(together)}


def choose_voice(cast: tuple[str, ...], event: gr.EventData) -> tuple[str, ...]:
    """Another voice for one of the speakers."""
    asked = event._data if isinstance(event._data, dict) else {}
    number, name = asked.get("number"), asked.get("name")
    known = [OWN, *(voice.name for voice in example_voices())]  # a list: a program can send any name
    if type(number) is not int or not 1 <= number <= len(cast) or name not in known:
        return cast
    return (*cast[: number - 1], name, *cast[number:])


def prompts_of(
    cast: Sequence[str],
    recordings: Sequence[str | None],
    speakers: int,
    together: str | None,
    permission: Any,
) -> Callable[[SoundStormPipeline], list[str | Tensor]]:
    """What finds the prompts of the speakers, once the models are there.

    recordings: the visitors' own, one a speaker. together: one of two speakers, instead of all others.
    permission: to clone the voices of recordings.

    Raises:
        UserError: when a voice or the permission is missing.
    """
    if together:
        if speakers != TOGETHER:
            raise AudioError(
                f"Take away the recording of two people, or let two speak: {speakers} speak in this script."
            )
        check_permission(together, permission)
        return lambda pipeline: [*split_recording(pipeline, together).values()]
    paths = []
    for letter, voice, recording in zip(NAMES[:speakers], cast, recordings, strict=False):
        if voice == OWN and not recording:
            raise AudioError(f"Upload or record the voice of {letter}, or choose one of the list.")
        paths.append(cloned_voice(voice, recording, permission))
    return lambda pipeline: paths


def cast_label(cast: Sequence[str], speakers: int, together: str | None) -> str:
    """What lists of runs call the voices."""
    if together:
        return "two voices of yours"
    return " and ".join(voice_label(voice) for voice in cast[:speakers])


def describe_together(models: Callable[[], SoundStormPipeline], recording: str | None) -> str:
    """What was found of either speaker in one recording, as HTML, or why it cannot be used."""
    if not recording:
        return ""
    try:
        pipeline = models()
        found = split_recording(pipeline, recording)
    except Exception as error:
        return note(sentence_of(error, "Listening to two voices"), error=True)
    told = (f"{name} {len(sound) / pipeline.sample_rate:.1f} s" for name, sound in found.items())
    return note(f"Two voices were found: {', '.join(told)}; A is who is heard first.")
