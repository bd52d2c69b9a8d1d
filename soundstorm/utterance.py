"""One utterance: the voices it is spoken with, its decoding while it runs, and what came out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from soundstorm.acoustic import DecodingStep, Schedule
from soundstorm.audio import PreparedPrompt
from soundstorm.errors import UserError
from soundstorm.seeds import checked_seed
from soundstorm.text.script import Turn
from soundstorm.trace import Trace
from soundstorm.trace.limits import MOST_CANDIDATES

if TYPE_CHECKING:
    from soundstorm.pipeline import SoundStormPipeline


@dataclass(frozen=True)
class VoicePrompt:
    """A voice, as the models hear it.

    prepared: the recording after trimming and levelling.
    codes: int64 [1, Q, P].
    semantic: int64 [1, P / 2].
    seconds: what encoding it took.
    """

    prepared: PreparedPrompt
    codes: Tensor
    semantic: Tensor
    seconds: float


@dataclass(frozen=True)
class Given:
    """What stands before the speech: everybody's prompt, in long form also the last of what was said.

    codes: int64 [1, Q, P].
    semantic: int64 [1, P / 2].
    speakers: int64 [P], whose every frame is, from 0.
    voices: of the prompts, in the order of the speakers.
    """

    codes: Tensor
    semantic: Tensor
    speakers: Tensor
    voices: tuple[VoicePrompt, ...]

    @classmethod
    def of(cls, voices: Sequence[VoicePrompt]) -> Given:
        """The prompts of the first, second, .. speaker, one after the other."""
        lengths = torch.tensor([voice.codes.shape[2] for voice in voices])
        return cls(
            torch.cat([voice.codes for voice in voices], dim=2),
            torch.cat([voice.semantic for voice in voices], dim=1),
            torch.arange(len(voices)).repeat_interleave(lengths),
            tuple(voices),
        )

    def then(self, codes: Tensor, semantic: Tensor, speakers: Tensor) -> Given:
        """With more frames behind these: codes [1, Q, F], semantic [1, F / 2], speakers [F]."""
        return Given(
            torch.cat([self.codes, codes.to(self.codes.device)], dim=2),
            torch.cat([self.semantic, semantic.to(self.semantic.device)], dim=1),
            torch.cat([self.speakers, speakers]),
            self.voices,
        )

    @property
    def stretches(self) -> tuple[Turn, ...]:
        """Whose the frames are, as a trace has it."""
        speakers, lengths = self.speakers.unique_consecutive(return_counts=True)
        ends = lengths.cumsum(0).tolist()
        who = (speakers + 1).tolist()
        return tuple(map(Turn, who, zip([0, *ends], ends, strict=False)))

    @property
    def seconds(self) -> float:
        """What encoding the voices took."""
        return sum(voice.seconds for voice in self.voices)


def begin_trace(
    models: SoundStormPipeline,
    given: Given,
    semantic: Tensor,
    seed: int,
    schedule: Schedule,
    candidates: int,
    said: dict[str, Any],
) -> Trace:
    """A trace before its first step, of semantic tokens [1, S] after what is given.

    said: what it holds of their words, and whatever else is not as SoundStorm has it.

    Raises:
        UserError: when the seed is none, or a trace cannot hold so many candidates.
    """
    seed, model = checked_seed(seed), models.storm.config
    most = min(MOST_CANDIDATES, model.codebook_size)
    if not 0 <= candidates <= most:
        raise UserError(f"Ask for 0 to {most} candidates a token, not for {candidates}.")
    whole = torch.cat([given.semantic, semantic.to(given.semantic.device)], dim=1)[0].cpu()
    prompt = given.codes[0].cpu()
    known = torch.full((model.levels, len(whole) * model.frames_per_semantic), model.mask_id)
    known[:, : prompt.shape[1]] = prompt
    return Trace(
        given=known,
        semantic=whole,
        prompt_frames=prompt.shape[1],
        prompts=given.stretches,
        codebook_size=model.codebook_size,
        schedule=schedule,
        seed=seed,
        candidates=candidates,
        sample_rate=models.codec.sample_rate,
        hop=models.codec.hop,
        origin=models.origin,
        **{"precision": models.storm.engine.precision, **said},
    )


@dataclass
class Timings:
    """Seconds spent in every part, and the length of what came out."""

    prompt: float = 0.0
    text: float = 0.0
    acoustic: float = 0.0
    codec: float = 0.0
    audio_seconds: float = 0.0

    @property
    def total(self) -> float:
        return self.prompt + self.text + self.acoustic + self.codec

    @property
    def real_time_factor(self) -> float:
        """Seconds of computing a second of speech."""
        return self.total / self.audio_seconds

    def __add__(self, other: Timings) -> Timings:
        """Of two utterances together."""
        names = (field.name for field in fields(self))
        return Timings(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True)
class Result:
    """A finished utterance, without its prompt.

    waveform: float32 [N] at sample_rate Hz.
    codes: int64 [1, Q, T].
    semantic: int64 [1, T / 2].
    prompt_frames: length of the prompt the trace begins with.
    """

    waveform: Tensor
    sample_rate: int
    codes: Tensor
    semantic: Tensor
    prompt_frames: int
    trace: Trace
    timings: Timings


class Decoding:
    """An utterance being decoded: iterate once for its steps, then read `result`.

    trace: what is known and has been done so far.
    voices: of the speakers; none when a trace is decoded again.
    """

    def __init__(
        self,
        trace: Trace,
        steps: Iterator[DecodingStep | None],
        decode_audio: Callable[[Tensor, int], Tensor],
        timings: Timings,
        voices: Sequence[VoicePrompt] = (),
    ) -> None:
        """
        trace: as far as it goes before the first of `steps`, which are recorded into it.
        decode_audio: codes [1, Q, T] and the length of their prompt -> waveform [N] of what follows it.
        """
        self.trace, self.voices, self.timings = trace, tuple(voices), timings
        self.result: Result | None = None
        self._steps, self._decode_audio = steps, decode_audio

    @property
    def prompt(self) -> VoicePrompt | None:
        """The voice of the first speaker; None when a trace is decoded again."""
        return self.voices[0] if self.voices else None

    @property
    def semantic(self) -> Tensor:
        """int64 [1, S], what will be said."""
        return self.trace.target_semantic[None]

    @property
    def phonemes(self) -> list[str]:
        """The spelling of it, empty for a conversion."""
        return list(self.trace.phonemes)

    @property
    def prompt_frames(self) -> int:
        return self.trace.prompt_frames

    @property
    def frames(self) -> int:
        """Frames of prompt and target together."""
        return self.trace.frames

    @property
    def seconds(self) -> float:
        """Length of the speech to come."""
        return self.trace.seconds

    def __iter__(self) -> Iterator[DecodingStep]:
        return (step for step in self.watched() if step is not None)

    def watched(self) -> Iterator[DecodingStep | None]:
        """Its steps, and None in the middle of those that take long: there, too, it can be stopped."""
        seconds, over = 0.0, object()
        while True:
            started = time.perf_counter()
            step = next(self._steps, over)
            if step is over:
                break
            seconds += time.perf_counter() - started
            if step is not None:
                self.timings.acoustic += seconds
                self.trace.record(step, seconds)
                seconds = 0.0
            yield step
        if self.result is None:
            self._finish()

    def _finish(self) -> None:
        if not self.trace.finished:
            raise UserError("This decoding was stopped before its end: start it anew.")
        started = time.perf_counter()
        trace, codes = self.trace, self.trace.codes
        waveform = self._decode_audio(codes, trace.prompt_frames)
        self.timings.codec = time.perf_counter() - started
        self.timings.audio_seconds = trace.seconds
        trace.timings = asdict(self.timings)
        self.result = Result(
            waveform=waveform,
            sample_rate=trace.sample_rate,
            codes=codes[:, :, trace.prompt_frames :],
            semantic=self.semantic,
            prompt_frames=trace.prompt_frames,
            trace=trace,
            timings=self.timings,
        )


def finish(decoding: Decoding) -> Result:
    """Run a decoding to its end."""
    for _ in decoding:
        pass
    return decoding.result
