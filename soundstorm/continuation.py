"""Speech that goes on by itself (AudioLM, Borsos et al. 2022): a few seconds of a voice, and what follows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import torch
from torch import Tensor

from soundstorm.acoustic import DecodingStep, Schedule
from soundstorm.audiolm.decoding import PRECISION, SCHEDULE, decode_one_by_one
from soundstorm.dialogue import encode_prompts
from soundstorm.errors import CheckpointError, UserError
from soundstorm.seeds import checked_seed
from soundstorm.utterance import Decoding, Given, Timings, VoicePrompt, begin_trace

if TYPE_CHECKING:
    from soundstorm.audiolm import AudioLM
    from soundstorm.pipeline import SoundStormPipeline
    from soundstorm.trace import Trace

Acoustic = Literal["soundstorm", "audiolm"]
PROMPT_SECONDS = 3.0  # of a voice that speech goes on from, as in the paper
SHORTEST, LONGEST = 1.0, 27.0  # seconds to go on for: with the prompt 30 s, as in training
TITLE, UNPROMPTED_TITLE = "Continuation", "Out of nothing"
BABBLE = (
    "It babbles: the stage that goes on heard six hours of speech, enough to learn how sounds follow "
    "each other, far too little to learn which words do. AudioLM's own heard sixty thousand hours."
)


def continue_speech(
    pipeline: SoundStormPipeline,
    prompt: Tensor | str | Path | VoicePrompt | None,
    seconds: float = 10.0,
    seed: int = 0,
    schedule: Schedule | None = None,
    candidates: int = 0,
    acoustic: Acoustic = "soundstorm",
) -> Decoding:
    """Go on speaking where a prompt ends, without a transcript, step by step.

    The semantic stage goes on with the prompt's semantic tokens at once; what they sound like is decoded as
    the result is iterated.

    Args:
        prompt: of a file or a waveform 3 s are used; None for speech out of nothing, in no given voice.
        seconds: of new speech, 1 to 27.
        schedule, candidates: of SoundStorm, its usual schedule without; AudioLM's stages have none.
        acoustic: "soundstorm", or "audiolm" for the autoregressive stages, token by token.

    Raises:
        CheckpointError: when the checkpoint lacks a stage of AudioLM that is needed.
        UserError: when the prompt, the length or the way cannot be used.
    """
    required_audiolm(pipeline)
    check_length(seconds)
    schedule = (schedule or Schedule()).over(pipeline.levels)
    if acoustic not in get_args(Acoustic):
        raise UserError(f"Choose soundstorm or audiolm to make the sound, not {acoustic!r}.")
    if acoustic == "audiolm":
        required_acoustic(pipeline)
    seed, given = checked_seed(seed), given_of(pipeline, prompt)
    started = time.perf_counter()
    semantic = semantic_continuation(pipeline, given, seconds, seed)
    timings = Timings(prompt=given.seconds, text=time.perf_counter() - started)
    said = {"title": TITLE if given.voices else UNPROMPTED_TITLE}
    if acoustic == "soundstorm":
        return pipeline.decode_semantic(given, semantic, timings, seed, schedule, candidates, said)
    said["precision"] = PRECISION
    trace = begin_trace(pipeline, given, semantic, seed, SCHEDULE, 0, said)
    steps = speak_one_by_one(pipeline, trace.semantic, trace.given, seed)
    return Decoding(trace, steps, pipeline.decode_audio, timings, given.voices)


def check_length(seconds: float, longest: float = LONGEST) -> None:
    """Refuses lengths that nothing goes on for, also those that are no numbers.

    Raises:
        UserError: which says how long it may be.
    """
    if not SHORTEST <= seconds <= longest:
        raise UserError(f"Let the speech go on for {SHORTEST:.0f} to {longest:.0f} seconds.")


def goes_on(trace: Trace) -> bool:
    """Whether nobody wrote what is said in a trace, because it goes on by itself."""
    return not trace.transcript and trace.title in (TITLE, UNPROMPTED_TITLE)


def required_audiolm(pipeline: SoundStormPipeline) -> AudioLM:
    """AudioLM with its semantic stage at least.

    Raises:
        CheckpointError: when the checkpoint has none.
    """
    if pipeline.audiolm is None:
        raise CheckpointError(
            "This checkpoint has no stages of AudioLM, which speech goes on with: choose one that has "
            "them, or train them with “train audiolm”."
        )
    return pipeline.audiolm


def required_acoustic(pipeline: SoundStormPipeline) -> AudioLM:
    """AudioLM with all its stages.

    Raises:
        CheckpointError: when the checkpoint has no acoustic ones.
    """
    if not required_audiolm(pipeline).speaks:
        raise CheckpointError(
            "This checkpoint has no coarse and fine stage of AudioLM, which speak token by token: choose one "
            "that has them, or train them with “train audiolm --stage coarse” and “--stage fine”."
        )
    return pipeline.audiolm


def given_of(pipeline: SoundStormPipeline, prompt: Tensor | str | Path | VoicePrompt | None) -> Given:
    """What stands before the speech: one voice, or nothing."""
    if prompt is None:
        nothing = torch.zeros(1, 0, dtype=torch.long, device=pipeline.device)
        return Given(nothing[:, None].expand(1, pipeline.levels, 0), nothing, nothing[0].cpu(), ())
    return encode_prompts(pipeline, [prompt], PROMPT_SECONDS)


def semantic_continuation(pipeline: SoundStormPipeline, given: Given, seconds: float, seed: int) -> Tensor:
    """Semantic tokens int64 [1, S] after those given."""
    tokens = round(seconds * pipeline.sample_rate / pipeline.samples_per_token)
    said = required_audiolm(pipeline).continue_semantic(given.semantic[0], tokens, seed)
    return torch.tensor([*said], device=pipeline.device)[None]


def speak_one_by_one(
    pipeline: SoundStormPipeline, semantic: Tensor, known: Tensor, seed: int
) -> Iterator[DecodingStep | None]:
    """AudioLM's decoding of semantic tokens int64 [S]; known: int64 [Q, T], hidden after the prompt's."""
    mask_id = pipeline.storm.config.mask_id
    prompt = known[:, : int((known[0] != mask_id).sum())].to(pipeline.device)
    tokens = required_acoustic(pipeline).speak(semantic.to(pipeline.device), prompt, seed)
    return decode_one_by_one(tokens, known, mask_id)
