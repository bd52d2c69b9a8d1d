"""SoundStorm on true semantic tokens: our figures beside those of the paper's table 1 (arXiv 2305.09636)."""

from __future__ import annotations

from typing import Any

from soundstorm.evaluation.part import lookup

LENGTHS = ("short", "mid", "long")  # 4 to 10 s, 10 to 20 s, 20 to 30 s
HEAD = (
    "short / mid / long",
    "word error rate, %",
    "character error rate, %",
    "voice preservation",
    "acoustic consistency",
)
# LibriSpeech test-clean; error rates in percent
PUBLISHED = (
    ("paper: AudioLM's acoustic stages, no prompt", "4.65 / 3.59 / 4.79", "2.15 / 1.57 / 2.30", "", ""),
    ("paper: SoundStorm, no prompt", "3.48 / 2.55 / 3.33", "1.39 / 0.89 / 1.29", "", ""),
    (
        "paper: AudioLM's acoustic stages, 3 s prompt",
        "3.77 / 3.40 / 3.75",
        "1.50 / 1.47 / 1.54",
        "0.46 / 0.48 / 0.48",
        "0.96 / 0.91 / 0.86",
    ),
    (
        "paper: SoundStorm, 3 s prompt",
        "2.99 / 2.43 / 3.36",
        "1.10 / 0.81 / 1.24",
        "0.57 / 0.59 / 0.59",
        "0.96 / 0.94 / 0.91",
    ),
)
OURS = {
    "ours: recordings": "acoustic.prompted.{}.recording",
    "ours: codec's reconstruction": "acoustic.prompted.{}.codec",
    "ours: SoundStorm, no prompt": "acoustic.unprompted.{}",
    "ours: SoundStorm, 3 s prompt": "acoustic.prompted.{}",
}
CAVEAT = (
    "Ours and the paper's rows cannot be compared number by number: corpora, recogniser, voice and "
    "consistency models differ, and the paper's SoundStorm has 350 million parameters and heard 60,000 hours "
    "of speech. What can be compared is how far each falls behind its recordings, and how it changes with "
    "length."
)


def paper_rows(report: dict[str, Any]) -> list[tuple[str, ...]]:
    """The rows of the table under `HEAD`; without ours where they were not measured."""
    rows = list(PUBLISHED)
    for label, pattern in OURS.items():
        rates = [lengths(report, pattern, name, 100) for name in ("error_rate", "character_error_rate")]
        likeness = [lengths(report, pattern, name) for name in ("voice", "consistency")]
        if any((*rates, *likeness)):
            rows.append((label, *rates, *likeness))
    return rows


def lengths(report: dict[str, Any], pattern: str, name: str, unit: float = 1) -> str:
    """One figure as "short / mid / long", times `unit`: - for what was not measured, empty if nothing was."""
    values = [lookup(report, f"{pattern.format(length)}.{name}") for length in LENGTHS]
    if all(value is None for value in values):
        return ""
    return " / ".join("-" if value is None else f"{unit * value:.2f}" for value in values)
