"""A trace as a file, and a file as a trace: docs/trace.md field by field.

A file may come from anyone: what is read here is checked until it is a decoding that could have happened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from soundstorm.errors import TraceError
from soundstorm.trace.check import check_events, check_iterations
from soundstorm.trace.container import Section, Unpacked, damaged, pack
from soundstorm.trace.fields import Fields
from soundstorm.trace.header import read_edit, read_origin, read_prompts, read_schedule, read_script
from soundstorm.trace.limits import (
    HOPS,
    LARGEST_HALF,
    LOW_DECIBELS,
    MAX_FILE_BYTES,
    MOST_BANDS,
    MOST_CANDIDATES,
    MOST_CANDIDATES_IN_ALL,
    MOST_DECIBELS,
    MOST_ENTRIES,
    MOST_EVENTS,
    MOST_FRAMES,
    MOST_ITERATIONS,
    MOST_LETTERS,
    MOST_LEVELS,
    MOST_SHADES,
    MOST_STEPS,
    SAMPLE_RATES,
)
from soundstorm.trace.size import check_size
from soundstorm.trace.trace import Iteration, Spectrograms, Trace

OPUS = "audio/ogg;codecs=opus"
IDS = ("uint16", "uint32")  # of tokens: the narrower one where it is wide enough
# events: one number, or k numbers, for every open cell of every step; TOKEN is one of IDS
TOKEN = "token"
EVENTS = {
    "frame": "uint16",
    "sampled": TOKEN,
    "kept": "uint8",
    "confidence": "float16",
    "score": "float16",
    "entropy": "float16",
    "candidate_ids": TOKEN,
    "candidate_probabilities": "float16",
}

WRITTEN = "written"  # microseconds; only where tokens are written one by one


def write_trace(trace: Trace) -> bytes:
    """The file of a trace, of which at least one iteration was recorded.

    Raises:
        TraceError: when it is too large to be read again, or nothing was recorded yet.
    """
    if not trace.iterations:
        raise TraceError("Run the decoding first: this trace has no iteration yet.")
    check_size(trace)
    header = {**header_of(trace), "steps": steps_of(trace.iterations)}
    sections = start_of(trace) | events_of(trace.iterations, trace.codebook_size)
    if trace.spectrograms is not None:
        pictures = _array(trace.spectrograms.values, "uint8")
        header["spectrogram"] = {
            "bands": pictures.shape[1],
            "low_db": trace.spectrograms.low_db,
            "high_db": trace.spectrograms.high_db,
            "fmin": trace.spectrograms.fmin,
            "fmax": trace.spectrograms.fmax,
        }
        for index, picture in enumerate(pictures):
            before = f"spectrogram.{index}" if index else None
            sections[f"spectrogram.{index + 1}"] = Section(picture, minus=before)
    return pack(header, sections | media_of(trace.audio))


def header_of(trace: Trace) -> dict[str, Any]:
    """What a file's header says of a trace, without its steps and its spectrograms."""
    return {
        "title": trace.title,
        "transcript": trace.transcript,
        "phonemes": trace.phonemes,
        "words": [[word[:MOST_LETTERS], place] for word, place in trace.words],
        "turns": trace.script.turns,
        "prompts": trace.prompts,
        "sample_rate": trace.sample_rate,
        "hop": trace.hop,
        "levels": trace.levels,
        "codebook_size": trace.codebook_size,
        "frames": trace.frames,
        "prompt_frames": trace.prompt_frames,
        "frames_per_semantic": trace.frames_per_semantic,
        "schedule": asdict(trace.schedule),
        "seed": trace.seed,
        "candidates": trace.candidates,
        "precision": trace.precision,
        "timings": trace.timings,
        "edit": trace.edit,
        "origin": asdict(trace.origin),
        "spectrogram": None,
    }


def start_of(trace: Trace) -> dict[str, Section]:
    """What a decoding started from."""
    return {
        "given": Section(_array(trace.given, _id_type(trace.codebook_size))),
        "semantic": Section(_array(trace.semantic, _id_type(int(trace.semantic.max())))),
        "phoneme": Section(_array(trace.phoneme, "int16")),
    }


def steps_of(iterations: Sequence[Iteration]) -> list[dict[str, Any]]:
    """What a header says of iterations."""
    return [
        {
            "level": done.level,
            "iteration": done.iteration,
            "iterations": done.iterations,
            "open": len(done.frame),
            "masked": done.hidden_after,
            "planned": done.planned,
            "threshold": done.threshold,
            "seconds": round(done.seconds, 6),
        }
        for done in iterations
    ]


def events_of(iterations: Sequence[Iteration], codebook_size: int) -> dict[str, Section]:
    """The sections of the open cells of iterations, of which there must be one."""
    sections = {}
    for name, dtype in _event_types(_id_type(codebook_size)).items():
        values = [getattr(done, name) for done in iterations]
        sections[name] = Section(_array(torch.cat(values), dtype), planes=dtype == "float16")
    written = [done.written for done in iterations]
    if all(moments is not None for moments in written):
        sections[WRITTEN] = Section(_array(torch.cat(written), "uint32"))
    return sections


def media_of(audio: Mapping[str, bytes]) -> dict[str, Section]:
    """The sections of sounds by their names in a trace."""
    return {_audio_section(name): Section(data, mime=OPUS) for name, data in audio.items()}


def read_file(path: Path) -> bytes:
    """The contents of a file that is small enough to be a trace."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise TraceError(f"There is no file {path}: check its name.") from error
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        raise TraceError(f"{str(path)!r} cannot be read: choose a .sstrace file.") from error
    if len(data) > MAX_FILE_BYTES:
        raise TraceError(
            f"{path} is too large for a recorded run: the limit is {MAX_FILE_BYTES // 10**6} MB."
        )
    return data


def read_trace(data: bytes) -> Trace:
    """The trace in a file; TraceError when it is not one."""
    file = Unpacked(data)
    header = Fields(file.header)
    levels, frames = header.whole("levels", 1, MOST_LEVELS), header.whole("frames", 1, MOST_FRAMES)
    prompt_frames = header.whole("prompt_frames", 0, frames - 1)
    codebook_size = header.whole("codebook_size", 1, MOST_ENTRIES)
    frames_per_semantic = header.whole("frames_per_semantic", 1, frames)
    if frames % frames_per_semantic or prompt_frames % frames_per_semantic:
        raise damaged("a semantic token covers part of its frames")
    tokens, prompt_tokens = frames // frames_per_semantic, prompt_frames // frames_per_semantic
    trace = Trace(
        given=_tensor(file.array("given", _id_type(codebook_size), (levels, frames))),
        semantic=_tensor(file.array("semantic", file.type_of("semantic", IDS), (tokens,))),
        prompt_frames=prompt_frames,
        codebook_size=codebook_size,
        schedule=read_schedule(header.part("schedule"), levels),
        seed=header.whole("seed", 0, 2**63 - 1),  # as earlier versions had them
        candidates=header.whole("candidates", 0, MOST_CANDIDATES),
        precision=header.text("precision", MOST_LETTERS, missing=""),
        sample_rate=header.whole("sample_rate", *SAMPLE_RATES),
        hop=header.whole("hop", *HOPS),
        script=read_script(header),
        phoneme=_tensor(file.array("phoneme", "int16", (tokens - prompt_tokens,))),
        prompts=read_prompts(header, prompt_frames),
        title=header.text("title"),
        timings=header.part("timings").numbers(),
        edit=read_edit(header.optional_part("edit"), levels, frames, codebook_size),
        origin=read_origin(header.optional_part("origin")),
    )
    trace.iterations = _iterations(file, header, trace)
    check_iterations(trace)
    trace.spectrograms = _spectrograms(file, header.optional_part("spectrogram"), trace)
    trace.audio = _audio(file, levels)
    expected = {"given", "semantic", "phoneme", *EVENTS, *map(_audio_section, trace.audio)}
    expected |= {WRITTEN} if trace.one_by_one else set()
    if trace.spectrograms is not None:
        expected |= {f"spectrogram.{level}" for level in range(1, levels + 1)}
    if file.names != expected:
        raise damaged("it holds sections that no trace has")
    return trace


def _iterations(file: Unpacked, header: Fields, trace: Trace) -> list[Iteration]:
    steps = [Fields(entry, "a step") for entry in header.entries("steps", MOST_STEPS)]
    opened = [step.whole("open", 1, trace.frames) for step in steps]
    total = sum(opened)
    if not steps or total > MOST_EVENTS or total * max(trace.candidates, 1) > MOST_CANDIDATES_IN_ALL:
        raise damaged("it has too many steps or none")
    shapes = {name: (total, trace.candidates) if "candidate" in name else (total,) for name in EVENTS}
    types = _event_types(_id_type(trace.codebook_size))
    events = {name: _tensor(file.array(name, dtype, shapes[name])) for name, dtype in types.items()}
    check_events(trace, events)
    parts = zip(*(values.split(opened) for values in events.values()), strict=True)
    written: Sequence[Tensor | None] = [None] * len(steps)
    if WRITTEN in file.names:
        written = _tensor(file.array(WRITTEN, "uint32", (total,))).split(opened)
    iterations = [
        Iteration(
            level=step.whole("level", 1, trace.levels),
            iteration=step.whole("iteration", 1, MOST_ITERATIONS),
            iterations=step.whole("iterations", 1, MOST_ITERATIONS),
            planned=step.whole("planned", 0, trace.frames),
            threshold=step.number("threshold", -LARGEST_HALF, LARGEST_HALF),
            seconds=step.number("seconds", low=0),
            **dict(zip(EVENTS, part, strict=True)) | {"kept": part[2].bool()},
            written=moments,
        )
        for step, part, moments in zip(steps, parts, written, strict=True)
    ]
    for step, done in zip(steps, iterations, strict=True):
        step.whole("masked", done.hidden_after, done.hidden_after)
    return iterations


def _spectrograms(file: Unpacked, fields: Fields | None, trace: Trace) -> Spectrograms | None:
    if fields is None:
        return None
    shape = (fields.whole("bands", 1, MOST_BANDS), trace.target_frames)
    if trace.levels * shape[0] * shape[1] > MOST_SHADES:
        raise damaged("its spectrograms are too large")
    names = [f"spectrogram.{level}" for level in range(1, trace.levels + 1)]
    values = torch.stack([torch.from_numpy(file.array(name, "uint8", shape)) for name in names])
    low_db = fields.number("low_db", *LOW_DECIBELS)
    high_db = fields.number("high_db", low_db + 1, MOST_DECIBELS)
    fmin = fields.number("fmin", 0, trace.sample_rate)
    return Spectrograms(values, low_db, high_db, fmin, fields.number("fmax", fmin + 1, trace.sample_rate))


def _audio(file: Unpacked, levels: int) -> dict[str, bytes]:
    possible = [*map(str, range(1, levels + 1)), *(f"difference.{q}" for q in range(2, levels + 1)), "prompt"]
    sections = {name: _audio_section(name) for name in possible if _audio_section(name) in file.names}
    audio = {name: file.blob(section, OPUS) for name, section in sections.items()}
    if not all(sound.startswith(b"OggS") for sound in audio.values()):
        raise damaged("it holds sounds that are not Ogg")
    return audio


def _audio_section(name: str) -> str:
    return name if name.startswith("difference.") else f"audio.{name}"


def _id_type(largest: int) -> str:
    """The type of token ids up to `largest`."""
    return IDS[0] if largest < 2**16 else IDS[1]


def _event_types(token: str) -> dict[str, str]:
    """The type of every section of events, for token ids of type `token`."""
    return {name: token if dtype == TOKEN else dtype for name, dtype in EVENTS.items()}


def _array(values: Tensor, dtype: str) -> np.ndarray:
    return values.cpu().numpy().astype(dtype)


def _tensor(values: np.ndarray) -> Tensor:
    """Whole numbers as int64, the others as they are."""
    return torch.from_numpy(values if values.dtype == np.float16 else values.astype(np.int64))
