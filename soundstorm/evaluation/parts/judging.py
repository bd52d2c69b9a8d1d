"""Every instrument on one piece of speech, and the figures of many pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from soundstorm.evaluation.instruments.consistency import bundled_consistency, measure_drift
from soundstorm.evaluation.instruments.packages import SAMPLE_RATE
from soundstorm.evaluation.instruments.quality import Quality, dnsmos
from soundstorm.evaluation.instruments.voice import embed_voice, is_nearest, voice_similarity
from soundstorm.evaluation.instruments.words import count_word_errors, normalise
from soundstorm.evaluation.parts.utterances import LEAST_PROMPT_SECONDS
from soundstorm.evaluation.report.statistics import Counts, Estimate, bootstrap_mean, bootstrap_ratio

SHORTEST_SAMPLES = SAMPLE_RATE // 10
NOTHING = {"quality": 1.0, "signal": 1.0, "background": 1.0}  # as bad as the scale goes
NOTHING |= {"voice": 0.0, "nearest": 0.0, "consistency": 0.0, "drift": []}
OF_THE_VOICE = ("voice", "nearest", "consistency")  # intervals over the speakers of the prompts
OF_THE_SOUND = ("quality", "signal", "background")


@dataclass(frozen=True)
class Speech:
    """What follows a prompt, and the prompt.

    waveform: float [N].
    before: float [P], the prompt as it is heard before it; its first 3 s count.
    voice: float [256], the embedding of the prompt; others: those of other speakers' prompts.
    """

    waveform: Tensor
    before: Tensor
    voice: Tensor
    others: Sequence[Tensor]


def judge(speech: Speech) -> dict[str, Any]:
    """Quality (DNSMOS), voice, whether its prompt is the nearest, and consistency, as fields of a row."""
    if len(speech.waveform) < SHORTEST_SAMPLES or not speech.waveform.any():
        return dict(NOTHING)
    quality: Quality = dnsmos(speech.waveform)
    embedding = embed_voice(speech.waveform)
    prompt = speech.before[: round(LEAST_PROMPT_SECONDS * SAMPLE_RATE)]
    drift = measure_drift(bundled_consistency(), prompt, speech.waveform)
    return {
        "quality": quality.overall,
        "signal": quality.signal,
        "background": quality.background,
        "voice": voice_similarity(embedding, speech.voice),
        "nearest": float(is_nearest(embedding, speech.voice, speech.others)),
        "consistency": drift.mean,
        "drift": [list(point) for point in zip(drift.seconds, drift.scores, strict=True)],
    }


def judge_words(reference: Sequence[str], heard: str) -> dict[str, Any]:
    """Wrong words and letters, as fields of a row; none where nothing should be said."""
    if not reference:
        return {}
    said = normalise(heard)
    errors = vars(count_word_errors(reference, said))
    return errors | {"text": " ".join(reference), "heard": " ".join(said)}


def counts(rows: Sequence[dict[str, Any]], name: str, of: str | None = None) -> Counts:
    """One field of rows over another (over 1 without it), and whose clips they are."""
    owner = "prompt_speaker" if name in OF_THE_VOICE else "speaker"
    below = [row[of] if of else 1.0 for row in rows]
    return [row[name] for row in rows], below, [row[owner] for row in rows]


def word_error_rates(rows: Sequence[dict[str, Any]]) -> dict[str, Estimate]:
    """Of words and of characters, over the rows that have words."""
    rows = [row for row in rows if "words" in row]
    if not rows:
        return {}
    return {
        "error_rate": bootstrap_ratio(*counts(rows, "errors", "words")),
        "character_error_rate": bootstrap_ratio(*counts(rows, "character_errors", "characters")),
    }


def summarise(rows: Sequence[dict[str, Any]]) -> dict[str, Estimate]:
    """All figures of rows that `judge` and `judge_words` filled."""
    figures = word_error_rates(rows)
    for name in (*OF_THE_SOUND, *OF_THE_VOICE):
        values, _, speakers = counts(rows, name)
        figures[name] = bootstrap_mean(values, speakers)
    return figures
