"""What the files of generated sound say of themselves, in plain fields that any player shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

GENERATED = "AI-generated"


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
        is_local = Path(folder_or_hub_id).is_dir()
        return cls(folder.resolve().name if is_local else str(folder_or_hub_id), card_licence(folder))

    def tags(self, seed: int | None = None) -> dict[str, str]:
        """The fields of a file, for `write_audio`."""
        facts = {
            "model": self.model,
            "seed": "" if seed is None else str(seed),
            "licence of the model": self.licence,
        }
        known = [f"{name}: {value}" for name, value in facts.items() if value]
        return {
            "title": "Sound made by SoundStorm",
            "software": "soundstorm",
            "comment": "; ".join([GENERATED, *known]),
        }


def card_licence(folder: Path) -> str:
    """The licence that a checkpoint's README.md states at its top, as the Hub reads it; empty without one."""
    card = folder / "README.md"
    lines = card.read_text(encoding="utf-8", errors="replace").splitlines() if card.is_file() else []
    if lines[:1] != ["---"]:
        return ""
    top = lines[1 : lines.index("---", 1)] if "---" in lines[1:] else []
    return next((line.partition(":")[2].strip() for line in top if line.startswith("license:")), "")
