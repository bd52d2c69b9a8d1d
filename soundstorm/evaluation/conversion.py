"""SoundStorm on true semantic tokens of one speaker and the prompt of another: voice conversion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tqdm import tqdm

from soundstorm.audio import read_audio
from soundstorm.evaluation import metrics
from soundstorm.evaluation.codec import reconstruct
from soundstorm.evaluation.semantic import recognise
from soundstorm.evaluation.statistics import bootstrap_mean, bootstrap_ratio, round_robin
from soundstorm.evaluation.utterances import LEAST_PROMPT_SECONDS
from soundstorm.evaluation.voice import embed_voice, voice_similarity
from soundstorm.pipeline import finish
from soundstorm.training.data import BAND_LIMITED, NON_NATIVE

if TYPE_CHECKING:
    from soundstorm.pipeline import SoundStormPipeline
    from soundstorm.training.data import Clip

PAIRS = 20
SOURCE_SECONDS = (2.0, 12.0)


def conversion_pairs(clips: Sequence[Clip], count: int) -> list[tuple[Clip, Clip]]:
    """`count` pairs (source, prompt) of different speakers, half of the sources native if possible.

    Sources have a transcript; prompts go round all speakers.
    """
    usable = [clip for clip in clips if clip.corpus not in BAND_LIMITED]
    shortest, longest = SOURCE_SECONDS
    sources = [clip for clip in usable if clip.transcript and shortest <= clip.seconds <= longest]
    native = round_robin([clip for clip in sources if clip.corpus not in NON_NATIVE], (count + 1) // 2)
    others = round_robin([clip for clip in sources if clip.corpus in NON_NATIVE], count - len(native))
    prompts = round_robin([clip for clip in usable if clip.seconds >= LEAST_PROMPT_SECONDS])
    pairs = []
    for place, source in enumerate(native + others):
        in_turn = prompts[place % len(prompts) :] + prompts[: place % len(prompts)]
        prompt = next((clip for clip in in_turn if clip.speaker != source.speaker), None)
        if prompt is not None:
            pairs.append((source, prompt))
    return pairs


def measure_conversion(pipeline: SoundStormPipeline, clips: Sequence[Clip], count: int | None) -> list[dict]:
    """Phoneme errors and voice of converted clips, beside the codec's reconstruction of the source."""
    rows = []
    pairs = conversion_pairs(clips, count or PAIRS)
    for seed, (source, prompt) in enumerate(tqdm(pairs, desc="conversion", unit="pair")):
        recording = read_audio(source.path, metrics.SAMPLE_RATE)
        decoding = pipeline.convert(recording, prompt=read_audio(prompt.path, metrics.SAMPLE_RATE), seed=seed)
        converted = finish(decoding).waveform
        voice = embed_voice(converted)
        said = recognise(pipeline.semantic, converted, source.transcript)
        kept = recognise(pipeline.semantic, reconstruct(pipeline.codec, recording), source.transcript)
        rows.append(
            {
                "task": "conversion",
                "source": source.path.name,
                "prompt": prompt.path.name,
                "speaker": source.speaker,
                "prompt_speaker": prompt.speaker,
                "seed": seed,
                "phonemes": said.phonemes,
                "errors": said.errors,
                "reconstruction_errors": kept.errors,
                "voice": voice_similarity(voice, embed_voice(decoding.prompt.prepared.waveform)),
                "source_voice": voice_similarity(voice, embed_voice(recording)),
            }
        )
    return rows


def summarise_conversion(rows: Sequence[dict]) -> dict:
    """Rates over all pairs; intervals over source speakers for the words, prompt speakers for the voice."""
    sources, prompts = [row["speaker"] for row in rows], [row["prompt_speaker"] for row in rows]
    phonemes = [row["phonemes"] for row in rows]
    said, kept = [row["errors"] for row in rows], [row["reconstruction_errors"] for row in rows]
    added = [more - fewer for more, fewer in zip(said, kept, strict=True)]
    return {
        "error_rate": bootstrap_ratio(said, phonemes, sources),
        "reconstruction_error_rate": bootstrap_ratio(kept, phonemes, sources),
        "added_error_rate": bootstrap_ratio(added, phonemes, sources),
        "voice": bootstrap_mean([row["voice"] for row in rows], prompts),
        "source_voice": bootstrap_mean([row["source_voice"] for row in rows], prompts),
        "prompt_closer": bootstrap_mean([float(row["voice"] > row["source_voice"]) for row in rows], prompts),
    }
