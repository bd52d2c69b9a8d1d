"""SoundStorm's table 1 (arXiv 2305.09636), with ours below it."""

from __future__ import annotations

from typing import Any

from soundstorm.evaluation.report.part import lookup

LENGTHS = ("short", "mid", "long")  # 4 to 10 s, 10 to 20 s, 20 to 30 s
HEAD = (
    "short / mid / long",
    "words wrong, %",
    "letters wrong, %",
    "quality (DNSMOS)",
    "voice (cosine)",
    "nearest of twelve, %",
    "acoustic consistency",
)
# LibriSpeech test-clean, after a prompt of 3 s; error rates in percent. It names no nearest voice.
PUBLISHED = (
    (
        "paper: AudioLM's acoustic stages",
        "3.77 / 3.40 / 3.75",
        "1.50 / 1.47 / 1.54",
        "3.91 / 4.06 / 4.10",
        "0.46 / 0.48 / 0.48",
        "",
        "0.96 / 0.91 / 0.86",
    ),
    (
        "paper: SoundStorm",
        "2.99 / 2.43 / 3.36",
        "1.10 / 0.81 / 1.24",
        "3.81 / 4.05 / 4.15",
        "0.57 / 0.59 / 0.59",
        "",
        "0.96 / 0.94 / 0.91",
    ),
)
OURS = {
    "ours: recordings": "acoustic.{}.recording",
    "ours: codec's reconstruction": "acoustic.{}.codec",
    "ours: AudioLM's acoustic stages": "audiolm.{}.audiolm",
    "ours: SoundStorm, same voice": "acoustic.{}.same_voice",
    "ours: SoundStorm, conversion": "acoustic.{}.conversion",
    "ours: text to speech": "text.{}",
}
FIGURES = (  # name, unit, digits
    ("error_rate", 100, 1),
    ("character_error_rate", 100, 1),
    ("quality", 1, 2),
    ("voice", 1, 2),
    ("nearest", 100, 0),
    ("consistency", 1, 2),
)
CAVEAT = (
    "Ours and the paper's rows cannot be compared number by number: corpora, recogniser, quality, voice and "
    "consistency models differ, and the paper's SoundStorm has 350 million parameters and heard 60,000 hours "
    "of speech. What can be compared is how far each falls behind its recordings, and how it changes with "
    "length. Words of recordings are counted where there is a transcript, those of all others also where "
    "there is none, against what is heard of the recording."
)


def paper_rows(report: dict[str, Any]) -> list[tuple[str, ...]]:
    """The rows of the table under `HEAD`; without ours where they were not measured."""
    rows = list(PUBLISHED)
    for label, pattern in OURS.items():
        figures = [lengths(report, pattern, *figure) for figure in FIGURES]
        if any(figures):
            rows.append((label, *figures))
    return rows


def lengths(report: dict[str, Any], pattern: str, name: str, unit: int, digits: int) -> str:
    """One figure as "short / mid / long", times `unit`: - for what was not measured, empty if nothing was."""
    values = [lookup(report, f"{pattern.format(length)}.{name}") for length in LENGTHS]
    if all(value is None for value in values):
        return ""
    return " / ".join("-" if value is None else f"{unit * value:.{digits}f}" for value in values)
