"""Text to speech on sentences nobody trained on: what is heard, and what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from tqdm import tqdm

from soundstorm.audio import read_audio
from soundstorm.errors import TextError
from soundstorm.evaluation import metrics
from soundstorm.evaluation.acoustic import LEAST_PROMPT_SECONDS
from soundstorm.evaluation.part import Part
from soundstorm.evaluation.recognition import Recognition, compare, reference_phonemes
from soundstorm.evaluation.semantic import recognise
from soundstorm.evaluation.sentences import SENTENCES
from soundstorm.evaluation.statistics import bootstrap_mean, bootstrap_ratio, round_robin
from soundstorm.training.data import BAND_LIMITED, NON_NATIVE

if TYPE_CHECKING:
    from soundstorm.pipeline import SoundStormPipeline
    from soundstorm.training.data import Clip

LONGEST, SHORTEST = 2.0, 0.5  # times the expected length
CUT_PHONEMES = 5  # the last word or two: so many missing at the end are no recogniser's slip


def seconds_per_phoneme(clips: Sequence[Clip]) -> float:
    """The pace of the native readers in `clips`, from their lengths and transcripts."""
    read = [clip for clip in clips if clip.transcript and clip.corpus not in NON_NATIVE]
    read = round_robin(read or [clip for clip in clips if clip.transcript], 40)
    return sum(clip.seconds for clip in read) / sum(len(reference_phonemes(clip.transcript)) for clip in read)


def failures_of(found: Recognition, seconds: float, expected: float) -> dict[str, bool]:
    """What went wrong with one sentence of `seconds` seconds where `expected` seconds were expected."""
    empty = seconds == 0 or found.missing_end == found.phonemes
    return {
        "empty": empty,
        "cut_off": not empty and (found.missing_end >= CUT_PHONEMES or seconds < SHORTEST * expected),
        "too_long": seconds > LONGEST * expected,
    }


def measure_text(pipeline: SoundStormPipeline, clips: Sequence[Clip], count: int | None) -> Part:
    """Phoneme error rate and failures of the Harvard sentences, each with another native speaker's prompt.

    A sentence that the text stage gives up on (TextError) counts as empty, with every phoneme wrong.
    """
    prompts = [
        clip for clip in clips if clip.corpus not in BAND_LIMITED and clip.seconds >= LEAST_PROMPT_SECONDS
    ]
    prompts = round_robin([clip for clip in prompts if clip.corpus not in NON_NATIVE] or prompts)
    pace = seconds_per_phoneme(clips)
    rows = []
    for seed, sentence in enumerate(tqdm(SENTENCES[:count], desc="text to speech", unit="sentence")):
        prompt = prompts[seed % len(prompts)]
        expected = pace * len(reference_phonemes(sentence))
        try:
            result = pipeline(sentence, prompt=read_audio(prompt.path, metrics.SAMPLE_RATE), seed=seed)
            waveform = result.waveform
            found = recognise(pipeline.semantic, waveform, sentence)
        except TextError:
            waveform = torch.zeros(0)
            found = compare(reference_phonemes(sentence), [])
        seconds = len(waveform) / metrics.SAMPLE_RATE
        rows.append(
            {
                "sentence": sentence,
                "prompt": prompt.path.name,
                "prompt_speaker": prompt.speaker,
                "seed": seed,
                "phonemes": found.phonemes,
                "errors": found.errors,
                "error_rate": found.error_rate,
                "seconds": seconds,
                "expected_seconds": expected,
            }
            | failures_of(found, seconds, expected)
        )
    return Part(summary(rows), rows)


def summary(rows: Sequence[dict]) -> dict:
    """Error rate over all sentences, and the number of sentences that failed in every way."""
    speakers = [row["prompt_speaker"] for row in rows]
    failed = [float(row["empty"] or row["cut_off"] or row["too_long"]) for row in rows]
    rates = [row["expected_seconds"] / row["seconds"] for row in rows if row["seconds"] > 0]
    return {
        "sentences": len(rows),
        "error_rate": bootstrap_ratio(
            [row["errors"] for row in rows], [row["phonemes"] for row in rows], speakers
        ),
        "failures": bootstrap_mean(failed, speakers),
        "empty": sum(row["empty"] for row in rows),
        "cut_off": sum(row["cut_off"] for row in rows),
        "too_long": sum(row["too_long"] for row in rows),
        "relative_rate": sum(rates) / len(rates) if rates else 0.0,
    }
