"""What the files of generated sound say of themselves, in plain fields that any player shows."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

GENERATED = "AI-generated"
PASSED = "passed through a neural codec"
LONGEST_NAME, LONGEST_CARD = 100, 100_000  # characters


@dataclass(frozen=True)
class Origin:
    """Which models a sound comes from; empty where it is not known.

    model: a Hub id, or the name of a folder. licence: of its weights.
    """

    model: str = ""
    licence: str = ""

    @classmethod
    def of(cls, folder_or_hub_id: str | Path, folder: Path) -> Origin:
        """Of a checkpoint that lies in `folder`, whose card states the licence."""
        name = folder.resolve().name if os.path.isdir(folder_or_hub_id) else str(folder_or_hub_id)
        return cls(_plain(name), _plain(card_licence(folder)))

    def tags(self, seed: int | None = None) -> dict[str, str]:
        """The fields of a file of generated sound, for `write_audio`."""
        return self._fields("Sound made by SoundStorm", GENERATED, seed)

    def codec_tags(self, before: Mapping[str, str] | None = None) -> dict[str, str]:
        """Those of a sound that was given and has only passed through the codec.

        before: what it said of itself; of one that says it is generated, that is said again.
        """
        what = f"{GENERATED}, then {PASSED}" if before and says_generated(before) else PASSED
        return self._fields("Sound passed through SoundStorm's codec", what)

    def _fields(self, title: str, what: str, seed: int | None = None) -> dict[str, str]:
        facts = {
            "model": self.model,
            "seed": "" if seed is None else str(seed),
            "licence of the model": self.licence,
        }
        known = [f"{name}: {value}" for name, value in facts.items() if value]
        return {"title": title, "software": "soundstorm", "comment": "; ".join([what, *known])}


UNKNOWN = Origin()


def says_generated(fields: Mapping[str, str]) -> bool:
    """Whether the fields of a sound file say that it is generated."""
    return any(GENERATED.lower() in said.lower() for said in fields.values())


def _plain(text: str) -> str:
    """A name that every file can hold; folders are called anything."""
    return "".join(letter for letter in text if letter.isprintable())[:LONGEST_NAME]


def card_licence(folder: Path) -> str:
    """The licence that a checkpoint's README.md states at its top, as the Hub reads it; empty without one."""
    try:
        with (folder / "README.md").open(encoding="utf-8", errors="replace") as card:
            lines = card.read(LONGEST_CARD).splitlines()
    except OSError:
        return ""
    if lines[:1] != ["---"]:
        return ""
    top = lines[1 : lines.index("---", 1)] if "---" in lines[1:] else []
    return next((line.partition(":")[2].strip() for line in top if line.startswith("license:")), "")
