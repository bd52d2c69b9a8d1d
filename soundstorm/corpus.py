"""A corpus of recordings: the manifest that lists its clips, and what is asked of a clip."""

from __future__ import annotations

import csv
import os
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np

from soundstorm.audio.read import LONGEST_SECONDS
from soundstorm.errors import ManifestError
from soundstorm.text.words import spoken_words

COLUMNS = ("path", "corpus", "speaker", "gender", "seconds", "transcript", "licence", "split")
SPLITS = ("train", "valid")
BAND_LIMITED = frozenset({"librispeech-dev"})  # nothing above 6.2 kHz: says little about a codec
NON_NATIVE = frozenset({"speechocean762"})  # Mandarin speakers, half of them children


@dataclass(frozen=True)
class Clip:
    """A row of the manifest."""

    path: Path
    corpus: str
    speaker: str
    gender: str
    seconds: float
    transcript: str
    licence: str
    split: str
    speed: float = 1.0  # played so many times as fast: a higher voice that speaks faster, or the opposite


class HasSpeaker(Protocol):
    """A clip, or an utterance made of clips."""

    @property
    def speaker(self) -> str: ...

    @property
    def path(self) -> Path: ...


Spoken = TypeVar("Spoken", bound=HasSpeaker)


def read_manifest(folder: str | Path, split: str | None = None) -> list[Clip]:
    """Read `folder/manifest.tsv`: UTF-8, tab-separated, one header line, no quoting.

    Args:
        folder: where the manifest lies; its paths are relative to it.
        split: `train` or `valid`; None for both.

    Raises:
        ManifestError: naming the first bad row and what is wrong with it; also when there is no clip.
    """
    if not os.path.isfile(Path(folder, "manifest.tsv")):
        raise ManifestError(f"{folder} has no manifest.tsv: give a folder with a manifest of its clips.")
    folder = _place(folder)
    manifest = folder / "manifest.tsv"
    head, *rows = _rows(manifest) or [()]
    if tuple(head) != COLUMNS:
        raise ManifestError(f"{manifest}, line 1: the columns must be {', '.join(COLUMNS)}.")
    if not rows:
        raise ManifestError(f"{manifest} has a header and no clips: add a line for every recording.")
    clips = [_clip(folder, row, f"{manifest}, line {number}") for number, row in enumerate(rows, start=2)]
    speakers = {name: {clip.speaker for clip in clips if clip.split == name} for name in SPLITS}
    shared = sorted(speakers["train"] & speakers["valid"])
    if shared:
        raise ManifestError(f"{manifest}: speaker {shared[0]} is in both splits: keep every speaker in one.")
    chosen = [clip for clip in clips if split is None or clip.split == split]
    if not chosen:
        raise ManifestError(f"{manifest} has no clip in the split {split}: give some of its speakers to it.")
    return chosen


def _rows(manifest: Path) -> list[list[str]]:
    """All lines as fields, without the blank ones that editors leave at the end."""
    try:
        # what spreadsheets put before the first column is no part of its name
        with manifest.open(newline="", encoding="utf-8-sig") as lines:
            rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    except OSError as error:
        raise ManifestError(f"{manifest} cannot be read ({error.strerror}): see who may read it.") from error
    except UnicodeDecodeError as error:
        raise ManifestError(f"{manifest} is not written in UTF-8: save it as UTF-8 text.") from error
    except csv.Error as error:
        raise ManifestError(f"{manifest} is no table ({error}): separate its fields with tabs.") from error
    while rows and not "".join(rows[-1]).strip():
        rows.pop()
    return rows


def _clip(folder: Path, row: list[str], where: str) -> Clip:
    if len(row) != len(COLUMNS):
        raise ManifestError(f"{where}: {len(row)} fields instead of {len(COLUMNS)}.")
    fields = dict(zip(COLUMNS, row, strict=True))
    if "\0" in fields["path"]:
        raise ManifestError(f"{where}: the path holds what no file is called.")
    path = _place(folder / fields["path"])
    if not path.is_relative_to(folder):
        raise ManifestError(f"{where}: the path {fields['path']} leaves the folder.")
    if not os.path.isfile(path):
        raise ManifestError(f"{where}: there is no file {fields['path']}.")
    try:
        seconds = float(fields["seconds"])
    except ValueError:
        seconds = float("nan")
    if not 0 < seconds < float("inf"):
        raise ManifestError(f"{where}: seconds must be a positive number, not {fields['seconds']!r}.")
    if seconds > LONGEST_SECONDS:
        raise ManifestError(f"{where}: {seconds:g} seconds are too many: cut it to {LONGEST_SECONDS:g}.")
    if fields["split"] not in SPLITS:
        raise ManifestError(f"{where}: the split must be train or valid, not {fields['split']!r}.")
    stripped = {name: fields[name].strip() for name in ("speaker", "transcript")}
    if not stripped["speaker"]:
        raise ManifestError(f"{where}: the speaker is missing.")
    return Clip(**{**fields, **stripped, "path": path, "seconds": seconds})


def _place(path: str | Path) -> Path:
    """Where a path leads when its links are followed; one that leads nowhere is no error."""
    # Path.resolve raises where links go in circles, and by another error in every version of Python.
    return Path(os.path.realpath(path))


def as_other_voices(clips: Sequence[Clip]) -> list[Clip]:
    """Every clip once more, played 8 to 18 % faster or slower: every speaker becomes a new one.

    Pitch, formants and tempo move together. Men mostly become higher and women lower, so that the new voices
    lie among the old ones. The same speaker always becomes the same new one.
    """
    copies = []
    for clip in clips:
        rng = np.random.default_rng(list(clip.speaker.encode()))
        upwards = rng.random() < (0.7 if clip.gender.lower().startswith("m") else 0.3)
        speed = round(float(np.exp(rng.uniform(np.log(1.08), np.log(1.18)))), 3)
        speed = speed if upwards else round(1 / speed, 3)
        copies.append(
            replace(clip, speaker=f"{clip.speaker} x{speed}", seconds=clip.seconds / speed, speed=speed)
        )
    return copies


def is_full_band(clip: Clip) -> bool:
    """False for corpora without speech above 6.2 kHz, from which a codec would learn to leave it out."""
    return clip.corpus not in BAND_LIMITED


def is_transcribed(clip: Clip) -> bool:
    """Clips that recipes with phonemes can use, with a word to read; beyond 20 s one would fill a batch."""
    return clip.seconds <= 20 and bool(spoken_words(clip.transcript))


def round_robin(
    clips: Sequence[Spoken],
    count: int | None = None,
    order: Callable[[Spoken], Any] = lambda clip: str(clip.path),
) -> list[Spoken]:
    """The first `count` clips (all of them without it) when every speaker gives one in turn.

    The order of the speakers is shuffled once and for all, so that a small count is not one corpus; `order`
    sorts the clips of each of them.
    """
    by_speaker = defaultdict(list)
    for clip in sorted(clips, key=order):
        by_speaker[clip.speaker].append(clip)
    speakers = sorted(by_speaker)
    random.Random(0).shuffle(speakers)
    turns = max((len(own) for own in by_speaker.values()), default=0)
    in_turn = [
        by_speaker[name][turn] for turn in range(turns) for name in speakers if turn < len(by_speaker[name])
    ]
    return in_turn if count is None else in_turn[:count]
