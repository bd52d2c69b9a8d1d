"""SoundStorm on true semantic tokens, as in section 4.2 of its paper, and beside it what it copies.

Clips are short, mid or long. What follows their first 3 s is judged as it was recorded, as the codec keeps
it, as SoundStorm speaks its semantic tokens after those 3 s (the same voice), and as it speaks them in
another speaker's voice (conversion). Only what follows the prompt counts, for recording and codec too: what
is given is no merit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from torch import Tensor
from tqdm import tqdm

from soundstorm.evaluation.instruments.voice import embed_voice
from soundstorm.evaluation.parts.hearing import for_instruments, hear
from soundstorm.evaluation.parts.judging import Speech, counts, judge, judge_words, summarise
from soundstorm.evaluation.parts.study import Study
from soundstorm.evaluation.parts.takes import LENGTHS, Take, keep, speak
from soundstorm.evaluation.parts.voices import Voice, other_voices
from soundstorm.evaluation.report.part import Part
from soundstorm.evaluation.report.statistics import Estimate, bootstrap_mean, bootstrap_ratio
from soundstorm.pipeline import finish

GENERATED = ("same_voice", "conversion")
SOURCES = ("recording", "codec", *GENERATED)


def measure_acoustic(study: Study) -> Part:
    """Words, quality, voice and consistency of every source, by length and of all lengths together."""
    return measure_takes(study, "acoustic", speeches, compare_sources)


def measure_takes(
    study: Study,
    name: str,
    speeches: Callable[[Study, Take], Iterator[tuple[str, str, Speech]]],
    compare: Callable[[Sequence[dict[str, Any]]], dict[str, Any]],
) -> Part:
    """A row for everything that is made of every take; the first of a take is its recording.

    compare: the figures of rows, which are those of a length, and all.
    """
    made: list[tuple[Take, dict[str, Any], Tensor]] = []
    for take in tqdm(study.takes, desc=name, unit="clip"):
        for source, voice, speech in speeches(study, take):
            made.append((take, row_of(take, source, voice) | judge(speech), speech.waveform))
    reference: list[str] = []
    heard = study.recogniser.hear([waveform for *_, waveform in made])
    for (take, row, _), said in zip(made, heard, strict=True):
        if row["source"] == "recording":
            reference = take.words(said)
        # where the reference was heard, it was heard of the recording
        if row["source"] != "recording" or take.utterance.transcript:
            row |= judge_words(reference, said)
    rows = [row for _, row, _ in made]
    figures = {length: compare([row for row in rows if row["length"] == length]) for length in LENGTHS}
    return Part(figures | {"all": compare(rows), "voices": len(study.voices)}, rows)


def other_speaker(voices: Sequence[Voice], take: Take) -> Voice:
    """The voice to convert a take to: the next one in turn that is another's."""
    in_turn = [voices[(take.seed + step) % len(voices)] for step in range(len(voices))]
    return next(voice for voice in in_turn if voice.speaker != take.speaker)


def speeches(study: Study, take: Take) -> Iterator[tuple[str, str, Speech]]:
    """A take from every source: the source, the speaker of its prompt, and the speech."""
    pipeline, target = study.pipeline, other_speaker(study.voices, take)
    recording, codec = copied(study, take)
    yield "recording", take.speaker, recording
    yield "codec", take.speaker, codec
    spoken = hear(pipeline, speak(pipeline.storm, take), take.prompt_frames)
    yield "same_voice", take.speaker, replace(codec, waveform=spoken)
    converted = finish(pipeline.convert(take.rest, prompt=target.prompt, seed=take.seed)).waveform
    converted = for_instruments(converted, pipeline.sample_rate)
    theirs = (target.embedding, other_voices(study.voices, target.speaker))
    yield "conversion", target.speaker, Speech(converted, target.heard, *theirs)


def copied(study: Study, take: Take) -> tuple[Speech, Speech]:
    """What generated speech stands beside: the recording, and what the codec keeps of it."""
    own = (embed_voice(take.heard_prompt), other_voices(study.voices, take.speaker))
    kept = hear(study.pipeline, take.codes[:, :, : take.prompt_frames])
    return Speech(take.heard_rest, take.heard_prompt, *own), Speech(keep(study.pipeline, take), kept, *own)


def row_of(take: Take, source: str, prompt_speaker: str) -> dict[str, Any]:
    """Which speech a row is about."""
    return {
        "source": source,
        "length": take.length,
        "clips": [clip.path.name for clip in take.utterance.clips],
        "speaker": take.speaker,
        "prompt_speaker": prompt_speaker,
        "seconds": len(take.rest) / take.sample_rate,
        "prompt_seconds": len(take.prompt) / take.sample_rate,
        "reference": "transcript" if take.utterance.transcript else "heard",
        "seed": take.seed,
    }


def compare_sources(rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, Estimate]]:
    """Figures by source, and of what SoundStorm made how far it falls behind; {} without rows."""
    if not rows:
        return {}
    by_source = {source: [row for row in rows if row["source"] == source] for source in SOURCES}
    figures = {source: summarise(own) for source, own in by_source.items()}
    for source in GENERATED:
        figures[source] |= behind(by_source[source], by_source["codec"], by_source["recording"])
    return figures


def behind(
    own: Sequence[dict[str, Any]], kept: Sequence[dict[str, Any]], recorded: Sequence[dict[str, Any]]
) -> dict[str, Estimate]:
    """Generated speech beside reconstructions and recordings of the same takes, all in one order."""
    pairs = [(row, other) for row, other in zip(own, kept, strict=True) if "words" in row]
    figures = {}
    if pairs:
        added = [row["errors"] - other["errors"] for row, other in pairs]
        _, words, speakers = counts([row for row, _ in pairs], "errors", "words")
        figures["added_error_rate"] = bootstrap_ratio(added, words, speakers)
    voices, _, prompts = counts(own, "voice")
    figures["voice_share"] = bootstrap_ratio(voices, [row["voice"] for row in kept], prompts)
    for name in ("quality", "consistency"):
        values, _, speakers = counts(own, name)
        lost = [real[name] - value for real, value in zip(recorded, values, strict=True)]
        figures[f"{name}_loss"] = bootstrap_mean(lost, speakers)
    return figures
