"""The bars a bundled checkpoint is measured against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from soundstorm.evaluation.report.part import lookup


@dataclass(frozen=True)
class Target:
    key: str  # of report.json
    label: str
    relation: Literal["at least", "at most"]
    bar: float

    def met(self, value: float) -> bool:
        return value >= self.bar if self.relation == "at least" else value <= self.bar


def _generated(key: str, label: str) -> tuple[Target, ...]:
    """What all speech that SoundStorm made is held to."""
    return (
        Target(
            f"{key}.voice_share", f"{label}: voice, as a share of the codec reconstruction's", "at least", 0.9
        ),
        Target(f"{key}.nearest", f"{label}: its own prompt is the nearest voice of twelve", "at least", 0.9),
        Target(f"{key}.quality_loss", f"{label}: DNSMOS below that of recordings", "at most", 0.1),
    )


TARGETS = (
    Target("codec.levels.8.pesq_wb", "codec, 8 levels: PESQ-wb", "at least", 2.4),
    Target("codec.levels.8.stoi", "codec, 8 levels: STOI", "at least", 0.92),
    Target("codec.levels.4.pesq_wb", "codec, 4 levels: PESQ-wb", "at least", 1.8),
    Target("codec.least_usage", "codec: share of its codebook the laziest level uses", "at least", 0.8),
    Target("semantic.phoneme_error_rate", "semantic tokens: phoneme error rate, native", "at most", 0.075),
    Target(
        "semantic.probe.ratio",
        "semantic tokens: speakers a linear probe names, as a share of log-mel's",
        "at most",
        0.25,
    ),
    Target(
        "acoustic.all.same_voice.added_error_rate",
        "true tokens, same voice: words wrong beyond the codec's",
        "at most",
        0.10,
    ),
    *_generated("acoustic.all.same_voice", "true tokens, same voice"),
    Target(
        "acoustic.long.same_voice.consistency_loss",
        "true tokens, same voice, 20 to 30 s: consistency below that of recordings",
        "at most",
        0.1,
    ),
    Target(
        "acoustic.all.conversion.added_error_rate",
        "conversion: words wrong beyond the codec's",
        "at most",
        0.15,
    ),
    *_generated("acoustic.all.conversion", "conversion"),
    Target("text.all.error_rate", "text to speech: words wrong", "at most", 0.08),
    *_generated("text.all", "text to speech"),
    Target("text.failures", "text to speech: share of texts that failed", "at most", 0.02),
    Target("dialogue.nearest", "dialogue: turns nearest to their own prompt", "at least", 0.9),
    Target(
        "dialogue.error_ratio",
        "dialogue: words wrong, as a multiple of those when one speaker says them alone",
        "at most",
        1.25,
    ),
    Target(
        "dialogue.first_to_last",
        "dialogue: voice of a speaker's last turn below that of the first",
        "at most",
        0.05,
    ),
    Target(
        "dialogue.drift", "a minute of long form: voice of the last 10 s below the first's", "at most", 0.05
    ),
    Target(
        "classifier.changes.unchanged.accuracy",
        "classifier: generated speech told from recordings through the codec",
        "at least",
        0.985,
    ),
    Target("speed.prompt_5_s", "5 s of prompt encoded, seconds", "at most", 0.4),
    Target("speed.acoustic_10_s", "SoundStorm, seconds for 10 s of speech", "at most", 3.0),
    Target(
        "speed.click_to_audio_10_s", "from click to final audio, seconds for 10 s of speech", "at most", 6.0
    ),
    Target("speed.first_grid", "from click to first grid, seconds", "at most", 1.0),
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
