"""Text to speech on sentences nobody trained on: all that is measured of it, and what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch
from tqdm import tqdm

from soundstorm.audio import SILENT_DBFS, active_level
from soundstorm.corpus import round_robin
from soundstorm.errors import TextError, UserError
from soundstorm.evaluation.instruments.packages import SAMPLE_RATE
from soundstorm.evaluation.instruments.phonemes import Recognition, compare, recognise, reference_phonemes
from soundstorm.evaluation.instruments.words import normalise
from soundstorm.evaluation.parts.hearing import for_instruments
from soundstorm.evaluation.parts.judging import Speech, counts, judge, judge_words, summarise
from soundstorm.evaluation.parts.sentences import SENTENCES
from soundstorm.evaluation.parts.study import Study
from soundstorm.evaluation.parts.utterances import native
from soundstorm.evaluation.parts.voices import Voice, other_voices
from soundstorm.evaluation.report.part import Part
from soundstorm.evaluation.report.statistics import (
    Estimate,
    bootstrap_difference,
    bootstrap_mean,
    bootstrap_quotient,
    bootstrap_ratio,
)

if TYPE_CHECKING:
    from soundstorm.corpus import Clip
    from soundstorm.pipeline import SoundStormPipeline

SENTENCES_A_TEXT = {"short": 2, "mid": 6, "long": 11}  # about 5, 14 and 25 s
COUNT = 16  # short texts; of mid and long ones fewer
SHARES = {"short": 1, "mid": 1 / 4, "long": 1 / 8}
LONGEST, SHORTEST = 2.0, 0.5  # times the expected length
CUT_PHONEMES = 5  # the last word or two: so many missing at the end are no recogniser's slip
REPEATED_PHONEMES = 6  # likewise: so many said twice, which are not in the text twice
FAILURES = ("silent", "cut_off", "repeated", "too_long")


def texts(length: str, count: int) -> list[str]:
    """The first `count` texts of a length, sentences one after the other."""
    size = SENTENCES_A_TEXT[length]
    starts = [place * size % len(SENTENCES) for place in range(count)]
    return [" ".join((SENTENCES + SENTENCES)[start : start + size]) for start in starts]


def seconds_per_phoneme(clips: Sequence[Clip]) -> float:
    """The pace of the native readers in `clips`, from their lengths and transcripts.

    Raises:
        UserError: when no clip has a transcript.
    """
    read = round_robin(native([clip for clip in clips if clip.transcript]), 40)
    if not read:
        raise UserError("The split has no transcripts to compare speech with: leave the part text out.")
    return sum(clip.seconds for clip in read) / sum(len(reference_phonemes(clip.transcript)) for clip in read)


def failures_of(found: Recognition, level: float, seconds: float, expected: float) -> dict[str, bool]:
    """What went wrong with one text of `seconds` seconds where `expected` seconds were expected.

    `level` is the active level in dBFS.
    """
    silent = level < SILENT_DBFS or found.missing_end == found.phonemes
    return {
        "silent": silent,
        "cut_off": not silent and (found.missing_end >= CUT_PHONEMES or seconds < SHORTEST * expected),
        "repeated": found.repeated >= REPEATED_PHONEMES,
        "too_long": seconds > LONGEST * expected,
    }


def measure_text(study: Study) -> Part:
    """All figures of texts of Harvard sentences, each in another voice, and how many failed."""
    pace = seconds_per_phoneme(study.clips)
    chosen = [
        (text, length)
        for length, share in SHARES.items()
        for text in texts(length, max(1, round(share * (study.count or COUNT))))
    ]
    rows, waveforms = [], []
    for seed, (text, length) in enumerate(tqdm(chosen, desc="text to speech", unit="text")):
        voice = study.voices[seed % len(study.voices)]
        row, waveform = speak(study.pipeline, text, voice, seed, pace)
        others = other_voices(study.voices, voice.speaker)
        rows.append({"length": length} | row | judge(Speech(waveform, voice.heard, voice.embedding, others)))
        waveforms.append(waveform)
    for row, heard in zip(rows, study.recogniser.hear(waveforms), strict=True):
        row |= judge_words(normalise(row["sentence"]), heard)
    figures = {length: summarise([row for row in rows if row["length"] == length]) for _, length in chosen}
    return Part(figures | {"all": summarise(rows)} | failures(rows), rows)


def speak(
    pipeline: SoundStormPipeline, text: str, voice: Voice, seed: int, pace: float
) -> tuple[dict[str, Any], torch.Tensor]:
    """A row about one text, and its waveform [N] at 16 kHz; what is longer than fits is spoken in parts.

    A text that the text stage gives up on (TextError) is silent, with all of it wrong.
    """
    expected = pace * len(reference_phonemes(text))
    try:
        spoken = torch.cat([*pipeline.read_aloud(text, voice.prompt, seed=seed)])
        found = recognise(pipeline.semantic, pipeline.semantic_tokens(spoken), text)
        waveform = for_instruments(spoken, pipeline.sample_rate)
    except TextError:
        waveform = torch.zeros(0)
        found = compare(reference_phonemes(text), [])
    seconds = len(waveform) / SAMPLE_RATE
    return {
        "sentence": text,
        "prompt": voice.clip,
        "speaker": voice.speaker,
        "prompt_speaker": voice.speaker,
        "seed": seed,
        "phonemes": found.phonemes,
        "phoneme_errors": found.errors,
        "seconds": seconds,
        "expected_seconds": expected,
    } | failures_of(found, active_level(waveform, SAMPLE_RATE), seconds, expected), waveform


def failures(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """How many texts failed in every way, what the tokenizer's recogniser misses, and the pace."""
    rates = [row["expected_seconds"] / row["seconds"] for row in rows if row["seconds"] > 0]
    speakers = [row["speaker"] for row in rows]
    return {
        "texts": len(rows),
        "phoneme_error_rate": bootstrap_ratio(*counts(rows, "phoneme_errors", "phonemes")),
        "failures": bootstrap_mean([float(any(row[name] for name in FAILURES)) for row in rows], speakers),
        **{name: sum(row[name] for row in rows) for name in FAILURES},
        "relative_rate": sum(rates) / len(rates) if rates else 0.0,
    }


def beside_recordings(
    rows: Sequence[dict[str, Any]], acoustic: Sequence[dict[str, Any]]
) -> dict[str, Estimate]:
    """Voice and quality of texts beside those of codec and recordings, which are of other words.

    `acoustic` holds the rows of the part of that name.
    """
    kept, recorded = ([row for row in acoustic if row["source"] == name] for name in ("codec", "recording"))
    return {
        "voice_share": bootstrap_quotient(counts(rows, "voice"), counts(kept, "voice")),
        "quality_loss": bootstrap_difference(counts(recorded, "quality"), counts(rows, "quality")),
    }
