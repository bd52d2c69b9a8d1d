"""What the tests of the evaluation share: the bundled prompts as a split."""

from __future__ import annotations

import csv

import pytest
import soundfile

from soundstorm.corpus import Clip


@pytest.fixture(scope="session")
def prompt_clips(prompt_folder) -> list[Clip]:
    """The bundled prompts, all with their transcripts: six speakers, 5 to 6 s each."""
    with (prompt_folder / "prompts.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Clip(
            prompt_folder / row["file"],
            "bundled",
            row["speaker"],
            row["gender"],
            soundfile.info(prompt_folder / row["file"]).duration,
            row["transcript"],
            row["licence"],
            "valid",
        )
        for row in rows
    ]
