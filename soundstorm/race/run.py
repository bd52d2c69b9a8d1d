"""The same semantic tokens, decoded in waves and one by one, with real times."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import torch
from torch import Tensor

from soundstorm.acoustic import DecodingStep, Schedule
from soundstorm.acoustic.schedule import PAPER
from soundstorm.audio.opus import encode_opus
from soundstorm.audiolm.decoding import PRECISION, SCHEDULE, stage_seconds
from soundstorm.continuation import (
    check_length,
    given_of,
    required_acoustic,
    semantic_continuation,
    speak_one_by_one,
)
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.seeds import checked_seed, seed_after
from soundstorm.text.script import Script, read_script
from soundstorm.trace import Trace
from soundstorm.utterance import Decoding, Given, Timings, begin_trace

LENGTHS = (5, 10, 15, 20, 25, 30)  # seconds of speech in the paper's figure 3
LONGEST = 60  # seconds: longer than what was learned, as speed is what is asked for
PAIR = ("race-soundstorm.sstrace", "race-audiolm.sstrace")  # files of a race's traces
TITLES = ("SoundStorm, in waves", "AudioLM, token by token")
STAGES = ("semantic", "coarse", "fine", "soundstorm", "codec")


@dataclass(frozen=True)
class Race:
    """Both decodings of the same semantic tokens, finished, and seconds of computing by part.

    AudioLM's stages compute in float32.

    storm, audiolm: their traces, with what they sound like; `audiolm` knows when each token was written.
    seconds: of speech.
    semantic: AudioLM's stage, or the text stage, that wrote the semantic tokens.
    coarse, fine: AudioLM's acoustic stages.
    soundstorm: all of SoundStorm's iterations. codec: from all levels to sound, with its watermark.
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

    def facts(self) -> dict[str, float | str]:
        """The figures, and the precision of SoundStorm's passes, without the traces."""
        named = {name: getattr(self, name) for name in ("seconds", *STAGES)}
        return named | {"precision": self.storm.precision, "times_faster": self.times_faster}


class Racing:
    """A race under way, from semantic tokens on: iterate once for its steps, then ask for its `race`."""

    def __init__(
        self,
        pipeline: SoundStormPipeline,
        given: Given,
        semantic: Tensor,
        semantic_seconds: float,
        seed: int,
        schedule: Schedule | None = None,
        said: dict[str, Any] | None = None,
    ) -> None:
        """
        semantic: int64 [1, S], which took so many seconds. schedule: SoundStorm's, the paper's without.
        said: what the traces hold of their words.
        """
        storm_said, audiolm_said = ({**(said or {}), "title": title} for title in TITLES)
        audiolm_said["precision"] = PRECISION
        self._semantic_seconds, self._tags = semantic_seconds, pipeline.origin.tags(seed)
        self._storm = pipeline.decode_semantic(
            given, semantic, Timings(), seed, schedule or PAPER, 0, storm_said
        )
        known = begin_trace(pipeline, given, semantic, seed, SCHEDULE, 0, audiolm_said)
        steps = speak_one_by_one(pipeline, known.semantic, known.given, known.seed)
        self._audiolm = Decoding(known, steps, pipeline.decode_audio, Timings())

    def __iter__(self) -> Iterator[DecodingStep | None]:
        """One after the other; as `Decoding.watched`."""
        yield from self._storm.watched()
        yield from self._audiolm.watched()

    def race(self) -> Race:
        """What came of it, once it is over."""
        storm, audiolm = self._storm.result, self._audiolm.result
        for made in (storm, audiolm):
            speech = encode_opus(made.waveform, made.sample_rate, self._tags)
            made.trace.audio = {str(made.trace.levels): speech}
        written = torch.stack([done.written for done in audiolm.trace.iterations]) / 1e6
        return Race(
            storm.trace,
            audiolm.trace,
            storm.trace.seconds,
            self._semantic_seconds,
            **stage_seconds(written),
            soundstorm=sum(done.seconds for done in storm.trace.iterations),
            codec=storm.timings.codec,
        )


def begin_race(
    pipeline: SoundStormPipeline,
    prompt: Tensor | str | None,
    seconds: float,
    seed: int = 0,
    schedule: Schedule | None = None,
) -> Racing:
    """Go on speaking for some seconds after 3 s of a prompt, or after nothing, to be decoded in both ways.

    Raises:
        CheckpointError: when the checkpoint lacks a stage of AudioLM.
        UserError: when the prompt or the length cannot be used.
    """
    required_acoustic(pipeline)
    check_length(seconds, LONGEST)
    given = given_of(pipeline, prompt)
    started = time.perf_counter()
    semantic = semantic_continuation(pipeline, given, seconds, checked_seed(seed))
    return Racing(pipeline, given, semantic, time.perf_counter() - started, seed, schedule)


def begin_race_of_words(
    pipeline: SoundStormPipeline, words: str | Script, prompt: Tensor | str | Path, seed: int = 0
) -> Racing:
    """Say a sentence in the voice of a prompt: the text stage's semantic tokens, to be decoded in both ways.

    Raises:
        CheckpointError: when the checkpoint lacks a stage of AudioLM.
        UserError: when the sentence or the prompt cannot be used.
    """
    required_acoustic(pipeline)
    script = words if isinstance(words, Script) else read_script(words)
    given = Given.of([pipeline.encode_prompt(prompt)])
    started = time.perf_counter()
    spoken = pipeline.best_reading(script, given.semantic[0], checked_seed(seed))
    seconds = time.perf_counter() - started
    said = {"script": script, "phoneme": spoken.phoneme}
    return Racing(pipeline, given, spoken.semantic[None], seconds, seed, said=said)


def run_race(
    pipeline: SoundStormPipeline,
    prompt: Tensor | str | None,
    seconds: float,
    seed: int = 0,
    schedule: Schedule | None = None,
) -> Race:
    """`begin_race` run to its end."""
    return _over(begin_race(pipeline, prompt, seconds, seed, schedule))


def race_words(
    pipeline: SoundStormPipeline, words: str | Script, prompt: Tensor | str | Path, seed: int = 0
) -> Race:
    """`begin_race_of_words` run to its end."""
    return _over(begin_race_of_words(pipeline, words, prompt, seed))


def _over(racing: Racing) -> Race:
    for _ in racing:
        pass
    return racing.race()


def times_faster(races: Sequence[Race]) -> float:
    """The median of the races that are as long as the last."""
    return median(race.times_faster for race in races if race.seconds == races[-1].seconds)


def measure_lengths(
    pipeline: SoundStormPipeline,
    prompt: Tensor | str | None,
    lengths: Sequence[float] = LENGTHS,
    seed: int = 0,
) -> Iterator[Race]:
    """A race at every length, after a short one that warms up.

    Each has the seed after the one before: with one seed they all would begin with the same speech.
    """
    run_race(pipeline, prompt, 1.0, seed)
    for number, seconds in enumerate(lengths):
        yield run_race(pipeline, prompt, seconds, seed_after(seed, number))
