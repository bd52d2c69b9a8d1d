"""Training data: the audio of a corpus, decoded once into one memory-mapped array, and ways to draw of it."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import soxr
import torch
from torch import Tensor
from tqdm import tqdm

from soundstorm.audio import normalise_level, read_audio, to_int16
from soundstorm.audio.level import TRAINED_LEVEL_DBFS
from soundstorm.corpus import Clip
from soundstorm.errors import ManifestError
from soundstorm.files import read_or_make, whole_file


def written(path: Path) -> tuple[int, int]:
    """Size of a file and when it was written: a recording that was replaced is another one."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns


class PreparedAudio:
    """Clips decoded once into one flat int16 file, memory-mapped: reading a crop costs no decoder.

    All are made as loud as prompts are, so that speakers who are joined are, too. Every clip is padded with
    silence to a multiple of `multiple` samples: frames never straddle clips.

    whole: all clips that were decoded together. places: int64 [clips], where this view's clips are in it.
    """

    def __init__(
        self, clips: Sequence[Clip], cache: Path, sample_rate: int = 16_000, *, multiple: int
    ) -> None:
        self.clips, self.sample_rate = list(clips), sample_rate
        self.whole, self.places = self, np.arange(len(self.clips))
        key = [
            sample_rate,
            multiple,
            TRAINED_LEVEL_DBFS,
            [[str(clip.path), *written(clip.path), clip.speed] for clip in self.clips],
        ]
        name = hashlib.sha256(json.dumps(key).encode()).hexdigest()[:16]
        cache.mkdir(parents=True, exist_ok=True)
        self.file = cache / f"{name}.i16"
        lengths = read_or_make(
            cache / f"{name}.npy", self._lengths, lambda place: np.save(place, self._decode(multiple))
        )
        self.ends = np.cumsum(lengths)
        self.starts = self.ends - lengths

    @cached_property
    def samples(self) -> np.ndarray:
        return np.memmap(self.file, dtype=np.int16, mode="r")

    def __getstate__(self) -> dict[str, object]:
        """Another process maps the file itself."""
        return {name: value for name, value in self.__dict__.items() if name != "samples"}

    def _lengths(self, file: Path) -> np.ndarray:
        """int64 [clips], of which the decoded samples are as many as they say.

        Raises:
            ValueError, OSError: when they are not.
        """
        lengths = np.load(file)
        if lengths.shape != (len(self.clips),) or (lengths < 0).any():
            raise ValueError("it does not tell the lengths of these clips")
        if (size := self.file.stat().st_size) != 2 * lengths.sum():
            raise ValueError(f"{self.file.name} has {size} bytes instead of {2 * lengths.sum()}")
        return lengths

    def _decode(self, multiple: int) -> np.ndarray:
        """Writes the samples of all clips; their lengths, int64 [clips]."""
        rate, counts = self.sample_rate, []
        with whole_file(self.file) as unfinished, unfinished.open("wb") as out:
            for clip in tqdm(self.clips, desc="decoding audio", unit="clip"):
                # what was recorded at another rate, read at this one, is another voice
                recorded = read_audio(clip.path, rate)
                spoken = soxr.resample(recorded.numpy(), rate * clip.speed, rate)
                waveform = to_int16(normalise_level(torch.from_numpy(spoken), rate))
                padded = np.pad(waveform, (0, -len(waveform) % multiple))
                out.write(padded.tobytes())
                counts.append(len(padded))
        return np.array(counts, dtype=np.int64)

    def only(self, keep: Callable[[Clip], bool]) -> PreparedAudio:
        """A view of the clips for which `keep` holds; the decoded audio, and what is made of it, is shared.

        Raises:
            ManifestError: when it holds for none.
        """
        chosen = [index for index, clip in enumerate(self.clips) if keep(clip)]
        if not chosen:
            raise ManifestError(
                "The manifest has no clip that this training can use in one of its splits: add some to both."
            )
        view = copy.copy(self)
        view.clips = [self.clips[index] for index in chosen]
        view.starts, view.ends = self.starts[chosen], self.ends[chosen]
        view.places = self.places[chosen]
        return view

    def __len__(self) -> int:
        return len(self.clips)

    def samples_of(self, clip: int) -> int:
        """Length of a clip in samples, padding included."""
        return int(self.ends[clip] - self.starts[clip])

    def waveform(self, clip: int, start: int = 0, length: int | None = None) -> Tensor:
        """float32 [length] samples of a clip from `start`, padded with silence past its end."""
        length = self.samples_of(clip) if length is None else length
        begin = self.starts[clip] + start
        crop = self.samples[begin : min(begin + length, self.ends[clip])].astype(np.float32) / 32768
        return torch.from_numpy(np.pad(crop, (0, length - len(crop))))


class LengthBuckets:
    """Draws clips of similar length: neighbours in the order of length make batches with little padding."""

    def __init__(self, lengths: Sequence[int]) -> None:
        self.order = np.argsort(lengths)
        self.cumulative = np.cumsum(np.asarray(lengths)[self.order])

    def draw(self, rng: np.random.Generator, total: int) -> np.ndarray:
        """Indices of clips that are together about `total` long, at least one."""
        begin = np.searchsorted(self.cumulative, rng.uniform(0, max(0, self.cumulative[-1] - total)))
        end = max(begin + 1, np.searchsorted(self.cumulative, self.cumulative[begin] + total))
        return self.order[begin:end]


class SpeakerSequences:
    """Draws stretches of one speaker's speech: a crop of a clip, or several clips one after the other.

    A voice prompt and what is said in its voice are different recordings, and rarely in one clip.

    Args:
        clips: whose speakers count.
        lengths: of every clip, in any unit.
    """

    def __init__(self, clips: Sequence[Clip], lengths: Sequence[int]) -> None:
        self.lengths = np.asarray(lengths)
        speakers = np.array([clip.speaker for clip in clips])
        self.of_speaker = {name: np.flatnonzero(speakers == name) for name in np.unique(speakers)}
        self.speakers = speakers
        totals = {name: self.lengths[mine].sum() for name, mine in self.of_speaker.items()}
        self.totals = np.array([totals[name] for name in speakers])

    def draw(self, rng: np.random.Generator, length: int) -> list[tuple[int, int, int]]:
        """Pieces (clip, start, stop) that are together `length` long, or as long as a speaker's speech goes.

        The first clip is drawn in proportion to its length, among speakers with enough speech.
        """
        length = min(length, int(self.totals.max()))
        odds = self.lengths * (self.totals >= length)
        first = int(rng.choice(len(odds), p=odds / odds.sum()))
        start = int(rng.integers(0, max(0, self.lengths[first] - length) + 1))
        pieces = [(first, start, min(start + length, int(self.lengths[first])))]
        left = length - (pieces[0][2] - start)
        mine = self.of_speaker[self.speakers[first]]
        for clip in rng.permutation(mine[mine != first]).tolist():
            if left == 0:
                break
            pieces.append((clip, 0, min(left, int(self.lengths[clip]))))
            left -= pieces[-1][2]
        return pieces


def draw_crops(
    audio: PreparedAudio, rng: np.random.Generator, count: int, length: int, multiple: int = 1
) -> list[tuple[int, int]]:
    """Draw `count` pairs (clip, start in samples), clips in proportion to their length, starts on a grid."""
    sizes = (audio.ends - audio.starts).astype(np.float64)
    clips = rng.choice(len(audio), size=count, p=sizes / sizes.sum())
    room = [max(0, audio.samples_of(clip) - length) // multiple for clip in clips]
    return [
        (int(clip), int(rng.integers(0, most + 1)) * multiple) for clip, most in zip(clips, room, strict=True)
    ]
