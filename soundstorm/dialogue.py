"""Dialogues: several voices in one decoding (SoundStorm, section 5).

All speakers' prompts come first, then the turns, as in training. The text stage speaks the turns in one
sequence and tells of every token whose turn it is; so SoundStorm is told who speaks in every frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from torch import Tensor
from torchaudio.functional import resample

from soundstorm.acoustic import Schedule
from soundstorm.audio import normalise_level, waveform_of
from soundstorm.audio.voices import part_voices
from soundstorm.bundled import CHECKPOINTS
from soundstorm.checkpoint import load_pretrained
from soundstorm.consistency.model import Consistency
from soundstorm.errors import AudioError, CheckpointError, TextError
from soundstorm.semantic.heard import speech_tokens
from soundstorm.text.dialogue import MAX_SPEAKERS, NAMES, check_fits, read_dialogue
from soundstorm.text.model import longest_text
from soundstorm.text.script import Script
from soundstorm.utterance import Decoding, Given, VoicePrompt

if TYPE_CHECKING:
    from soundstorm.pipeline import SoundStormPipeline

MAX_SECONDS = 30.0  # of prompts and speech together, as in training
LONGEST_PROMPT, SHORTEST_PROMPT = 8.0, 1.5  # seconds of a speaker's
LONGEST_RECORDING = 60.0  # seconds, of two speakers

Prompt = Tensor | str | Path | VoicePrompt
Prompts = Mapping[str, Prompt] | Sequence[Prompt]  # one a speaker, with names or in their order


def speak_dialogue(
    pipeline: SoundStormPipeline,
    transcript: str | Script,
    prompts: Prompts,
    seed: int = 0,
    schedule: Schedule = Schedule(),
    candidates: int = 0,
    pace: float = 1.0,
) -> Decoding:
    """Say a transcript with turns (`soundstorm.text.dialogue`) in several voices, all at once, step by step.

    Of every prompt as much is used as the speech leaves room for, 8 s at most.

    Args:
        prompts: one for each of two to four speakers: by their names, or in their order.
        pace: of speaking, 0.7 (slow) to 1.4.

    Raises:
        UserError: when the transcript, a prompt or the pace cannot be used, or the speakers are not those of
            the prompts.
        CheckpointError: when the models know one speaker alone.
    """
    named = name_prompts(prompts)
    check_speakers(pipeline, len(named))
    limit = longest_text(pace, longest_dialogue(len(named)))
    if isinstance(transcript, Script):
        script = check_fits(transcript, limit)
    else:
        script = read_dialogue(transcript, [*named], limit)
    if (last := max(script.speakers)) > len(named):
        raise TextError(f"Add a prompt for every speaker: {last} speak, and there are {len(named)} prompts.")
    schedule = schedule.over(pipeline.levels)
    room = (MAX_SECONDS - script.seconds / pace) / len(named)
    given = encode_prompts(pipeline, [*named.values()], room)
    return pipeline.speak(script, given, seed, schedule, candidates, pace=pace)


def split_recording(pipeline: SoundStormPipeline, recording: Tensor | str | Path) -> dict[str, Tensor]:
    """Prompts of the two speakers who take turns in one recording: A is heard first, then B.

    The tokenizer hears where somebody speaks, and an embedding of voices who it is.

    Raises:
        AudioError: when it cannot be read, is longer than a minute, or no second voice is heard.
    """
    rate = pipeline.sample_rate
    waveform = waveform_of(recording, rate, LONGEST_RECORDING)
    if len(waveform) > LONGEST_RECORDING * rate:
        raise AudioError(
            f"Use a recording of at most {LONGEST_RECORDING:.0f} seconds: this one lasts "
            f"{len(waveform) / rate:.0f}."
        )
    semantic = pipeline.semantic_tokens(normalise_level(waveform, rate))
    spoken = speech_tokens(pipeline.semantic, semantic[0])
    model = load_pretrained(Consistency, CHECKPOINTS / "evaluation" / "consistency")

    def embed(piece: Tensor) -> Tensor:
        return model.embed(resample(normalise_level(piece, rate), rate, model.config.sample_rate)[None])[0]

    both = part_voices(waveform, rate, spoken, pipeline.samples_per_token, embed)
    return dict(zip(NAMES, both, strict=False))


def longest_dialogue(speakers: int) -> float:
    """How many seconds of speech fit with the prompts of so many speakers."""
    return MAX_SECONDS - speakers * SHORTEST_PROMPT


def name_prompts(prompts: Prompts) -> dict[str, Prompt]:
    """The prompts by the names of their speakers: A, B, .. where they have none.

    Raises:
        TextError: when there are fewer than two or more than four.
    """
    if not 2 <= len(prompts) <= MAX_SPEAKERS:
        raise TextError(f"Choose prompts for two to {MAX_SPEAKERS} speakers, not for {len(prompts)}.")
    return dict(prompts if isinstance(prompts, Mapping) else zip(NAMES, prompts, strict=False))


def check_speakers(pipeline: SoundStormPipeline, count: int) -> None:
    """Refuses models that do not know so many speakers apart."""
    if count > pipeline.storm.config.speakers:
        raise CheckpointError(
            f"Load a checkpoint that knows several speakers: SoundStorm of this one knows "
            f"{pipeline.storm.config.speakers}, and {count} are to speak."
        )


def encode_prompts(
    pipeline: SoundStormPipeline, prompts: Sequence[Prompt], room: float, most: float = LONGEST_PROMPT
) -> Given:
    """The prompts one after the other, each cut to `room` seconds and to `most`.

    Raises:
        AudioError: when one of them cannot be used.
    """
    length = max(SHORTEST_PROMPT, min(most, room))
    voices = []
    for prompt in prompts:
        if isinstance(prompt, VoicePrompt):
            if len(prompt.prepared.waveform) <= length * pipeline.sample_rate:
                voices.append(prompt)
                continue
            prompt = prompt.prepared.waveform
        voices.append(pipeline.encode_prompt(prompt, length))
    return Given.of(voices)
