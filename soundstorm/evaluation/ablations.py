"""What the choices of decoding are worth: iterations, schedule, temperature, noise (SoundStorm, section 4.3).

Every setting decodes the same clips from their true semantic tokens after a prompt of 3 s of their own codec
tokens, with the same seeds; one setting at a time differs from the default.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from torch import Tensor
from tqdm import tqdm

from soundstorm.acoustic.decoding import Schedule
from soundstorm.evaluation import metrics
from soundstorm.evaluation.acoustic import tokenize
from soundstorm.evaluation.part import Part
from soundstorm.evaluation.recogniser import hear_all
from soundstorm.evaluation.recognition import count_word_errors, reference_words
from soundstorm.evaluation.semantic import recognise
from soundstorm.evaluation.statistics import Estimate, bootstrap_mean, bootstrap_ratio
from soundstorm.evaluation.utterances import Utterance, utterances
from soundstorm.evaluation.voice import embed_voice, voice_similarity

if TYPE_CHECKING:
    from soundstorm.pipeline import SoundStormPipeline
    from soundstorm.training.data import Clip

CLIPS = 4
CLIP_SECONDS = (6.0, 9.0)  # prompt included
FIRST_LEVEL = (1, 2, 4, 8, 16, 32)  # iterations
FINER_LEVELS = (1, 2, 4)  # iterations at each of them
TEMPERATURES = (0.6, 0.8, 1.0, 1.2)
NOISES = (0.0, 1.0, 4.0)


def sweeps(levels: int) -> dict[str, dict[str, Schedule]]:
    """The schedules of every ablation by setting; a decimal point is written as _, for dotted keys."""

    def iterations(first: int = 16, finer: int = 1) -> tuple[int, ...]:
        return (first,) + (finer,) * (levels - 1)

    def key(setting: float) -> str:
        return f"{setting:g}".replace(".", "_")

    usual = iterations()
    return {
        "first_level": {key(count): Schedule(iterations(first=count)) for count in FIRST_LEVEL},
        "finer_levels": {key(count): Schedule(iterations(finer=count)) for count in FINER_LEVELS},
        "shape": {shape: Schedule(usual, shape=shape) for shape in ("cosine", "linear")},
        "temperature": {key(value): Schedule(usual, temperature=value) for value in TEMPERATURES},
        "noise": {key(value): Schedule(usual, noise=value) for value in NOISES},
    }


def measure_ablations(pipeline: SoundStormPipeline, clips: Sequence[Clip], count: int | None) -> Part:
    """Error rates, voice, distance to the codec's reconstruction and seconds of every setting."""
    by_sweep = sweeps(pipeline.levels)
    schedules = list(dict.fromkeys(schedule for sweep in by_sweep.values() for schedule in sweep.values()))
    chosen = [clip for clip in utterances(clips, *CLIP_SECONDS, count or CLIPS) if clip.transcript]
    rows: list[dict] = []
    waveforms: list[Tensor] = []
    for seed, clip in enumerate(tqdm(chosen, desc="ablations", unit="clip")):
        for row, waveform in measure_clip(pipeline, clip, schedules, seed):
            rows.append(row)
            waveforms.append(waveform)
    if not rows:
        return Part({})
    for row, words in zip(rows, hear_all(waveforms), strict=True):
        heard = [word.text for word in words]
        row |= vars(count_word_errors(row["text"].split(), heard)) | {"heard": " ".join(heard)}
    figures = {
        name: {
            setting: summary([row for row in rows if row["settings"] == settings_of(schedule)])
            for setting, schedule in sweep.items()
        }
        for name, sweep in by_sweep.items()
    }
    codec = summary([row for row in rows if row["settings"] is None])
    return Part({"codec": codec} | figures, rows)


def settings_of(schedule: Schedule) -> dict:
    """A schedule in the rows of a report."""
    return {
        "iterations": ",".join(map(str, schedule.iterations)),
        "shape": schedule.shape,
        "temperature": schedule.temperature,
        "noise": schedule.noise,
    }


def measure_clip(
    pipeline: SoundStormPipeline, clip: Utterance, schedules: Sequence[Schedule], seed: int
) -> list[tuple[dict, Tensor]]:
    """A row and a waveform for the codec's reconstruction (settings None) and for every schedule.

    Row and waveform are of what follows the prompt; none where a prompt of 3 s leaves too little.
    """
    recording, codes, semantic, prompt = tokenize(pipeline, clip)
    if prompt is None:
        return []
    prompt_frames = prompt.tokens * pipeline.storm.config.frames_per_semantic
    voice = embed_voice(recording[: prompt_frames * pipeline.codec.config.hop])
    text = " ".join(reference_words(clip.transcript)[prompt.words :])
    kept = pipeline.decode_audio(codes, prompt_frames)

    def row(waveform: Tensor, settings: dict | None, seconds: float) -> dict:
        said = recognise(pipeline.semantic, waveform, text)
        return {
            "clip": clip.path.name,
            "speaker": clip.speaker,
            "text": text,
            "settings": settings,
            "seed": seed,
            "phonemes": said.phonemes,
            "phoneme_errors": said.errors,
            "voice": voice_similarity(embed_voice(waveform), voice),
            "mel_distance": metrics.mel_distance(kept, waveform),
            "seconds": seconds,
        }

    measured = [(row(kept, None, 0.0), kept)]
    for schedule in schedules:
        start = perf_counter()
        decoded = pipeline.storm.generate(semantic, codes[:, :, :prompt_frames], schedule=schedule, seed=seed)
        seconds = perf_counter() - start
        waveform = pipeline.decode_audio(decoded, prompt_frames)
        measured.append((row(waveform, settings_of(schedule), seconds), waveform))
    return measured


def summary(rows: Sequence[dict]) -> dict:
    """Figures of one setting over all clips; `seconds` is SoundStorm's mean time for a clip."""
    speakers = [row["speaker"] for row in rows]

    def rate(errors: str, of: str) -> Estimate:
        return bootstrap_ratio([row[errors] for row in rows], [row[of] for row in rows], speakers)

    return {
        "error_rate": rate("errors", "words"),
        "character_error_rate": rate("character_errors", "characters"),
        "phoneme_error_rate": rate("phoneme_errors", "phonemes"),
        "voice": bootstrap_mean([row["voice"] for row in rows], speakers),
        "mel_distance": bootstrap_mean([row["mel_distance"] for row in rows], speakers),
        "seconds": sum(row["seconds"] for row in rows) / len(rows),
    }
