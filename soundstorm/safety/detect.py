"""Where a recording comes from: what its watermark, its plain words and its sound say of that."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from soundstorm.audio import read_audio
from soundstorm.audio.tags import read_tags
from soundstorm.errors import AudioError
from soundstorm.safety.changes import SAMPLE_RATE
from soundstorm.safety.classifier import PIECE_SECONDS, Ear, pieces
from soundstorm.safety.origin import says_generated
from soundstorm.safety.watermark import load_watermark

SHORTEST_SECONDS = 1.0  # 0.1 s of a recording was read as .95, of 26 pieces of 1 s the highest as .14
MOST_SECONDS = 600.0
MARKED = 0.9  # from which on a piece counts as marked: the highest of 1,000 recordings was read as .81


@dataclass(frozen=True)
class Report:
    """What was found in one file, each by itself.

    watermark: whether a piece of it is marked. watermark_value: what the network read in the piece that looks
    most like it: about 1 where a mark is, about 0 where none is.
    metadata: the file's plain fields. says_generated: whether they say so.
    generated: probability that the piece that sounds most like it was generated, by the classifier; None
    without one.
    """

    seconds: float
    watermark: bool
    watermark_value: float
    metadata: dict[str, str]
    says_generated: bool
    generated: float | None

    @property
    def sentences(self) -> dict[str, str]:
        """What that means, and what it does not, by what was looked at."""
        value = f"{self.watermark_value:.2f}"
        if self.watermark:
            mark = (
                f"Found (the network reads {value}; 1 is a mark, 0 is none): made or passed on by a program "
                "that marks with Perth, as this one does."
            )
        else:
            mark = (
                f"Not found (the network reads {value}; 1 is a mark, 0 is none). That does not prove a "
                "recording: other programs do not mark, and a mark can be lost."
            )
        if self.says_generated:
            words = "The file says that it is AI-generated."
        elif self.metadata:
            words = "The file says nothing of being AI-generated. Anyone can remove or change such words."
        else:
            words = "The file says nothing of itself. Anyone can remove such words."
        if self.generated is None:
            sound = "Not known: these models have no classifier."
        else:
            sound = (
                f"Generated with a probability of {self.generated:.0%}, says the classifier. It knows the "
                "speech of these models: that of others may sound recorded to it."
            )
        return {"Watermark": mark, "Metadata": words, "By its sound": sound}


def detect(path: str | Path, max_seconds: float = MOST_SECONDS, ear: Ear | None = None) -> Report:
    """Look at a recording of a second or more.

    ear: who tells by the sound.

    Raises:
        AudioError: when it cannot be read, or is too short or too long.
    """
    waveform = read_audio(path, SAMPLE_RATE, max_seconds)
    if len(waveform) < SHORTEST_SECONDS * SAMPLE_RATE:
        raise AudioError(f"Choose a sound of at least {SHORTEST_SECONDS:g} s: less does not tell.")
    value, metadata = read_mark(waveform, SAMPLE_RATE), read_tags(path)
    return Report(
        seconds=len(waveform) / SAMPLE_RATE,
        watermark=value >= MARKED,
        watermark_value=value,
        metadata=metadata,
        says_generated=says_generated(metadata),
        generated=None if ear is None else ear.probability(waveform, SAMPLE_RATE),
    )


def read_mark(waveform: Tensor, sample_rate: int) -> float:
    """What the network reads in the piece of a waveform [N] that looks most like a marked one."""
    network = load_watermark()
    heard = pieces(waveform, round(PIECE_SECONDS * sample_rate))
    return max(network.read(piece, sample_rate) for piece in heard)
