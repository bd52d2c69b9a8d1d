"""What a decoding did, iteration by iteration: recorded while it runs, replayed without a model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from soundstorm.acoustic import DecodingStep, Schedule
from soundstorm.files import write_whole
from soundstorm.safety.origin import UNKNOWN, Origin
from soundstorm.text.script import Script, Turn, Word

HALF = torch.finfo(torch.float16).max
NOTHING_SAID = Script()
CANDIDATES = 5  # most probable tokens of every cell, in traces that are made to be looked at


@dataclass(frozen=True)
class Iteration:
    """What one iteration did to the M open cells of its level.

    level, iteration, iterations: as in DecodingStep.
    planned: tokens of the level that the schedule leaves hidden after it.
    threshold: the lowest score that was kept, rounded as the scores are. seconds: what computing it took.
    frame, sampled: int64 [M], the frames, ascending, counted from the start of the prompt, and their samples.
    kept: bool [M], False where the sample was hidden again.
    confidence, score, entropy: float16 [M], as in DecodingStep, the last with 8 significant bits.
    candidate_ids: int64 [M, k], the most probable tokens.
    candidate_probabilities: float16 [M, k], theirs, with 8 significant bits.
    written: int64 [M], microseconds after the decoding's start when each token was written, one by one; None
        where all of them came at the end of the iteration.
    """

    level: int
    iteration: int
    iterations: int
    planned: int
    threshold: float
    seconds: float
    frame: Tensor
    sampled: Tensor
    kept: Tensor
    confidence: Tensor
    score: Tensor
    entropy: Tensor
    candidate_ids: Tensor
    candidate_probabilities: Tensor
    written: Tensor | None = None

    @property
    def hidden_after(self) -> int:
        """Tokens of the level that are hidden after it."""
        return len(self.frame) - int(self.kept.sum())


@dataclass(frozen=True)
class Spectrograms:
    """How loud every mel band of every frame is when the first 1, 2, .., Q levels are heard.

    values: uint8 [Q, bands, F], F target frames, lowest band first.
    low_db, high_db: what 0 and 255 stand for; 0 dB is a full-scale sine.
    fmin, fmax: Hz, where the lowest band begins and the highest one ends.
    """

    values: Tensor
    low_db: float
    high_db: float
    fmin: float
    fmax: float


@dataclass
class Trace:
    """The iterations of one utterance and what they started from.

    given: int64 [Q, T], the codes known before the first iteration, `codebook_size` where hidden.
    semantic: int64 [S], of prompt and target together.
    prompt_frames, prompts: leading frames that are the voice prompt; whose, empty if all the first speaker's.
    codebook_size: entries of a codebook; also the id that means hidden.
    sample_rate, hop: of the codec: Hz, and samples a frame.
    schedule, seed: of the decoding; the schedule with a number of iterations for every level.
    candidates: most probable tokens of every open cell. precision: of the latest passes, empty if not noted.
    script: what is said, empty for a conversion.
    phoneme: int64 [target semantic tokens], index into the script's phonemes of each token, -1 for none.
    title, timings: for people; seconds by part.
    origin: of the models that made it, which its sounds say, too.
    edit: how this decoding was made out of another one (docs/trace.md), or None.
    iterations: the record.
    spectrograms, audio: what the levels sound like, if `soundstorm.trace.sound` has added it; `audio` holds
        Ogg Opus files by name ("1" to "Q", "difference.2" to "difference.Q", "prompt").
    """

    given: Tensor
    semantic: Tensor
    prompt_frames: int
    codebook_size: int
    schedule: Schedule
    seed: int
    sample_rate: int
    hop: int
    candidates: int = 0
    precision: str = ""
    script: Script = NOTHING_SAID
    phoneme: Tensor | None = None
    prompts: tuple[Turn, ...] = ()
    title: str = ""
    timings: dict[str, float] = field(default_factory=dict)
    edit: dict[str, Any] | None = None
    origin: Origin = UNKNOWN
    iterations: list[Iteration] = field(default_factory=list)
    spectrograms: Spectrograms | None = None
    audio: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.schedule = self.schedule.over(self.levels)
        if self.phoneme is None:
            target = len(self.semantic) - self.prompt_frames // self.frames_per_semantic
            self.phoneme = torch.full((target,), -1)

    @property
    def transcript(self) -> str:
        """What was asked for, empty for a conversion."""
        return self.script.transcript

    @property
    def phonemes(self) -> tuple[str, ...]:
        """Of the transcript, in order."""
        return self.script.phonemes

    @property
    def words(self) -> tuple[Word, ...]:
        """The spoken words, each with the place of its phonemes."""
        return self.script.words

    @property
    def levels(self) -> int:
        return self.given.shape[0]

    @property
    def frames(self) -> int:
        """Frames of prompt and target together."""
        return self.given.shape[1]

    @property
    def target_frames(self) -> int:
        """Frames of the new speech, after the prompt."""
        return self.frames - self.prompt_frames

    @property
    def frames_per_semantic(self) -> int:
        return self.frames // len(self.semantic)

    @property
    def target_semantic(self) -> Tensor:
        """int64 [target tokens]: the semantic tokens after the prompt."""
        return self.semantic[self.prompt_frames // self.frames_per_semantic :]

    @property
    def seconds(self) -> float:
        """Length of the speech, without its prompt."""
        return self.target_frames * self.hop / self.sample_rate

    @property
    def codes(self) -> Tensor:
        """int64 [1, Q, T] after the last iteration, `codebook_size` where still hidden."""
        return self.codes_after(len(self.iterations))

    @property
    def one_by_one(self) -> bool:
        """Whether its tokens were written one after the other, as AudioLM does."""
        return bool(self.iterations) and all(done.written is not None for done in self.iterations)

    @property
    def finished(self) -> bool:
        """Whether nothing is hidden any more."""
        return not bool((self.codes == self.codebook_size).any())

    def codes_after(self, count: int) -> Tensor:
        """int64 [1, Q, T] after the first `count` iterations, `codebook_size` where hidden."""
        codes = self.given.clone()
        for done in self.iterations[:count]:
            codes[done.level - 1, done.frame[done.kept]] = done.sampled[done.kept]
        return codes[None]

    def record(self, step: DecodingStep, seconds: float = 0.0) -> None:
        """Add a step of a batch of one; `seconds` is what computing it took. The step is left as it is."""
        opened = step.open[0].cpu()
        cells = int((self.given[step.level - 1] == self.codebook_size).sum())
        ids, probabilities = step.candidates or (
            opened.new_zeros(1, len(opened), 0, dtype=torch.long), torch.zeros(1, len(opened), 0)
        )  # fmt: skip
        written = None if step.written is None else (step.written[0].cpu()[opened] * 1e6).round().long()
        self.iterations.append(
            Iteration(
                level=step.level,
                iteration=step.iteration,
                iterations=step.iterations,
                planned=self.schedule.still_masked(step.level, cells)[step.iteration - 1],
                threshold=float(_half(step.threshold[0])),
                seconds=seconds,
                frame=opened.nonzero()[:, 0],
                sampled=step.sampled[0].cpu()[opened],
                kept=~step.mask[0, step.level - 1].cpu()[opened],
                confidence=_half(step.confidence[0].cpu()[opened]),
                score=_half(step.score[0].cpu()[opened]),
                entropy=_short(step.entropy[0].cpu()[opened]),
                candidate_ids=ids[0].cpu()[opened],
                candidate_probabilities=_short(probabilities[0].cpu()[opened]),
                written=written,
            )
        )

    def steps(self) -> Iterator[DecodingStep]:
        """Replay: the decoding steps, without a model; what is not a whole number has float16's precision."""
        codes = self.given[None].clone()
        level = 0
        for done in self.iterations:
            if done.level != level:
                level, confidence = done.level, torch.ones(1, self.frames)
            codes[0, level - 1, done.frame[done.kept]] = done.sampled[done.kept]
            confidence[0, done.frame] = done.confidence.float()
            yield DecodingStep(
                level=level,
                iteration=done.iteration,
                iterations=done.iterations,
                prompt_frames=self.prompt_frames,
                codes=codes.clone(),
                mask=codes == self.codebook_size,
                confidence=confidence.clone(),
                open=self._spread(done.frame, torch.ones_like(done.kept), False),
                sampled=self._spread(done.frame, done.sampled, self.codebook_size),
                score=self._spread(done.frame, done.score.float(), 0.0),
                threshold=torch.tensor([done.threshold]),
                entropy=self._spread(done.frame, done.entropy.float(), 0.0),
                candidates=(
                    self._spread(done.frame, done.candidate_ids, -1),
                    self._spread(done.frame, done.candidate_probabilities.float(), 0.0),
                )
                if self.candidates
                else None,
                written=None if done.written is None else self._spread(done.frame, done.written / 1e6, 0.0),
            )

    def _spread(self, frame: Tensor, values: Tensor, elsewhere: float) -> Tensor:
        """Values [M, ...] of the cells at `frame` laid out over all frames: [1, T, ...]."""
        spread = torch.full((1, self.frames, *values.shape[1:]), elsewhere, dtype=values.dtype)
        spread[0, frame] = values
        return spread

    def to_bytes(self) -> bytes:
        """The trace as a file (docs/trace.md)."""
        from soundstorm.trace.file import write_trace  # it builds on this class

        return write_trace(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> Trace:
        """The trace in a file.

        Raises:
            TraceError: when the file is foreign, damaged, inconsistent or of another version.
        """
        from soundstorm.trace.file import read_trace

        return read_trace(data)

    def save(self, path: str | Path) -> None:
        """Write the trace into a file, `.sstrace` by custom.

        Raises:
            FileError: when the disk is full or the folder is closed; what stood there before stays.
        """
        write_whole(path, self.to_bytes())

    @classmethod
    def load(cls, path: str | Path) -> Trace:
        """The trace in a file on disk.

        Raises:
            TraceError: when it is missing, or as in `from_bytes`.
        """
        from soundstorm.trace.file import read_file

        return cls.from_bytes(read_file(Path(path)))


def _half(values: Tensor) -> Tensor:
    """Rounded to float16; what is too large for it becomes its largest number."""
    return values.float().clamp(-HALF, HALF).half()


def _short(values: Tensor) -> Tensor:
    """Numbers of at least 0 as float16 with 8 significant bits, which pack into two thirds of the space."""
    bits = _half(values).view(torch.int16)
    return ((bits + 4) >> 3 << 3).view(torch.float16)
