"""Text to speech on sentences nobody trained on: what is heard, and what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from tqdm import tqdm

from soundstorm.audio import SILENT_DBFS, active_level, read_audio
from soundstorm.errors import TextError, UserError
from soundstorm.evaluation import metrics
from soundstorm.evaluation.codec import reconstruct
from soundstorm.evaluation.part import Part
from soundstorm.evaluation.recogniser import hear_all
from soundstorm.evaluation.recognition import (
    Recognition,
    compare,
    count_word_errors,
    reference_phonemes,
    reference_words,
    word_counts,
    word_error_rates,
)
from soundstorm.evaluation.semantic import recognise
from soundstorm.evaluation.sentences import SENTENCES
from soundstorm.evaluation.statistics import (
    bootstrap_mean,
    bootstrap_quotient,
    bootstrap_ratio,
    round_robin,
)
from soundstorm.evaluation.utterances import LEAST_PROMPT_SECONDS, native, native_sentences
from soundstorm.training.data import BAND_LIMITED

if TYPE_CHECKING:
    from soundstorm.pipeline import SoundStormPipeline
    from soundstorm.training.data import Clip

LONGEST, SHORTEST = 2.0, 0.5  # times the expected length
CUT_PHONEMES = 5  # the last word or two: so many missing at the end are no recogniser's slip
REPEATED_PHONEMES = 6  # likewise: so many said twice, which are not in the sentence twice
RECORDINGS = 20  # that the error rate is compared with
FAILURES = ("silent", "cut_off", "repeated", "too_long")


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
    """What went wrong with one sentence of `seconds` seconds where `expected` seconds were expected.

    `level` is the active level in dBFS.
    """
    silent = level < SILENT_DBFS or found.missing_end == found.phonemes
    return {
        "silent": silent,
        "cut_off": not silent and (found.missing_end >= CUT_PHONEMES or seconds < SHORTEST * expected),
        "repeated": found.repeated >= REPEATED_PHONEMES,
        "too_long": seconds > LONGEST * expected,
    }


def measure_text(pipeline: SoundStormPipeline, clips: Sequence[Clip], count: int | None) -> Part:
    """Error rates and failures of the Harvard sentences, each with another native speaker's prompt.

    A sentence that the text stage gives up on (TextError) counts as silent, with all of it wrong. Beside it:
    sentences of the split read by native speakers, as recorded and as the codec keeps them.
    """
    prompts = [
        clip for clip in clips if clip.corpus not in BAND_LIMITED and clip.seconds >= LEAST_PROMPT_SECONDS
    ]
    prompts = round_robin(native(prompts))
    pace = seconds_per_phoneme(clips)
    rows, spoken = [], []
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
        spoken.append(waveform)
        rows.append(
            {
                "kind": "speech",
                "sentence": sentence,
                "prompt": prompt.path.name,
                "speaker": prompt.speaker,
                "seed": seed,
                "phonemes": found.phonemes,
                "phoneme_errors": found.errors,
                "seconds": seconds,
                "expected_seconds": expected,
            }
            | failures_of(found, active_level(waveform, metrics.SAMPLE_RATE), seconds, expected)
        )
    for clip in native_sentences(clips, count or RECORDINGS):
        recording = read_audio(clip.path, metrics.SAMPLE_RATE)
        about = {"sentence": clip.transcript, "clip": clip.path.name, "speaker": clip.speaker}
        rows += [{"kind": "recording"} | about, {"kind": "codec"} | about]
        spoken += [recording, reconstruct(pipeline.codec, recording)]
    for row, words in zip(rows, hear_all(spoken), strict=True):
        said = [word.text for word in words]
        row |= vars(count_word_errors(reference_words(row["sentence"]), said)) | {"heard": " ".join(said)}
    return Part(summary(rows), rows)


def summary(rows: Sequence[dict]) -> dict:
    """Error rates of speech, recordings and reconstructions; how many sentences failed in every way."""
    speech, recordings, codec = (
        [row for row in rows if row["kind"] == kind] for kind in ("speech", "recording", "codec")
    )
    speakers = [row["speaker"] for row in speech]
    rates = [row["expected_seconds"] / row["seconds"] for row in speech if row["seconds"] > 0]
    figures = {
        "sentences": len(speech),
        **word_error_rates(speech),
        "phoneme_error_rate": bootstrap_ratio(
            [row["phoneme_errors"] for row in speech], [row["phonemes"] for row in speech], speakers
        ),
        "failures": bootstrap_mean([float(any(row[name] for name in FAILURES)) for row in speech], speakers),
        **{name: sum(row[name] for row in speech) for name in FAILURES},
        "relative_rate": sum(rates) / len(rates) if rates else 0.0,
    }
    if recordings:
        figures |= {"recordings": word_error_rates(recordings), "codec": word_error_rates(codec)}
        figures["ratio_to_recordings"] = bootstrap_quotient(word_counts(speech), word_counts(recordings))
    return figures
