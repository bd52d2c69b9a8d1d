"""The same semantic tokens, decoded in waves and one by one, with real times."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from soundstorm.acoustic import Schedule
from soundstorm.audio.opus import encode_opus
from soundstorm.audiolm.decoding import SCHEDULE, stage_seconds
from soundstorm.continuation import given_of, required_acoustic, semantic_continuation, speak_one_by_one
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.text.script import Script, read_script
from soundstorm.trace import Trace
from soundstorm.utterance import Decoding, Given, Timings, begin_trace, finish

LENGTHS = (5, 10, 15, 20, 25, 30)  # seconds of speech in the paper's figure 3
PAIR = ("race-soundstorm.sstrace", "race-audiolm.sstrace")  # files of a race's traces
TITLES = ("SoundStorm, in waves", "AudioLM, token by token")
STAGES = ("semantic", "coarse", "fine", "soundstorm", "codec")


@dataclass(frozen=True)
class Race:
    """Both decodings of the same semantic tokens, finished, and seconds of computing by part.

    storm, audiolm: their traces, with what they sound like; `audiolm` knows when each token was written.
    seconds: of speech.
    semantic: AudioLM's stage, or the text stage, that wrote the semantic tokens.
    coarse, fine: AudioLM's acoustic stages.
    soundstorm: all of SoundStorm's iterations. codec: from all levels to sound.
    """

    storm: Trace
    audiolm: Trace
    seconds: float
    semantic: float
    coarse: float
    fine: float
    soundstorm: float
    codec: float

    @property
    def times_faster(self) -> float:
        """SoundStorm against AudioLM's acoustic stages, which it replaces."""
        return (self.coarse + self.fine) / self.soundstorm

    def facts(self) -> dict[str, float]:
        """The figures without the traces."""
        named = {name: getattr(self, name) for name in ("seconds", *STAGES)}
        return named | {"times_faster": self.times_faster}


def run_race(
    pipeline: SoundStormPipeline,
    prompt: Tensor | str | None,
    seconds: float,
    seed: int = 0,
    schedule: Schedule | None = None,
) -> Race:
    """Go on speaking for some seconds after 3 s of a prompt, or after nothing, and decode that in both ways.

    Raises:
        CheckpointError: when the checkpoint lacks a stage of AudioLM.
        UserError: when the prompt cannot be used.
    """
    required_acoustic(pipeline)
    given = given_of(pipeline, prompt)
    started = time.perf_counter()
    semantic = semantic_continuation(pipeline, given, seconds, seed)
    return race_of(pipeline, given, semantic, time.perf_counter() - started, seed, schedule)


def race_words(
    pipeline: SoundStormPipeline, words: str | Script, prompt: Tensor | str | Path, seed: int = 0
) -> Race:
    """Say a sentence in the voice of a prompt; the text stage's semantic tokens are decoded in both ways.

    Raises:
        CheckpointError: when the checkpoint lacks a stage of AudioLM.
        UserError: when the sentence or the prompt cannot be used.
    """
    required_acoustic(pipeline)
    script = words if isinstance(words, Script) else read_script(words)
    given = Given.of([pipeline.encode_prompt(prompt)])
    started = time.perf_counter()
    spoken = pipeline.best_reading(script, given.semantic[0], seed)
    seconds = time.perf_counter() - started
    said = {"script": script, "phoneme": spoken.phoneme}
    return race_of(pipeline, given, spoken.semantic[None], seconds, seed, said=said)


def race_of(
    pipeline: SoundStormPipeline,
    given: Given,
    semantic: Tensor,
    semantic_seconds: float,
    seed: int = 0,
    schedule: Schedule | None = None,
    said: dict[str, Any] | None = None,
) -> Race:
    """Decode semantic tokens int64 [1, S] in both ways, one after the other.

    said: what the traces hold of their words.
    """
    storm_said, audiolm_said = ({**(said or {}), "title": title} for title in TITLES)
    storm = finish(
        pipeline.decode_semantic(given, semantic, Timings(), seed, schedule or Schedule(), 0, storm_said)
    )
    known = begin_trace(pipeline, given, semantic, seed, SCHEDULE, 0, audiolm_said)
    steps = speak_one_by_one(pipeline, known.semantic, known.given, seed)
    audiolm = finish(Decoding(known, steps, pipeline.decode_audio, Timings()))
    for made in (storm, audiolm):
        speech = encode_opus(made.waveform, made.sample_rate, pipeline.origin.tags(seed))
        made.trace.audio = {str(made.trace.levels): speech}
    written = torch.stack([done.written for done in audiolm.trace.iterations]) / 1e6
    return Race(
        storm.trace,
        audiolm.trace,
        storm.trace.seconds,
        semantic_seconds,
        **stage_seconds(written),
        soundstorm=sum(done.seconds for done in storm.trace.iterations),
        codec=storm.timings.codec,
    )


def measure_lengths(
    pipeline: SoundStormPipeline,
    prompt: Tensor | str | None,
    lengths: Sequence[float] = LENGTHS,
    seed: int = 0,
) -> Iterator[Race]:
    """A race at every length, after a short one that warms up."""
    run_race(pipeline, prompt, 1.0, seed)
    for seconds in lengths:
        yield run_race(pipeline, prompt, seconds, seed)
