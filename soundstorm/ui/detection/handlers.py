"""From a chosen sound to what was found in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from soundstorm.pipeline import SoundStormPipeline
from soundstorm.safety.classifier import Ear
from soundstorm.safety.detect import Report, detect
from soundstorm.trace.sound import listen
from soundstorm.ui.running import save_sounds, sentence_of
from soundstorm.ui.runs import Run
from soundstorm.ui.runtime import note

NOTHING: dict[str, Any] = {"findings": [], "fields": []}
LOOKING = "Looking for the mark."
LONGEST_SECONDS = 300.0  # no text that the page speaks lasts longer


class DetectUpdate(NamedTuple):
    """One value for every output, in the order of the event's outputs."""

    report: dict[str, Any]
    notice: str


def begin(path: str | None) -> DetectUpdate:
    """Until the sound has been looked at: nothing of the one before."""
    return DetectUpdate(NOTHING, note(LOOKING) if path else "")


def look(models: Callable[[], SoundStormPipeline], path: str | None) -> DetectUpdate:
    """What is found in a file, or one sentence why it cannot be looked at.

    Without models, or without their classifier, its sound tells nothing.
    """
    if not path:
        return DetectUpdate(NOTHING, "")
    try:
        return DetectUpdate(shown(detect(path, LONGEST_SECONDS, ear_of(models))), "")
    except Exception as error:
        return DetectUpdate(NOTHING, note(sentence_of(error, "Looking for the mark"), error=True))


def look_anew(models: Callable[[], SoundStormPipeline], path: str | None) -> Iterator[DetectUpdate]:
    """`look`, and before it nothing again: what was found in the sound before may have come meanwhile."""
    yield begin(path)
    yield look(models, path)


def ear_of(models: Callable[[], SoundStormPipeline]) -> Ear | None:
    """Who tells by the sound; None where the models cannot be used, which the app has logged."""
    try:
        return models().ear
    except Exception:
        return None


def shown(report: Report) -> dict[str, Any]:
    """A report as detection/report.js shows it: findings by what was looked at, the file's fields by name."""
    return {
        "seconds": report.seconds,
        "findings": [*report.sentences.items()],
        "fields": [*report.metadata.items()],
    }


def example_sound(run: Run, folder: Path) -> Path:
    """The sound of a bundled run as a file in `folder`, as the page gives sounds away: marked, with words."""
    trace = run.load()
    sound = listen(trace, str(trace.levels))
    return save_sounds(sound, trace.sample_rate, trace.seed, trace.origin, folder, (".wav",))[0]
