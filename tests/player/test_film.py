"""What happens when ffmpeg cannot do what a film needs."""

import os
from pathlib import Path

import pytest

from soundstorm.errors import UserError
from soundstorm.player.export import write_mp4


def ffmpeg_that(folder: Path, does: str, monkeypatch) -> None:
    """Put a program called ffmpeg first on the path."""
    program = folder / "ffmpeg"
    program.write_text(f"#!/bin/sh\nfor out; do :; done\n{does}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ('echo half > "$out"; printf "a line\\nNo encoder: libx264\\n" >&2; exit 1', "No encoder: libx264"),
        ("exit 1", "does not say why"),
    ],
)
def test_a_film_that_fails_is_one_sentence_and_leaves_no_half_file(spoken, tmp_path, monkeypatch, does, said):
    ffmpeg_that(tmp_path, does, monkeypatch)
    film = tmp_path / "my film – ö.mp4"
    with pytest.raises(UserError, match=said) as refused:
        write_mp4(spoken.trace, film)
    assert "\n" not in str(refused.value)
    assert not film.exists()


def test_ffmpeg_never_reads_what_a_user_types(spoken, tmp_path, monkeypatch):
    ffmpeg_that(tmp_path, 'echo "$@" > "$out"', monkeypatch)
    film = write_mp4(spoken.trace, tmp_path / "film.mp4")
    command = film.read_text().split()
    assert "-nostdin" in command
    # nor finds out for itself what a trace's sound is: a manifest has it open other files
    assert command[command.index("-itsoffset") :][2:7] == [
        "-f",
        "ogg",
        "-codec_whitelist",
        "opus,libopus",
        "-i",
    ]
