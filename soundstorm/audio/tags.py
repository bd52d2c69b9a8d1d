"""What a sound file says of itself."""

from __future__ import annotations

from pathlib import Path

from soundstorm.audio.decoders import UndecodableError, ffmpeg_container

MOST_TAGS, MOST_CHARACTERS = 40, 500


def read_tags(path: str | Path) -> dict[str, str]:
    """The plain fields of a sound file by their names in small letters: title, artist, comment, ..

    At most `MOST_TAGS` of at most `MOST_CHARACTERS`, without control characters; none where the file has none
    or cannot be read.
    """
    try:
        with Path(path).open("rb") as file, ffmpeg_container(file) as container:
            sound = container.streams.best("audio")
            found = {**container.metadata, **(sound.metadata if sound else {})}
    except (UndecodableError, OSError, ValueError):  # ValueError: a name that no file can have
        return {}
    few = list(found.items())[:MOST_TAGS]
    return {_printable(name).lower(): _printable(value) for name, value in few}


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text[:MOST_CHARACTERS])
