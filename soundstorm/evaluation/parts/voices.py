"""Twelve voices: prompts to speak with, and to tell one another from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from tqdm import tqdm

from soundstorm.corpus import BAND_LIMITED, round_robin
from soundstorm.errors import AudioError, UserError
from soundstorm.evaluation.instruments.packages import SAMPLE_RATE
from soundstorm.evaluation.instruments.voice import embed_voice
from soundstorm.evaluation.parts.hearing import for_instruments, hear
from soundstorm.evaluation.parts.utterances import LEAST_PROMPT_SECONDS, native, prompt_recording

if TYPE_CHECKING:
    from soundstorm.corpus import Clip
    from soundstorm.pipeline import SoundStormPipeline
    from soundstorm.utterance import VoicePrompt

VOICES = 12


@dataclass(frozen=True)
class Voice:
    """A speaker's prompt, as the app would use it.

    embedding: float [256], of the prompt.
    heard: float [N] at 16 kHz, its first 3 s as the codec keeps them.
    """

    speaker: str
    clip: str
    prompt: VoicePrompt
    embedding: Tensor
    heard: Tensor


@torch.inference_mode()
def read_voices(pipeline: SoundStormPipeline, clips: Sequence[Clip], count: int = VOICES) -> list[Voice]:
    """The prompts of up to `count` native speakers, one of each.

    Raises:
        UserError: when there are fewer than two speakers.
    """
    usable = native([clip for clip in clips if clip.corpus not in BAND_LIMITED])
    chosen = round_robin([clip for clip in usable if clip.seconds >= LEAST_PROMPT_SECONDS])
    voices: dict[str, Voice] = {}
    for clip in tqdm(chosen, desc="reading voices", unit="clip"):
        if len(voices) == count:
            break
        if clip.speaker in voices:
            continue
        try:
            prompt = pipeline.encode_prompt(prompt_recording(clip, pipeline.sample_rate))
        except AudioError:  # clipped, or without speech: the speaker has other clips
            continue
        heard = hear(pipeline, prompt.codes)[: round(LEAST_PROMPT_SECONDS * SAMPLE_RATE)]
        embedding = embed_voice(for_instruments(prompt.prepared.waveform, pipeline.sample_rate))
        voices[clip.speaker] = Voice(clip.speaker, clip.path.name, prompt, embedding, heard)
    if len(voices) < 2:
        raise UserError("The split has clips of 3 s of fewer than two speakers: evaluate on more speech.")
    return list(voices.values())


def other_voices(voices: Sequence[Voice], speaker: str) -> list[Tensor]:
    """Embeddings of the voices of other speakers, one fewer than there are voices."""
    return [voice.embedding for voice in voices if voice.speaker != speaker][: len(voices) - 1]
