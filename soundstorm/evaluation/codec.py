"""How well the codec reconstructs speech with 1, 2, 4, ... levels, and how it uses its codebooks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import log2
from typing import TYPE_CHECKING

import torch
from tqdm import tqdm

from soundstorm.audio import read_audio
from soundstorm.evaluation import metrics
from soundstorm.evaluation.part import Part
from soundstorm.evaluation.recogniser import hear_all
from soundstorm.evaluation.recognition import count_word_errors, reference_words, word_error_rates
from soundstorm.evaluation.statistics import bootstrap_mean, round_robin
from soundstorm.evaluation.utterances import native_sentences
from soundstorm.training.data import BAND_LIMITED

if TYPE_CHECKING:
    from soundstorm.codec.model import SoundStream
    from soundstorm.pipeline import SoundStormPipeline
    from soundstorm.training.data import Clip

CLIPS = 20
SECONDS = 10.0  # of every clip
SENTENCES = 10  # that the recogniser listens to


def measured_levels(levels: int) -> list[int]:
    """1, 2, 4, ... and all levels."""
    return sorted({1 << power for power in range(levels.bit_length()) if 1 << power <= levels} | {levels})


def reconstruct(codec: SoundStream, waveform: torch.Tensor, levels: int | None = None) -> torch.Tensor:
    """A waveform [N] as its first `levels` levels (all without it) keep it, same length."""
    with torch.inference_mode():
        codes = codec.encode(waveform[None])
        return codec.decode(codes[:, :levels])[0, : len(waveform)].clone()


def bitrate(codec: SoundStream, levels: int) -> float:
    """Bits a second of the first `levels` levels."""
    config = codec.config
    return levels * log2(config.codebook_size) * config.sample_rate / config.hop


def measure_codec(pipeline: SoundStormPipeline, clips: Sequence[Clip], count: int | None) -> Part:
    """PESQ-wb, STOI, mel distance, error rates for numbers of levels; usage and entropy of every codebook."""
    codec = pipeline.codec
    size = codec.config.codebook_size
    chosen = round_robin([clip for clip in clips if clip.corpus not in BAND_LIMITED], count or CLIPS)
    numbers = measured_levels(codec.config.levels)
    rows, codes = [], []
    for clip in tqdm(chosen, desc="codec", unit="clip"):
        waveform = read_audio(clip.path, metrics.SAMPLE_RATE)[: int(SECONDS * metrics.SAMPLE_RATE)]
        with torch.inference_mode():
            clip_codes = codec.encode(waveform[None])
            decoded = [codec.decode(clip_codes[:, :levels])[0, : len(waveform)] for levels in numbers]
        codes.append(clip_codes[0])
        for levels, degraded in zip(numbers, decoded, strict=True):
            figures = {
                "pesq_wb": metrics.pesq_wb(waveform, degraded),
                "stoi": metrics.stoi(waveform, degraded),
                "mel_distance": metrics.mel_distance(waveform, degraded),
            }
            rows.append({"clip": clip.path.name, "speaker": clip.speaker, "levels": levels} | figures)

    every = torch.cat(codes, dim=1)  # [Q, frames of all clips]
    per_number = {}
    for levels in numbers:
        own = [row for row in rows if row["levels"] == levels]
        speakers = [row["speaker"] for row in own]
        per_number[str(levels)] = {
            figure: bootstrap_mean([row[figure] for row in own], speakers)
            for figure in ("pesq_wb", "stoi", "mel_distance")
        } | {"bitrate": bitrate(codec, levels)}
    understood = measure_words(codec, clips, numbers, count or SENTENCES)
    for levels in numbers:
        per_number[str(levels)] |= understood.get(levels, {})
    codebooks = {
        str(index + 1): {
            "usage": metrics.codebook_usage(ids, size),
            "entropy": metrics.codebook_entropy(ids, size),
        }
        for index, ids in enumerate(every)
    }
    helps = all(
        per_number[str(more)][figure].value > per_number[str(fewer)][figure].value
        for fewer, more in pairwise(numbers)
        for figure in ("pesq_wb", "stoi")
    )
    figures = {
        "levels": per_number,
        "recordings": understood.get(0, {}),
        "codebooks": codebooks,
        "least_usage": min(book["usage"] for book in codebooks.values()),
        "frames": every.shape[1],
        "more_levels_sound_better": helps,
    }
    return Part(figures, rows)


def measure_words(
    codec: SoundStream, clips: Sequence[Clip], numbers: Sequence[int], count: int
) -> dict[int, dict]:
    """The recogniser's error rates by number of levels, at 0 those on the recordings; {} without transcripts.

    In band-limited recordings too: the recogniser does not listen above 6.8 kHz.
    """
    waveforms, rows = [], []
    for clip in native_sentences(clips, count):
        recording = read_audio(clip.path, metrics.SAMPLE_RATE)
        for levels in (0, *numbers):
            waveforms.append(reconstruct(codec, recording, levels) if levels else recording)
            rows.append({"levels": levels, "speaker": clip.speaker, "transcript": clip.transcript})
    for row, heard in zip(rows, hear_all(waveforms), strict=True):
        row |= vars(count_word_errors(reference_words(row["transcript"]), [word.text for word in heard]))
    return {
        levels: word_error_rates([row for row in rows if row["levels"] == levels])
        for levels in (0, *numbers)
        if rows
    }
