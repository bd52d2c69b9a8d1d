"""Every line of the table in docs/text.md is what the normaliser reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from soundstorm.text.normalise import check_transcript
from soundstorm.text.words import spoken_items

PAGE = Path(__file__).resolve().parents[2] / "docs" / "text.md"
ROWS = [
    [cell.strip() for cell in line.strip().strip("|").split(" | ")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ")
][1:]


@pytest.mark.parametrize(("kind", "written", "read"), ROWS, ids=[row[0] for row in ROWS])
def test_what_is_written_is_read_as_the_page_says(kind, written, read):
    assert " ".join(word + mark for word, mark in spoken_items(check_transcript(written))) == read


def test_every_kind_stands_there_once():
    assert len({row[0] for row in ROWS}) == len(ROWS) > 20
