"""The bars a bundled checkpoint is measured against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from soundstorm.evaluation.part import lookup


@dataclass(frozen=True)
class Target:
    key: str  # of report.json
    label: str
    relation: Literal["at least", "at most"]
    bar: float

    def met(self, value: float) -> bool:
        return value >= self.bar if self.relation == "at least" else value <= self.bar


TARGETS = (
    Target("codec.levels.8.pesq_wb", "codec, 8 levels: PESQ-wb", "at least", 2.4),
    Target("codec.levels.8.stoi", "codec, 8 levels: STOI", "at least", 0.92),
    Target("codec.levels.4.pesq_wb", "codec, 4 levels: PESQ-wb", "at least", 1.8),
    Target("codec.least_usage", "codec: share of its codebook the laziest level uses", "at least", 0.8),
    Target("semantic.phoneme_error_rate", "semantic tokens: phoneme error rate, native", "at most", 0.17),
    Target(
        "acoustic.prompted.all.error_ratio",
        "SoundStorm, 3 s prompt: word errors, times those of the codec's reconstruction",
        "at most",
        1.25,
    ),
    Target(
        "acoustic.prompted.all.voice_share",
        "SoundStorm, 3 s prompt: voice, as a share of the codec reconstruction's",
        "at least",
        0.9,
    ),
    Target(
        "acoustic.prompted.long.consistency_loss",
        "SoundStorm, 3 s prompt, 20 to 30 s: consistency below that of recordings",
        "at most",
        0.03,
    ),
    Target(
        "text.ratio_to_recordings",
        "text to speech: word error rate, times that on recordings",
        "at most",
        1.5,
    ),
    Target("text.failures", "text to speech: share of sentences that failed", "at most", 0.02),
    Target("speed.acoustic_10_s", "SoundStorm, seconds for 10 s of speech", "at most", 3.0),
    Target(
        "speed.click_to_audio_10_s", "from click to final audio, seconds for 10 s of speech", "at most", 6.0
    ),
    Target("speed.first_grid", "from click to first grid, seconds", "at most", 1.5),
)


def compare_targets(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """Every target whose figure was measured, beside it; `figures` as `part.plain` gives them."""
    table = []
    for target in TARGETS:
        value = lookup(figures, target.key)
        if value is not None:
            table.append(
                {
                    "key": target.key,
                    "label": target.label,
                    "relation": target.relation,
                    "target": target.bar,
                    "value": value,
                    "met": target.met(value),
                }
            )
    return table
