"""Dialogues of speakers nobody trained on, and a minute of long form: are the voices told apart, and kept?"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from tqdm import tqdm

from soundstorm.bundled import ASSETS
from soundstorm.errors import TextError
from soundstorm.evaluation.instruments.gaps import gap_seconds
from soundstorm.evaluation.instruments.packages import SAMPLE_RATE
from soundstorm.evaluation.instruments.seams import seam_ranks
from soundstorm.evaluation.instruments.voice import embed_voice, voice_similarity
from soundstorm.evaluation.instruments.words import normalise
from soundstorm.evaluation.parts.hearing import for_instruments
from soundstorm.evaluation.parts.judging import SHORTEST_SAMPLES, counts, judge_words
from soundstorm.evaluation.parts.sentences import SENTENCES
from soundstorm.evaluation.parts.study import Study
from soundstorm.evaluation.parts.voices import Voice
from soundstorm.evaluation.report.part import Part
from soundstorm.evaluation.report.statistics import (
    bootstrap_mean,
    bootstrap_quotient,
    bootstrap_ratio,
)
from soundstorm.pipeline import finish
from soundstorm.trace.turns import turn_frames, turn_waveform

if TYPE_CHECKING:
    from soundstorm.pipeline import SoundStormPipeline
    from soundstorm.utterance import Result

COUNT = 50  # dialogues; of long readings a tenth
TURNS = 6  # of a dialogue, a sentence each, by two speakers
LONG_SENTENCES = 26  # about a minute
END_SECONDS = 10.0  # of a long reading, at either end
WINDOW_SECONDS, WINDOW_STEP = 1.6, 0.4  # of what a voice is told by, in the figure
NO_GAP_SECONDS = 0.05  # as long it is quiet inside words, too
SECONDS = 30.0  # of dialogue, that the time is for


def pairs(voices: Sequence[Voice], count: int) -> list[tuple[Voice, Voice]]:
    """Two voices for each of `count` dialogues: every voice with its neighbour, then with the one after."""
    size = len(voices)
    return [(voices[at % size], voices[(at + 1 + at // size % (size - 1)) % size]) for at in range(count)]


def sentences(first: int, count: int) -> list[str]:
    """Sentences in a row, from the first again after the last."""
    return [SENTENCES[(first + place) % len(SENTENCES)] for place in range(count)]


def measure_dialogue(study: Study) -> Part:
    """Figures of dialogues and of long readings.

    A row a turn, two for what either speaker says in a dialogue and says alone, one a long reading. Both are
    heard in one piece: a listener that guesses words from those before them has as many of either.
    """
    count = study.count or COUNT
    rows: list[dict[str, Any]] = []
    spoken: list[dict[str, Any]] = []
    waveforms: list[Tensor] = []
    chosen = pairs(study.voices, count)
    for number, both in enumerate(tqdm(chosen, desc="dialogues", unit="dialogue")):
        said = sentences(number * TURNS, TURNS)
        turns = speak_turns(study.pipeline, said, both, number)
        rows += [row for row, _ in turns]
        own = [waveform for _, waveform in turns]
        for who, voice in enumerate(both):
            row = {"dialogue": number, "sentence": " ".join(said[who::2])}
            row |= {"speaker": voice.speaker, "prompt_speaker": voice.speaker}
            spoken += [row | {"kind": "in turn"}, row | {"kind": "alone"}]
            waveforms += [torch.cat(own[who::2]), speak_alone(study.pipeline, row["sentence"], voice, number)]
    for row, heard in zip(spoken, study.recogniser.hear(waveforms), strict=True):
        row |= judge_words(normalise(row["sentence"]), heard)
    long = [
        read_long(study.pipeline, study.voices[number % len(study.voices)], number)
        for number in tqdm(range(max(1, round(count / 10))), desc="long readings", unit="reading")
    ]
    timed = measure_time(study.pipeline, chosen[0])
    return Part(summarise(rows, spoken, long) | {"speed": timed}, [*rows, *spoken, *long])


def speak_turns(
    pipeline: SoundStormPipeline, said: Sequence[str], voices: tuple[Voice, Voice], number: int
) -> list[tuple[dict[str, Any], Tensor]]:
    """A row a turn of one dialogue, and its waveform [N]; silence where the text stage gives up.

    Rows of all turns but the first tell how long it is quiet before them. The first dialogue's first row has,
    beside, how alike it is to either prompt over time.
    """
    result: Result | None = None
    try:
        prompts = [voice.prompt for voice in voices]
        result = finish(pipeline.dialogue(" | ".join(said), prompts, seed=number))
    except TextError:
        pass
    found = []
    for turn, sentence in enumerate(said):
        own, other = voices[turn % 2], voices[1 - turn % 2]
        row = {"kind": "turn", "dialogue": number, "turn": turn, "sentence": sentence}
        row |= {"speaker": own.speaker, "prompt_speaker": own.speaker, "voice": 0.0, "nearest": 0.0}
        waveform = torch.zeros(0)
        if result is not None:
            waveform = for_instruments(turn_waveform(result.trace, result.waveform, turn), result.sample_rate)
            frames = turn_frames(result.trace, turn)
            row["seconds"] = [frame * result.trace.hop / result.sample_rate for frame in frames]
            row |= alike(waveform, own, other)
            if turn:
                row["gap"] = gap_seconds(result.waveform, result.sample_rate, row["seconds"][0])
        found.append((row, waveform))
    if number == 0 and result is not None:
        found[0][0]["over_time"] = over_time(for_instruments(result.waveform, result.sample_rate), voices)
    return found


def alike(waveform: Tensor, own: Voice, other: Voice) -> dict[str, float]:
    """Cosine of a waveform [N] with its own prompt, and whether the other one is farther."""
    if len(waveform) < SHORTEST_SAMPLES or not waveform.any():
        return {"voice": 0.0, "nearest": 0.0}
    embedding = embed_voice(waveform)
    near, far = (voice_similarity(embedding, voice.embedding) for voice in (own, other))
    return {"voice": near, "nearest": float(near > far)}


def over_time(waveform: Tensor, voices: Sequence[Voice]) -> dict[str, list[float]]:
    """Cosine with the prompt of every voice, of windows of a waveform [N]; "seconds" are their middles."""
    size, step = round(WINDOW_SECONDS * SAMPLE_RATE), round(WINDOW_STEP * SAMPLE_RATE)
    starts = range(0, len(waveform) - size + 1, step)
    embeddings = [embed_voice(waveform[start : start + size]) for start in starts]
    return {"seconds": [(start + size / 2) / SAMPLE_RATE for start in starts]} | {
        name: [voice_similarity(embedding, voice.embedding) for embedding in embeddings]
        for name, voice in zip("AB", voices, strict=True)
    }


def speak_alone(pipeline: SoundStormPipeline, text: str, voice: Voice, seed: int) -> Tensor:
    """A speaker's sentences of a dialogue, said without the other's: as the instruments hear it, [N]."""
    try:
        return for_instruments(pipeline(text, prompt=voice.prompt, seed=seed).waveform, pipeline.sample_rate)
    except TextError:
        return torch.zeros(0)


def read_long(pipeline: SoundStormPipeline, voice: Voice, number: int) -> dict[str, Any]:
    """A row about a minute of sentences: its seams, and how alike the voice is in its first and last 10 s."""
    text = " ".join(sentences(number * LONG_SENTENCES, LONG_SENTENCES))
    row = {"kind": "long", "sentence": text, "speaker": voice.speaker, "failed": False}
    try:
        parts = [*pipeline.read_aloud(text, voice.prompt, seed=number)]
        spoken = torch.cat(parts)
        waveform = for_instruments(spoken, pipeline.sample_rate)
    except TextError:
        return row | {"failed": True}
    ends = torch.tensor([len(part) for part in parts]).cumsum(0)[:-1] / pipeline.sample_rate
    row["seams"] = seam_ranks(spoken, pipeline.sample_rate, ends.tolist())
    size = round(END_SECONDS * SAMPLE_RATE)
    begin, end = (
        voice_similarity(embed_voice(part), voice.embedding) for part in (waveform[:size], waveform[-size:])
    )
    return row | {"seconds": len(waveform) / SAMPLE_RATE, "begin": begin, "end": end}


def summarise(
    turns: Sequence[dict[str, Any]], spoken: Sequence[dict[str, Any]], long: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """The figures of the rows of turns, of what is said in turn and alone, and of long readings."""
    in_turn, alone = (
        counts([row for row in spoken if row["kind"] == kind], "errors", "words")
        for kind in ("in turn", "alone")
    )
    speakers = [row["speaker"] for row in turns]
    lost = first_to_last(turns)
    changes = [row for row in turns if "gap" in row]
    followers = [row["speaker"] for row in changes]
    ended = [row for row in long if not row["failed"]]
    drift = [row["begin"] - row["end"] for row in ended]
    figures = {
        "dialogues": len({row["dialogue"] for row in turns}),
        "nearest": bootstrap_mean([row["nearest"] for row in turns], speakers),
        "voice": bootstrap_mean([row["voice"] for row in turns], speakers),
        "error_rate": bootstrap_ratio(*in_turn),
        "error_ratio": bootstrap_quotient(in_turn, alone),
        "first_to_last": bootstrap_mean([value for value, _ in lost], [speaker for _, speaker in lost]),
        "long_failed": len(long) - len(ended),
    }
    if changes:
        figures["gap"] = bootstrap_mean([row["gap"] for row in changes], followers)
        figures["no_gap"] = bootstrap_mean([row["gap"] < NO_GAP_SECONDS for row in changes], followers)
    if ended:
        figures["drift"] = bootstrap_mean(drift, [row["speaker"] for row in ended])
        seams = [(rank, row["speaker"]) for row in ended for rank in row["seams"]]
        if seams:
            figures["seam"] = bootstrap_mean([rank for rank, _ in seams], [speaker for _, speaker in seams])
    return figures


def first_to_last(turns: Sequence[dict[str, Any]]) -> list[tuple[float, str]]:
    """How much more alike to the prompt a speaker's first turn in a dialogue is than the last; and whose."""
    own: dict[tuple[int, str], list[float]] = {}
    for row in turns:
        own.setdefault((row["dialogue"], row["speaker"]), []).append(row["voice"])
    return [(voices[0] - voices[-1], speaker) for (_, speaker), voices in own.items() if len(voices) > 1]


def measure_time(pipeline: SoundStormPipeline, voices: tuple[Voice, Voice]) -> dict[str, float]:
    """Seconds for 30 s of dialogue: end to end, of every stage, and of its turns said one by one.

    What is measured is a bundled dialogue of about that length.
    """
    text = (ASSETS / "dialogues" / "sleep.txt").read_text(encoding="utf-8")
    prompts = [voice.prompt.prepared.waveform for voice in voices]
    finish(pipeline.dialogue(text, prompts))  # warms up
    start = time.perf_counter()
    timings = finish(pipeline.dialogue(text, prompts)).timings
    total = time.perf_counter() - start
    start, seconds = time.perf_counter(), 0.0
    for turn, said in enumerate(text.split("|")):
        seconds += pipeline(said, prompts[turn % 2]).timings.audio_seconds
    one_by_one = (time.perf_counter() - start) / seconds
    scale = SECONDS / timings.audio_seconds
    stages = {name: getattr(timings, name) * scale for name in ("prompt", "text", "acoustic", "codec")}
    return stages | {
        "end_to_end": total * scale,
        "over_stages": total / timings.total,
        "over_turns": total / timings.audio_seconds / one_by_one,
    }
