"""A trace in pieces, for whoever watches a decoding: each tells what is new since the one before.

Every piece is a container like a trace file (docs/trace.md). The first has the header without steps and what
the decoding started from; the others have some steps with their events, or sounds and spectrograms of levels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from soundstorm.trace.container import Section, pack
from soundstorm.trace.file import events_of, header_of, media_of, start_of, steps_of
from soundstorm.trace.sound import BANDS, scale_of
from soundstorm.trace.trace import Iteration, Trace


def first_piece(trace: Trace) -> bytes:
    """What is known before the first iteration."""
    scale = scale_of(torch.empty(0), trace.sample_rate)
    shown = {"low_db": scale.low_db, "high_db": scale.high_db, "fmin": scale.fmin, "fmax": scale.fmax}
    header = header_of(trace) | {"spectrogram": {"bands": BANDS, **shown}, "steps": []}
    return pack(header, start_of(trace))


def next_piece(
    trace: Trace,
    iterations: Sequence[Iteration] = (),
    audio: Mapping[str, bytes] | None = None,
    pictures: Mapping[int, Tensor] | None = None,
) -> bytes:
    """What a trace has gained.

    iterations: those since the piece before. audio: Ogg Opus files by their names in a trace.
    pictures: spectrograms uint8 [bands, F] by level.
    """
    header: dict[str, Any] = {"steps": steps_of(iterations), "timings": trace.timings}
    sections = events_of(iterations, trace.codebook_size) if iterations else {}
    for level, picture in (pictures or {}).items():
        sections[f"spectrogram.{level}"] = Section(picture.numpy())
    return pack(header, sections | media_of(audio or {}))
