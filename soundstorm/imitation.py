"""What a classifier learns to tell: recordings, what the codec keeps of them, what is generated from them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torchaudio.functional import resample
from tqdm import tqdm

from soundstorm.acoustic import Schedule
from soundstorm.audio import read_audio
from soundstorm.bundled import WORKSHOP
from soundstorm.checkpoint import checkpoint_folder
from soundstorm.continuation import required_acoustic
from soundstorm.corpus import SPLITS, Clip, read_manifest, round_robin
from soundstorm.errors import CheckpointError, FileError, UserError
from soundstorm.files import read_or_make
from soundstorm.pipeline import SoundStormPipeline, VoicePrompt, finish
from soundstorm.safety.changes import CHANGES, SAMPLE_RATE
from soundstorm.safety.classifier import RECORDED, features
from soundstorm.safety.watermark import load_watermark

COUNTS = {"train": 150, "valid": 40}  # clips that are imitated
LEAST_SECONDS, LONGEST_SECONDS = 3.0, 6.0  # of a clip, and what is used of it
PROMPT_SECONDS = 4.0
SLOW_SECONDS = 2.5  # of speech that AudioLM's stages speak, token by token
HEARINGS = 3  # of every sound: as it is, and cut and changed by chance
SHORTEST_SECONDS = 1.0  # of what is cut
MARKED = 0.5  # odds: the mark says by itself what it has to say


@dataclass(frozen=True)
class Sound:
    """One of them: float32 [N] at 16 kHz; source: "recording", "codec", or how it was generated."""

    waveform: Tensor
    source: str


def imitable(clips: Sequence[Clip]) -> list[Clip]:
    """The clips that are long enough, every speaker in turn."""
    return round_robin([clip for clip in clips if clip.seconds >= LEAST_SECONDS])


def imitate(pipeline: SoundStormPipeline, clips: Sequence[Clip], number: int) -> Iterator[Sound]:
    """A clip's recording, what the codec keeps of it, and what is generated from it.

    How, goes by turns: its tokens in its speaker's voice or in another's, its words, its tokens by AudioLM.

    Args:
        number: of the clip among `clips`, of which the others lend their voices.

    Raises:
        UserError: when this clip, or the one that lends its voice, cannot be used.
    """
    clip, rate = clips[number], pipeline.sample_rate
    recording = read_audio(clip.path, rate)[: round(LONGEST_SECONDS * rate)]
    ways = _ways(pipeline, clip)
    source = list(ways)[number % len(ways)]
    lender = _lender(clips, number, same=source != "another voice")
    voice = pipeline.encode_prompt(lender.path, PROMPT_SECONDS)
    kept = pipeline.decode_audio(pipeline.codec.encode(recording[None].to(pipeline.device)))
    generated = ways[source](pipeline, recording, voice, number)
    made = {"recording": recording, "codec": kept[: len(recording)], source: generated}
    for name, waveform in made.items():
        yield Sound(resample(waveform, rate, SAMPLE_RATE), name)


def heard_imitations(
    data: Path, cache: Path, checkpoint: str | Path = WORKSHOP, counts: Mapping[str, int] = COUNTS
) -> Path:
    """Imitate clips of both splits of a manifest and let the models say of every sound what they have to say.

    Half of the sounds carry the watermark, whether generated or not. Nothing but `features` is kept; made
    anew for every checkpoint, schedule and manifest, and gone on with where it was killed.

    Returns:
        A folder with a file SPLIT-NUMBER.npz a clip: float [sounds, features], bool [sounds] `generated`.

    Raises:
        CheckpointError, ManifestError: when the models or the manifest cannot be used.
        FileError: when the disk is full.
    """
    weights, recorded = checkpoint_folder(checkpoint), {split: read_manifest(data, split) for split in SPLITS}
    folder = cache / imitations_of(data, weights)
    folder.mkdir(parents=True, exist_ok=True)
    pipeline: SoundStormPipeline | None = None
    for split in SPLITS:
        clips = imitable(recorded[split])
        for number in tqdm(range(min(counts[split], len(clips))), desc=f"imitating, {split}", unit="clip"):

            def make(place: Path, clips: Sequence[Clip] = clips, number: int = number) -> None:
                nonlocal pipeline
                pipeline = pipeline or SoundStormPipeline.from_pretrained(weights, watermark=False)
                np.savez(place, **_hear(pipeline, clips, number))

            try:
                read_or_make(folder / f"{split}-{number}.npz", _whole, make)
            except (CheckpointError, FileError):
                raise
            except UserError:
                continue  # there are other clips
    return folder


def imitations_of(data: Path, checkpoint: str | Path) -> str:
    """The name of their folder: by all weights of a checkpoint, how it decodes, and by what is imitated.

    Raises:
        CheckpointError, ManifestError: when the models or the manifest cannot be used.
    """
    read_manifest(data, SPLITS[0])
    digest = hashlib.sha256((data / "manifest.tsv").read_bytes())
    digest.update(repr(Schedule()).encode())
    for file in sorted(checkpoint_folder(checkpoint).rglob("*.safetensors")):
        if file.parent.name != "classifier":
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return f"imitated-{digest.hexdigest()[:16]}"


def _whole(file: Path) -> list[np.ndarray]:
    with np.load(file) as heard:
        return [heard[name] for name in ("features", "generated")]


def _hear(pipeline: SoundStormPipeline, clips: Sequence[Clip], number: int) -> dict[str, np.ndarray]:
    """What the models say of a clip's sounds, as they are and on their way through the world."""
    rng = np.random.default_rng(number)
    models = pipeline.codec, pipeline.semantic, pipeline.storm
    heard, generated = [], []
    for sound in imitate(pipeline, clips, number):
        for hearing in range(HEARINGS):
            waveform = sound.waveform
            if rng.random() < MARKED:
                waveform = load_watermark().mark(waveform, SAMPLE_RATE)
            if hearing:
                waveform = CHANGES[rng.choice(sorted(CHANGES))](_cut(waveform, rng))
            heard.append(features(*models, waveform, SAMPLE_RATE).numpy())
            generated.append(sound.source not in RECORDED)
    return {"features": np.stack(heard), "generated": np.array(generated)}


def _cut(waveform: Tensor, rng: np.random.Generator) -> Tensor:
    """A piece of chance length at a chance place."""
    shortest = min(len(waveform), round(SHORTEST_SECONDS * SAMPLE_RATE))
    length = int(rng.integers(shortest, len(waveform) + 1))
    start = int(rng.integers(len(waveform) - length + 1))
    return waveform[start : start + length]


def _ways(
    pipeline: SoundStormPipeline, clip: Clip
) -> dict[str, Callable[[SoundStormPipeline, Tensor, VoicePrompt, int], Tensor]]:
    """How speech can be generated from a clip, by name."""
    ways = {"own voice": _convert, "another voice": _convert}
    if clip.transcript and clip.seconds <= LONGEST_SECONDS:
        ways["text"] = lambda pipeline, _, voice, seed: pipeline(clip.transcript, voice, seed).waveform
    if pipeline.audiolm is not None and pipeline.audiolm.speaks:
        ways["AudioLM"] = _one_by_one
    return ways


def _convert(pipeline: SoundStormPipeline, recording: Tensor, voice: VoicePrompt, seed: int) -> Tensor:
    return finish(pipeline.convert(recording, voice, seed)).waveform


def _one_by_one(pipeline: SoundStormPipeline, recording: Tensor, voice: VoicePrompt, seed: int) -> Tensor:
    """By AudioLM's stages, after the prompt."""
    spoken = pipeline.semantic_tokens(recording[: round(SLOW_SECONDS * pipeline.sample_rate)])
    semantic = torch.cat([voice.semantic, spoken], dim=1)[0]
    codes = required_acoustic(pipeline).generate(semantic, voice.codes[0], seed)
    return pipeline.decode_audio(codes[None], voice.codes.shape[2])


def _lender(clips: Sequence[Clip], number: int, same: bool) -> Clip:
    """The next clip of the same speaker, or of another.

    Raises:
        UserError: when there is none.
    """
    speaker = clips[number].speaker
    for step in range(1, len(clips)):
        clip = clips[(number + step) % len(clips)]
        if (clip.speaker == speaker) == same:
            return clip
    raise UserError("There is no other clip to lend its voice.")
