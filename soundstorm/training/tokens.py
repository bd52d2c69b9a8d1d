"""The codec and semantic tokens of a corpus, computed once, and stretches of them for training."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from soundstorm.acoustic.masking import UNPROMPTED_SHARE
from soundstorm.audio.level import ACTIVE_RANGE_DB, frame_power, frame_samples
from soundstorm.checkpoint import load_pretrained
from soundstorm.codec.model import SoundStream
from soundstorm.corpus import SPLITS, Clip, as_other_voices, is_full_band, read_manifest
from soundstorm.errors import CheckpointError
from soundstorm.files import read_or_make
from soundstorm.semantic.tokenizer import WhisperTokenizer
from soundstorm.training.alignment import LONGEST_EDGE
from soundstorm.training.data import PreparedAudio, SpeakerSequences
from soundstorm.training.features import PreparedFeatures

# a piece of a clip, in semantic tokens: clip, first, last + 1, who speaks (from 0)
Piece = tuple[int, int, int, int]


@dataclass(frozen=True)
class TokenModels:
    """The models whose tokens are learned; digest: of both their weights."""

    codec: SoundStream
    semantic: WhisperTokenizer
    digest: bytes

    @classmethod
    def load(cls, codec_folder: Path, semantic_folder: Path) -> TokenModels:
        """From the folders of their weights.

        Raises:
            CheckpointError: when their tokens do not go together in time.
        """
        codec = load_pretrained(SoundStream, codec_folder)
        semantic = load_pretrained(WhisperTokenizer, semantic_folder)
        if codec.sample_rate != semantic.sample_rate:
            raise CheckpointError(
                f"Choose a codec of {semantic.sample_rate} Hz, the rate of the semantic tokenizer: "
                f"this one has {codec.sample_rate}."
            )
        if semantic.samples_per_token % codec.hop:
            raise CheckpointError(
                f"Choose a codec whose frames fill a semantic token of {semantic.samples_per_token} samples: "
                f"this one's have {codec.hop}."
            )
        weights = [(folder / "model.safetensors").read_bytes() for folder in (codec_folder, semantic_folder)]
        return cls(codec, semantic, b"".join(hashlib.sha256(part).digest() for part in weights))

    @property
    def frames_per_token(self) -> int:
        """Of the codec, in a semantic token."""
        return self.semantic.samples_per_token // self.codec.hop


@dataclass(frozen=True)
class Stretch:
    """Pieces of clips end to end.

    codes: int64 [Q, T]; semantic: int64 [S]; speakers: int64 [T].
    """

    codes: Tensor
    semantic: Tensor
    speakers: Tensor


class TokenizedClips:
    """Clips with their tokens.

    codes[clip]: int16 [Q, T]; semantic[clip]: int16 [S]; speech[clip]: first and last + 1 semantic token that
    is not silence at the clip's edges.
    """

    def __init__(
        self,
        clips: Sequence[Clip],
        codes: Sequence[np.ndarray],
        semantic: Sequence[np.ndarray],
        speech: np.ndarray,
    ) -> None:
        self.clips, self.codes, self.semantic, self.speech = list(clips), codes, semantic, speech
        self.frames_per_semantic = codes[0].shape[1] // len(semantic[0])

    @classmethod
    def prepare(
        cls, audio: PreparedAudio, cache: Path, models: TokenModels, disturbed: bool = False
    ) -> TokenizedClips:
        """Tokenize all clips, or read the tokens of an earlier time.

        disturbed: see `PreparedFeatures`; the codec always hears the clip as it is.
        """
        digest = hashlib.sha256(models.digest)
        digest.update(f"{audio.whole.file.name} {audio.places.tolist()} {disturbed}".encode())
        file = cache / f"tokens-{digest.hexdigest()[:16]}.npz"

        def make(place: Path) -> None:
            features = PreparedFeatures(audio, cache, models.semantic.whisper, disturbed)
            _tokenize(audio, features, models, place)

        return cls(audio.clips, *read_or_make(file, lambda whole: _read(whole, len(audio)), make))

    def __add__(self, other: TokenizedClips) -> TokenizedClips:
        return TokenizedClips(
            [*self.clips, *other.clips],
            [*self.codes, *other.codes],
            [*self.semantic, *other.semantic],
            np.concatenate([self.speech, other.speech]),
        )

    @cached_property
    def sequences(self) -> SpeakerSequences:
        """Of every speaker, in semantic tokens."""
        return SpeakerSequences(self.clips, [len(tokens) for tokens in self.semantic])

    def stretch(self, pieces: Sequence[Piece]) -> Stretch:
        """The pieces end to end."""
        each = self.frames_per_semantic
        codes = [self.codes[clip][:, each * start : each * stop] for clip, start, stop, _ in pieces]
        semantic = [self.semantic[clip][start:stop] for clip, start, stop, _ in pieces]
        speakers = [np.full(each * (stop - start), who) for _, start, stop, who in pieces]
        return Stretch(
            torch.from_numpy(np.concatenate(codes, axis=1).astype(np.int64)),
            torch.from_numpy(np.concatenate(semantic).astype(np.int64)),
            torch.from_numpy(np.concatenate(speakers)),
        )


def _read(file: Path, clips: int) -> tuple[list[np.ndarray], list[np.ndarray], np.ndarray]:
    """Codes, semantic tokens and edges of speech of so many clips."""
    with np.load(file) as arrays:
        codes, semantic, frames, tokens, speech = (
            arrays[name] for name in ("codes", "semantic", "frames", "tokens", "speech")
        )
    if not len(frames) == len(tokens) == len(speech) == clips:
        raise ValueError(f"it holds {len(frames)} clips instead of {clips}")
    return (
        np.split(codes, np.cumsum(frames)[:-1], axis=1),
        np.split(semantic, np.cumsum(tokens)[:-1]),
        speech,
    )


@torch.inference_mode()
def _tokenize(audio: PreparedAudio, features: PreparedFeatures, models: TokenModels, file: Path) -> None:
    token = models.semantic.samples_per_token
    codes, semantic, speech = [], [], []
    for clip in tqdm(range(len(audio)), desc="tokenizing", unit="clip"):
        waveform = audio.waveform(clip)
        codes.append(models.codec.encode(waveform[None])[0].numpy().astype(np.int16))
        semantic.append(models.semantic.tokens(features.of(clip)[None])[0].numpy().astype(np.int16))
        speech.append(_speech_edges(waveform, audio.sample_rate, token))
    np.savez(
        file,
        codes=np.concatenate(codes, axis=1),
        semantic=np.concatenate(semantic),
        frames=np.array([part.shape[1] for part in codes]),
        tokens=np.array([len(part) for part in semantic]),
        speech=np.array(speech),
    )


def _speech_edges(waveform: Tensor, sample_rate: int, samples_per_token: int) -> tuple[int, int]:
    """First and last + 1 token of a waveform [N] within 40 dB of its loudest moment."""
    power = frame_power(waveform, sample_rate)
    loud = (power >= power.max() * 10 ** (-ACTIVE_RANGE_DB / 10)).nonzero()[:, 0]
    first, end = (int(frame) * frame_samples(sample_rate) for frame in (loud[0], loud[-1] + 1))
    return first // samples_per_token, -(-end // samples_per_token)


def tokenize_corpus(data: Path, cache: Path, models: TokenModels) -> tuple[TokenizedClips, TokenizedClips]:
    """The full-band clips of a manifest, to train on (every voice also as another) and to validate."""
    grid = {"sample_rate": models.semantic.sample_rate, "multiple": models.semantic.samples_per_token}
    # all clips are decoded and heard, as the semantic tokenizer's recipe does: once for both
    audio, valid = (
        PreparedAudio(read_manifest(data, split), cache, **grid).only(is_full_band) for split in SPLITS
    )
    other_voices = PreparedAudio(as_other_voices(audio.clips), cache, **grid)
    own, others, valid_clips = (
        TokenizedClips.prepare(chosen, cache, models, disturbed)
        for chosen, disturbed in ((audio, False), (other_voices, True), (valid, False))
    )
    return own + others, valid_clips


class Dialogues:
    """Draws dialogues of the clips' speakers, as the model meets them: everybody's prompt first, then turns.

    The clips are of one loudness, and one dialogue in ten has no prompts. Between two turns is what the
    recordings have of silence there, cut to a length that people leave: 0.2 s on average, sometimes none
    (Levinson and Torreira 2015).

    Args:
        seconds_per_token: of a semantic token.
    """

    SPEAKERS, ODDS = (2, 3, 4), (0.7, 0.2, 0.1)
    PROMPT_SECONDS = (1.5, 4.0)
    LONGEST_TURN = 8.0  # seconds

    def __init__(self, clips: TokenizedClips, seconds_per_token: float) -> None:
        self.clips, self.rate = clips, 1 / seconds_per_token
        self.speakers = [mine for mine in clips.sequences.of_speaker.values() if len(mine) > 1]

    @property
    def possible(self) -> bool:
        """Whether enough speakers have a clip for a prompt and another for a turn."""
        return len(self.speakers) >= max(self.SPEAKERS)

    def draw(self, rng: np.random.Generator, length: int) -> tuple[list[Piece], int]:
        """Pieces that are together `length` semantic tokens long, and how many of these are prompts."""
        count = int(rng.choice(self.SPEAKERS, p=self.ODDS))
        longest = length // (2 * count)  # at most half of it all is prompts
        chosen = [self.speakers[index] for index in rng.choice(len(self.speakers), count, replace=False)]
        pieces = []
        for who, mine in enumerate(chosen):
            wanted = int(rng.uniform(*self.PROMPT_SECONDS) * self.rate)
            pieces.append(self._turn(rng, mine, who, min(wanted, longest)))
        # a prompt shows no token that is to be guessed
        others = [mine[mine != piece[0]] for mine, piece in zip(chosen, pieces, strict=True)]
        if rng.random() < UNPROMPTED_SHARE:  # what guidance asks about
            pieces = []
        prompt = sum(stop - start for _, start, stop, _ in pieces)
        total, who = prompt, int(rng.integers(count))
        while total < length:
            wanted = min(int(self.LONGEST_TURN * self.rate), length - total)
            pieces.append(self._turn(rng, others[who], who, wanted))
            total += pieces[-1][2] - pieces[-1][1]
            who = (who + int(rng.integers(1, count))) % count
        return pieces, prompt

    def _turn(self, rng: np.random.Generator, mine: np.ndarray, who: int, longest: int) -> Piece:
        """A clip of a speaker's, its silent edges cut, or as much of it as fits."""
        clip = int(rng.choice(mine))
        first, last = self.clips.speech[clip]
        edge = int(LONGEST_EDGE * self.rate)
        start = max(0, int(first) - int(rng.integers(edge + 1)))
        stop = min(len(self.clips.semantic[clip]), int(last) + int(rng.integers(edge + 1)))
        return clip, start, max(start + 1, min(stop, start + longest)), who
