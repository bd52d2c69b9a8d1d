"""Bundled example voices and sentences."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from soundstorm.bundled import ASSETS

PROMPT_FOLDER = ASSETS / "prompts"

SENTENCES = (
    "The storm passed in the night, and the morning was clear.",
    "Please call me when the train arrives at the station.",
    "Nobody expected the old clock to strike thirteen.",
    "She sells fresh bread and honey at the market by the river.",
)


@dataclass(frozen=True)
class ExampleVoice:
    """One bundled recording that may serve as a voice prompt."""

    path: Path
    speaker: str
    gender: str
    licence: str
    description: str

    @property
    def name(self) -> str:
        """Its file without the ending."""
        return self.path.stem

    @property
    def label(self) -> str:
        """What its button says."""
        return self.description or f"{'Woman' if self.gender == 'f' else 'Man'} {self.speaker}"


def example_voices(folder: Path = PROMPT_FOLDER) -> list[ExampleVoice]:
    """The recordings of `prompts.tsv` (file, speaker, gender f or m, licence, description), in its order."""
    with open(folder / "prompts.tsv", encoding="utf-8", newline="") as table:
        return [
            ExampleVoice(
                folder / row["file"],
                row["speaker"],
                row["gender"],
                row["licence"],
                row.get("description") or "",
            )
            for row in csv.DictReader(table, delimiter="\t")
        ]
