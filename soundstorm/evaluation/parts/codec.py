"""How well the codec reconstructs speech with 1, 2, 4, ... levels, and how it uses its codebooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import torch
from tqdm import tqdm

from soundstorm.audio import read_audio
from soundstorm.corpus import BAND_LIMITED, NON_NATIVE, round_robin
from soundstorm.errors import UserError
from soundstorm.evaluation.instruments.codebooks import codebook_entropy, codebook_usage
from soundstorm.evaluation.instruments.quality import dnsmos, pesq_wb, stoi
from soundstorm.evaluation.instruments.spectrum import mel_distance
from soundstorm.evaluation.instruments.words import normalise
from soundstorm.evaluation.parts.hearing import for_instruments, hear
from soundstorm.evaluation.parts.judging import judge_words, word_error_rates
from soundstorm.evaluation.parts.study import Study
from soundstorm.evaluation.report.part import Part
from soundstorm.evaluation.report.statistics import bootstrap_mean

if TYPE_CHECKING:
    from soundstorm.corpus import Clip
    from soundstorm.pipeline import SoundStormPipeline

CLIPS = 16
SECONDS = 10.0  # of every clip
FIGURES = ("pesq_wb", "stoi", "mel_distance", "quality")


def measured_levels(levels: int) -> list[int]:
    """1, 2, 4, ... and all levels."""
    return sorted({1 << power for power in range(levels.bit_length()) if 1 << power <= levels} | {levels})


def measure_codec(study: Study) -> Part:
    """PESQ-wb, STOI, mel distance, DNSMOS and error rates by number of levels; use of every codebook.

    Level 0 is the recording.
    """
    pipeline, codec = study.pipeline, study.pipeline.codec
    numbers = measured_levels(codec.levels)
    usable = [clip for clip in study.clips if clip.corpus not in BAND_LIMITED]
    chosen = round_robin(usable, study.count or CLIPS)
    if not chosen:
        raise UserError("Every clip of the split is band-limited: evaluate the codec on other speech.")
    rows, waveforms, codes = [], [], []
    for clip in tqdm(chosen, desc="codec", unit="clip"):
        recording = read_audio(clip.path, codec.sample_rate)[: int(SECONDS * codec.sample_rate)]
        with torch.inference_mode():
            codes.append(codec.encode(recording[None]))
        for row, waveform in measure_clip(pipeline, clip, recording, codes[-1], numbers):
            rows.append(row)
            waveforms.append(waveform)
    add_words(rows, study.recogniser.hear(waveforms), 1 + len(numbers))

    every = torch.cat(codes, dim=2)[0]  # [Q, frames of all clips]
    per_number = {str(levels): figures_of(rows, levels) for levels in numbers}
    for levels in numbers:
        per_number[str(levels)]["bitrate"] = codec.bitrate(levels)
    codebooks = {
        str(index): {
            "usage": codebook_usage(ids, codec.codebook_size),
            "entropy": codebook_entropy(ids, codec.codebook_size),
        }
        for index, ids in enumerate(every, start=1)
    }
    helps = all(
        per_number[str(more)][figure].value > per_number[str(fewer)][figure].value
        for fewer, more in pairwise(numbers)
        for figure in ("pesq_wb", "stoi")
    )
    figures = {
        "levels": per_number,
        "recordings": figures_of(rows, 0),
        "codebooks": codebooks,
        "least_usage": min(book["usage"] for book in codebooks.values()),
        "frames": every.shape[1],
        "more_levels_sound_better": helps,
    }
    return Part(figures, rows)


def measure_clip(
    pipeline: SoundStormPipeline,
    clip: Clip,
    recording: torch.Tensor,
    codes: torch.Tensor,
    numbers: Sequence[int],
) -> Iterator[tuple[dict[str, Any], torch.Tensor]]:
    """A row and a waveform at 16 kHz of a recording, then of its codes [1, Q, T] at every number of levels.

    The recording [N] is at the codec's rate.
    """
    recording = for_instruments(recording, pipeline.sample_rate)
    about = {"clip": clip.path.name, "speaker": clip.speaker, "transcript": reference_of(clip)}
    yield about | {"levels": 0, "quality": dnsmos(recording).overall}, recording
    for levels in numbers:
        degraded = hear(pipeline, codes[:, :levels])[: len(recording)]
        figures = {
            "pesq_wb": pesq_wb(recording, degraded),
            "stoi": stoi(recording, degraded),
            "mel_distance": mel_distance(recording, degraded),
            "quality": dnsmos(degraded).overall,
        }
        yield about | {"levels": levels} | figures, degraded


def reference_of(clip: Clip) -> str:
    """The transcript where it is what was said: not where the clip is cut, nor of unsure readers."""
    known = clip.seconds <= SECONDS and clip.corpus not in NON_NATIVE
    return clip.transcript if known else ""


def add_words(rows: Sequence[dict[str, Any]], heard: Sequence[str], forms: int) -> None:
    """Count what was misheard in rows of `forms` a clip, the recording first.

    Against the transcript; without one against what was heard of the recording, which then has no errors to
    count.
    """
    for start in range(0, len(rows), forms):
        recording = heard[start]
        for place in range(start, start + forms):
            row = rows[place]
            if row["transcript"] or row["levels"]:
                row |= judge_words(normalise(row["transcript"] or recording), heard[place])


def figures_of(rows: Sequence[dict[str, Any]], levels: int) -> dict[str, Any]:
    """Means over the clips with this number of levels, and error rates."""
    own = [row for row in rows if row["levels"] == levels]
    speakers = [row["speaker"] for row in own]
    means = {name: bootstrap_mean([row[name] for row in own], speakers) for name in FIGURES if name in own[0]}
    return means | word_error_rates(own)
