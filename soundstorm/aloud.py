"""Long texts, spoken part by part: each part goes on from the last 3 s of what was said.

The paper lets AudioLM go on beyond 10 s so, prompted with the last 3 s of speech (section 4.2). Here the
prompts of the speakers stay before them, so that the voice does not drift from copy to copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from soundstorm.acoustic import Schedule
from soundstorm.audio.prompt import MAX_PROMPT_SECONDS
from soundstorm.dialogue import (
    MAX_SECONDS,
    Prompt,
    Prompts,
    check_speakers,
    encode_prompts,
    longest_dialogue,
    name_prompts,
)
from soundstorm.seeds import checked_seed, seed_after
from soundstorm.text.dialogue import read_turns
from soundstorm.text.model import longest_text
from soundstorm.text.parts import text_parts, turn_parts
from soundstorm.text.script import Script, read_script
from soundstorm.trace import Trace
from soundstorm.trace.turns import speakers_of
from soundstorm.utterance import Decoding, Given, Timings, finish

if TYPE_CHECKING:
    from soundstorm.pipeline import SoundStormPipeline

CARRIED_SECONDS = 3.0  # of what was said, before the next part
OVERLAP = 1  # frames at a seam that both parts sound: one goes over into the other
TRIAL = "How long will it take? This long."  # several sentences, as a long text


class Seams:
    """Waveforms of which each begins with the end of the one before, as one sound, piece by piece."""

    def __init__(self, overlap: int) -> None:
        """overlap: samples that both sound; one goes over into the other."""
        self._overlap = overlap
        self._fade = torch.arange(1, overlap + 1) / (overlap + 1)
        self._held: Tensor | None = None

    def add(self, waveform: Tensor, is_last: bool) -> Tensor:
        """What can be heard now that the next waveform [N] is there: float32 [M]."""
        seam, held = self._overlap, self._held
        if held is not None:
            waveform = torch.cat([held + self._fade * (waveform[:seam] - held), waveform[seam:]])
        if not is_last:
            waveform, self._held = waveform[:-seam], waveform[-seam:]
        return waveform


class ReadingAloud:
    """A text being spoken part by part: iterate once for its waveforms, which together are the speech.

    However long it is, only a part is held, and what goes before it.

    parts: the scripts, one for each part.
    seconds: of speech, about.
    given: the prompts.
    timings: of what was spoken so far.
    """

    def __init__(
        self,
        pipeline: SoundStormPipeline,
        parts: Sequence[Script],
        given: Given,
        seed: int,
        schedule: Schedule,
        pace: float,
    ) -> None:
        self.parts, self.given, self.seed, self.schedule = list(parts), given, checked_seed(seed), schedule
        self.pace = pace
        self.seconds = sum(part.seconds for part in parts) / pace
        self.timings = Timings()
        self._pipeline = pipeline

    def __iter__(self) -> Iterator[Tensor]:
        """Waveforms float32 [N] at the pipeline's `sample_rate`, one a part."""
        seams = self.seams()
        for number, decoding in enumerate(self.decodings(), start=1):
            yield seams.add(finish(decoding).waveform, is_last=number == len(self.parts))

    def seams(self) -> Seams:
        """What makes one sound of the waveforms of `decodings`."""
        return Seams(OVERLAP * self._pipeline.codec.hop)

    def decodings(self) -> Iterator[Decoding]:
        """The decoding of every part, which may be watched; the next one goes on from its end.

        The waveform of each but the first begins `OVERLAP` frames early, with the end of the one before.
        """
        before = self.given
        for number, script in enumerate(self.parts):
            seed = seed_after(self.seed, number)
            early = OVERLAP if number else 0
            decoding = self._pipeline.speak(
                script,
                before,
                seed,
                self.schedule,
                pace=self.pace,
                decode_audio=lambda codes, frames, early=early: self._pipeline.decode_audio(
                    codes, frames - early
                ),
            )
            if number:
                decoding.timings.prompt = 0.0  # the voices were encoded once
            yield decoding
            trace = finish(decoding).trace
            self.timings += decoding.timings
            before = self.given.then(*_last_seconds(trace, self.given.codes.shape[2]))

    def estimate(self) -> float:
        """How many seconds speaking it all will take on this machine, told by a short sentence, spoken now.

        Text stage and codec take as long as the speech does, SoundStorm as the frames that it computes.
        """
        trial = Schedule((1,)).over(self._pipeline.levels)
        decoding = self._pipeline.speak(read_script(TRIAL), self.given, 0, trial)
        spent = finish(decoding).timings
        rate = self._pipeline.codec.frame_rate
        before = self.given.codes.shape[2] * len(self.parts) + CARRIED_SECONDS * rate * (len(self.parts) - 1)
        alone = self._pipeline.storm.config.prompt_alone
        target = decoding.frames - decoding.prompt_frames
        one_frame = spent.acoustic / computed_frames(decoding.prompt_frames, target, trial, alone)
        acoustic = one_frame * computed_frames(before, self.seconds * rate, self.schedule, alone)
        return (spent.text + spent.codec) / spent.audio_seconds * self.seconds + acoustic


def computed_frames(prompt: float, target: float, schedule: Schedule, prompt_alone: bool) -> float:
    """How many frames SoundStorm's network sees in all passes of a schedule.

    Args:
        prompt, target: frames of the prompt and of the speech.
        prompt_alone: whether the prompt is computed once, as `SoundStormConfig.prompt_alone` has it, or takes
            part in every pass. The second pass that guidance takes sees no prompt.
    """
    passes = sum(schedule.iterations)
    return prompt * (1 if prompt_alone else passes) + target * passes * (2 if schedule.guidance else 1)


def speak_aloud(
    pipeline: SoundStormPipeline,
    text: str,
    prompt: Prompt | Prompts,
    seed: int = 0,
    schedule: Schedule = Schedule(),
    pace: float = 1.0,
) -> ReadingAloud:
    """Say up to 3,000 characters: by one speaker, or in turns where several prompts are given.

    They may take up to 5 minutes as the model learned to speak. What fits is one part, as `stream` and
    `dialogue` say it. Longer text is split at sentences or turns.
    `pace` is that of speaking, 0.7 (slow) to 1.4.

    Raises:
        UserError: when the text or a prompt cannot be used.
    """
    schedule = schedule.over(pipeline.levels)
    if isinstance(prompt, Mapping | list | tuple):
        named = name_prompts(prompt)
        check_speakers(pipeline, len(named))
        fits = longest_text(pace, longest_dialogue(len(named)))
        parts = turn_parts(read_turns(text, [*named]), fits)
        carried = CARRIED_SECONDS if len(parts) > 1 else 0.0
        longest = max(part.seconds for part in parts) / pace
        room = (MAX_SECONDS - carried - longest) / len(named)
        given = encode_prompts(pipeline, [*named.values()], room)
    else:
        parts = text_parts(text, longest_text(pace))
        longest = max(part.seconds for part in parts) / pace
        room = MAX_SECONDS - longest - CARRIED_SECONDS * (len(parts) > 1)
        given = encode_prompts(pipeline, [prompt], room, MAX_PROMPT_SECONDS)
    return ReadingAloud(pipeline, parts, given, seed, schedule, pace)


def _last_seconds(trace: Trace, prompt_frames: int) -> tuple[Tensor, Tensor, Tensor]:
    """Codes [1, Q, F], semantic tokens [1, S] and speakers [F] of the last 3 s that were said.

    prompt_frames: of the speakers' prompts, before anything that was said.
    """
    each = trace.frames_per_semantic
    said = len(trace.semantic) - prompt_frames // each
    kept = min(said, round(CARRIED_SECONDS * trace.sample_rate / (trace.hop * each)))
    frames = kept * each
    return trace.codes[:, :, -frames:], trace.semantic[None, -kept:], speakers_of(trace)[-frames:]
