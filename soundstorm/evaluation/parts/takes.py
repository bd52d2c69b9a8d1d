"""An utterance in tokens, whose first 3 s are given, as in section 4.2 of SoundStorm's paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from soundstorm.acoustic import Schedule
from soundstorm.evaluation.instruments.words import last_words, normalise
from soundstorm.evaluation.parts.hearing import for_instruments, hear
from soundstorm.evaluation.parts.utterances import LEAST_PROMPT_SECONDS, Utterance, quiet_place

if TYPE_CHECKING:
    from soundstorm.acoustic import SoundStorm
    from soundstorm.pipeline import SoundStormPipeline

MOST_PROMPT_SECONDS = 4.0  # it ends at the quietest place from 3 s on, between words if possible
LEAST_REST_SECONDS = 2.0  # after the prompt: of less, no voice can be told
SHORTEST_SECONDS = LEAST_PROMPT_SECONDS + LEAST_REST_SECONDS
# The paper's lengths, but for its 4 s, which leave too little.
LENGTHS = {"short": (SHORTEST_SECONDS, 10.0), "mid": (10.0, 20.0), "long": (20.0, 30.0)}
COUNT = 12  # short takes; of mid and long ones, which take longer to speak, fewer
SHARES = {"short": 1, "mid": 2 / 3, "long": 1 / 3}


@dataclass(frozen=True)
class Take:
    """An utterance, its tokens, and how many of them are its prompt.

    recording: float32 [N] at sample_rate Hz, the codec's; codes: int64 [1, Q, T]; semantic: int64 [1, S].
    """

    utterance: Utterance
    length: str
    seed: int
    recording: Tensor
    sample_rate: int
    codes: Tensor
    semantic: Tensor
    prompt_tokens: int  # semantic

    @property
    def speaker(self) -> str:
        return self.utterance.speaker

    @property
    def prompt_frames(self) -> int:
        return self.prompt_tokens * self.codes.shape[2] // self.semantic.shape[1]

    @property
    def prompt(self) -> Tensor:
        """The given part of the recording, 3 to 4 s."""
        return self.recording[: self._prompt_samples]

    @property
    def rest(self) -> Tensor:
        """What of the recording is to be said."""
        return self.recording[self._prompt_samples :]

    @property
    def heard_prompt(self) -> Tensor:
        """The given part as the instruments hear it."""
        return for_instruments(self.prompt, self.sample_rate)

    @property
    def heard_rest(self) -> Tensor:
        """What is to be said, likewise."""
        return for_instruments(self.rest, self.sample_rate)

    @property
    def _prompt_samples(self) -> int:
        return self.prompt_tokens * len(self.recording) // self.semantic.shape[1]

    def words(self, heard: str) -> list[str]:
        """What is to be said, normalised, when `heard` is what the recogniser makes of the recording of it.

        Without a transcript it is what was heard.
        """
        said = normalise(heard)
        transcript = normalise(self.utterance.transcript)
        return last_words(transcript, said) if transcript else said


def count_of(length: str, count: int | None) -> int:
    """How many takes of a length there are when there are `count` (or as many as usual) short ones."""
    return max(1, round(SHARES[length] * (count or COUNT)))


@torch.inference_mode()
def read_take(pipeline: SoundStormPipeline, utterance: Utterance, length: str, seed: int) -> Take:
    """Tokenize an utterance of `SHORTEST_SECONDS` or more."""
    rate, per_token = pipeline.sample_rate, pipeline.samples_per_token
    recording = utterance.waveform(rate)
    recording = recording[: len(recording) // per_token * per_token]
    latest = min(MOST_PROMPT_SECONDS, len(recording) / rate - LEAST_REST_SECONDS)
    latest = max(LEAST_PROMPT_SECONDS, latest)
    prompt = quiet_place(recording, rate, LEAST_PROMPT_SECONDS, latest, per_token)
    codes, semantic = pipeline.codec.encode(recording[None]), pipeline.semantic_tokens(recording)
    return Take(utterance, length, seed, recording, rate, codes, semantic, prompt // per_token)


@torch.inference_mode()
def keep(pipeline: SoundStormPipeline, take: Take) -> Tensor:
    """What the codec keeps of the rest, float [N] at 16 kHz."""
    return hear(pipeline, take.codes, take.prompt_frames)


@torch.inference_mode()
def speak(storm: SoundStorm, take: Take, schedule: Schedule = Schedule(), true_levels: int = 0) -> Tensor:
    """The codes int64 [1, Q, T] that SoundStorm makes of the semantic tokens, after the given ones.

    true_levels: coarsest levels that are given all along and not made.
    """
    made = torch.zeros_like(take.codes, dtype=torch.bool)
    made[:, true_levels:, take.prompt_frames :] = True
    prompt, masked = take.prompt_frames, take.codes.masked_fill(made, storm.config.mask_id)
    *_, last = storm.redecode(take.semantic, masked, made, schedule, take.seed, prompt_frames=prompt)
    return last.codes
