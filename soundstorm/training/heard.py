"""What a recogniser heard in the clips of a corpus: transcripts where there are none, and punctuation.

`heard.tsv` has a line a clip: its path as in the manifest, a tab, what was heard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from torch import Tensor

from soundstorm.audio import read_audio
from soundstorm.corpus import Clip, is_transcribed, read_manifest
from soundstorm.errors import ManifestError, UserError
from soundstorm.files import write_whole
from soundstorm.text.punctuation import punctuate
from soundstorm.text.words import spoken_words

CLIPS_AT_ONCE = 64

SHORTEST_WORDS = 2  # heard in a clip without a transcript: of less there is nothing to learn


def needs_hearing(clip: Clip) -> bool:
    """Clips without a transcript, and those whose transcript in capitals says nothing of punctuation."""
    return clip.transcript == clip.transcript.upper()


def check_transcribed(*splits: Sequence[Clip]) -> None:
    """Refuses splits without a clip to learn phonemes from, before hours of hearing them.

    Raises:
        ManifestError: when there is one.
    """
    if not all(any(is_transcribed(clip) for clip in clips) for clips in splits):
        raise ManifestError(
            "The manifest has no clip of up to 20 s with an English transcript in one of its splits: add "
            "some to both."
        )


def read_heard(file: Path) -> dict[str, str]:
    """What was heard, by the path of the clip.

    Raises:
        UserError: when the file is missing, or a line has no tab.
    """
    if not file.is_file():
        raise UserError(f"{file} is no file: write it with the command transcribe, or leave out --heard.")
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise UserError(f"{file} is not written in UTF-8: save it as UTF-8 text.") from error
    for number, line in enumerate(lines, start=1):
        if line.count("\t") != 1:
            raise UserError(f"{file}, line {number}: write a clip's path, a tab and what was heard.")
    return dict(line.split("\t") for line in lines)


def with_heard(clips: Sequence[Clip], folder: Path, file: Path | None) -> list[Clip]:
    """The clips with what was heard in those that needed it; as they are without a file.

    folder: of the manifest, to which the paths in the file are relative.
    """
    if file is None:
        return list(clips)
    heard = read_heard(file)
    return [replace(clip, transcript=_written(clip, heard.get(name_of(clip, folder), ""))) for clip in clips]


def name_of(clip: Clip, folder: Path) -> str:
    """A clip's path as the manifest in `folder` has it."""
    return clip.path.relative_to(folder.resolve()).as_posix()


def hear(folder: Path, file: Path, listen: Callable[[Sequence[Tensor]], list[str]], sample_rate: int) -> int:
    """Write into `file` what is heard in the clips of `folder` that need it; how many were heard now.

    Clips that are in the file already are not heard again: what was stopped goes on.

    Args:
        listen: waveforms [N] at `sample_rate` -> what is said in each.
    """
    if file.exists():
        _forget_half_a_line(file)
    known = read_heard(file) if file.exists() else {}
    left = [
        clip for clip in read_manifest(folder) if needs_hearing(clip) and name_of(clip, folder) not in known
    ]
    with file.open("a", encoding="utf-8") as out:
        for first in range(0, len(left), CLIPS_AT_ONCE):
            clips = left[first : first + CLIPS_AT_ONCE]
            heard = listen([read_audio(clip.path, sample_rate) for clip in clips])
            for clip, words in zip(clips, heard, strict=True):
                out.write(f"{name_of(clip, folder)}\t{' '.join(words.split())}\n")
            out.flush()
    return len(left)


def _forget_half_a_line(file: Path) -> None:
    """Of a run that was killed while it wrote."""
    written = file.read_bytes()
    if written and not written.endswith(b"\n"):
        write_whole(file, written[: written.rfind(b"\n") + 1])


def _written(clip: Clip, heard: str) -> str:
    if not heard or not needs_hearing(clip):
        return clip.transcript
    if clip.transcript:
        return punctuate(clip.transcript, heard)
    return heard if len(spoken_words(heard)) >= SHORTEST_WORDS else ""
