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
    Target("codec.levels.8.pesq_wb", "codec, 8 levels: PESQ-wb", "at least", 1.8),
    Target("codec.levels.8.stoi", "codec, 8 levels: STOI", "at least", 0.85),
    Target(
        "codec.more_levels_sound_better",
        "codec: PESQ-wb and STOI rise from 1 to 2 to 4 to 8 levels",
        "at least",
        1,
    ),
    Target("semantic.phoneme_error_rate", "semantic tokens: phoneme error rate, native", "at most", 0.24),
    Target(
        "semantic.probe.ratio", "semantic tokens: speaker probe, as a share of log-mel's", "at most", 0.25
    ),
    Target(
        "acoustic.conversion.added_error_rate",
        "conversion: phoneme error rate above codec's",
        "at most",
        0.15,
    ),
    Target(
        "acoustic.conversion.prompt_closer",
        "conversion: pairs closer to prompt than source",
        "at least",
        0.85,
    ),
    Target("text.error_rate", "text to speech: phoneme error rate", "at most", 0.40),
    Target("text.empty", "text to speech: empty sentences", "at most", 0),
    Target("text.cut_off", "text to speech: sentences cut off", "at most", 0),
    Target("text.too_long", "text to speech: sentences past twice the expected length", "at most", 0),
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
