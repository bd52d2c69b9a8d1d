"""Recipe of the SPEAR-TTS stage: semantic tokens of transcribed clips, aligned with their phonemes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from accelerate.utils import set_seed
from torch import Tensor, nn
from tqdm import tqdm

from soundstorm.checkpoint import load_pretrained
from soundstorm.corpus import SPLITS, Clip, as_other_voices, is_full_band, is_transcribed, read_manifest
from soundstorm.errors import AudioError, ManifestError
from soundstorm.nn.precision import has_fast_bfloat16
from soundstorm.semantic.tokenizer import WhisperTokenizer
from soundstorm.text.model import TextToSemantic, TextToSemanticConfig
from soundstorm.text.phonemes import PHONEMES
from soundstorm.training.alignment import LONGEST_EDGE, AlignedClip, align, in_turns
from soundstorm.training.data import LengthBuckets, PreparedAudio
from soundstorm.training.features import PreparedFeatures
from soundstorm.training.folder import check_run, origin_of
from soundstorm.training.heard import check_transcribed, with_heard
from soundstorm.training.loop import SEED, LoopSettings, device_of, start_from_weights, weights_folder
from soundstorm.training.loop import train as run_loop
from soundstorm.training.processes import one_process_first

PROMPTED_SHARE = 0.5  # of the examples begin with tokens whose transcript the model does not see
FORGOTTEN_SHARE = 0.1  # of the tokens it hears are replaced, so that its own mistakes do not derail it
TURNS_SHARE = 0.2  # of the batches are clips joined to turns
TURNS = (2, 3, 4)
NO_TARGET = -100


class TextRecipe:
    def __init__(
        self,
        data: Path,
        cache: Path,
        semantic_folder: Path,
        config: TextToSemanticConfig,
        batch_tokens: int,
        start: Path | None = None,
        heard: Path | None = None,
    ) -> None:
        tokenizer = load_pretrained(WhisperTokenizer, semantic_folder)
        self.config = replace(config, semantic_size=tokenizer.codebook_size)
        self.model = TextToSemantic(self.config)
        if start:
            start_from_weights(self.model, start)
        self.networks: Mapping[str, nn.Module] = {"text": self.model}
        splits = [with_heard(read_manifest(data, split), data, heard) for split in SPLITS]
        check_transcribed(*splits)
        # every voice also as another: with the recordings alone the loss on unseen speakers rose
        others = as_other_voices([clip for clip in splits[0] if is_full_band(clip)])
        self.clips, self.valid = (align_clips(tokenizer, clips, cache) for clips in splits)
        if others:
            self.clips += align_clips(tokenizer, others, cache, disturbed=True)
        if not (self.clips and self.valid):
            raise ManifestError(
                "In one of the manifest's splits every clip is too short for its transcript: check them."
            )
        self.batch_tokens = batch_tokens
        self.edge = int(LONGEST_EDGE * tokenizer.sample_rate / tokenizer.samples_per_token)
        self.buckets = LengthBuckets([len(clip.semantic) for clip in self.clips])

    def batch(self, rng: np.random.Generator, step: int) -> dict[str, Tensor]:
        # of joined clips, the first ones are of one length, the second ones of another
        turns = int(rng.choice(TURNS)) if rng.random() < TURNS_SHARE else 1
        drawn = [self.buckets.draw(rng, self.batch_tokens // turns) for _ in range(turns)]
        chosen = [
            in_turns([self.clips[index] for index in clips], rng, self.edge)
            for clips in zip(*drawn, strict=False)
        ]
        return collate([example(clip, rng, self.config) for clip in chosen])

    def phases(self, step: int) -> tuple[str, ...]:
        return ("text",)

    def loss(
        self, network: str, networks: Mapping[str, nn.Module], batch: dict[str, Tensor], step: int
    ) -> tuple[Tensor, dict[str, float | Tensor]]:
        advance_logits, semantic_logits = networks[network](
            batch["symbols"], batch["word_starts"], batch["heard"], batch["position"]
        )
        semantic = nn.functional.cross_entropy(
            semantic_logits.float().flatten(0, 1), batch["semantic"].flatten(), ignore_index=NO_TARGET
        )
        decided = batch["advance"] != NO_TARGET
        advance = nn.functional.binary_cross_entropy_with_logits(
            advance_logits[decided].float(), batch["advance"][decided].float()
        )
        return semantic + advance, {"semantic": semantic.detach(), "advance": advance.detach()}

    @torch.no_grad()
    def validate(self, model: nn.Module) -> dict[str, float]:
        """Both losses on the valid split."""
        rng = np.random.default_rng(0)
        totals = {"semantic": 0.0, "advance": 0.0}
        groups = [self.valid[index : index + 10] for index in range(0, len(self.valid), 10)]
        for clips in groups:
            batch = collate([example(clip, rng, self.config, forget=0.0) for clip in clips])
            batch = {name: tensor.to(device_of(model)) for name, tensor in batch.items()}
            device = device_of(model)
            with torch.autocast(device.type, torch.bfloat16, enabled=has_fast_bfloat16(device)):
                for name, value in self.loss("text", {"text": model}, batch, 0)[1].items():
                    totals[name] += float(value) / len(groups)
        return totals


def align_clips(
    tokenizer: WhisperTokenizer, clips: Sequence[Clip], cache: Path, disturbed: bool = False
) -> list[AlignedClip]:
    """Tokenize and align every transcribed clip; those too short for their transcript are left out.

    disturbed: as in `PreparedFeatures`.
    """
    audio = PreparedAudio(clips, cache, tokenizer.sample_rate, multiple=tokenizer.samples_per_token)
    features = PreparedFeatures(audio, cache, tokenizer.whisper, disturbed)
    aligned = []
    for index, clip in enumerate(tqdm(audio.clips, desc="aligning", unit="clip")):
        if not is_transcribed(clip):
            continue
        try:
            aligned.append(align(tokenizer, features.of(index), audio.waveform(index), clip.transcript))
        except AudioError:
            continue
    return aligned


def example(
    clip: AlignedClip, rng: np.random.Generator, config: TextToSemanticConfig, forget: float = FORGOTTEN_SHARE
) -> dict[str, Tensor]:
    """One training example, with a prompt of random length cut off where a phoneme begins, or without."""
    begins = torch.nonzero(clip.alignment.diff(prepend=clip.alignment[:1] - 1))[:, 0]
    begins = begins[clip.symbols[clip.alignment[begins]] <= len(PHONEMES)]
    prompted = rng.random() < PROMPTED_SHARE and len(begins) > 4
    cut = int(begins[rng.integers(1, len(begins) * 3 // 4)]) if prompted else 0
    first = int(clip.alignment[cut])
    position = clip.alignment - first + 1
    position[:cut] = 0
    # before the first token: the prompt, or nothing; after the last one: past the end
    before = torch.cat([position.new_zeros(1), position])
    end = torch.cat([position, position[-1:] + 1])
    advance = end - before
    advance[: cut + 1] = NO_TARGET  # reading starts with the first phoneme: nothing to decide
    heard = torch.cat([torch.tensor([config.begin_id]), clip.semantic])
    forgotten = torch.from_numpy(rng.random(len(heard)) < forget)
    heard = torch.where(forgotten, torch.from_numpy(rng.integers(0, config.semantic_size, len(heard))), heard)
    return {
        "symbols": clip.symbols[first:],
        "word_starts": clip.word_starts[first:],
        "heard": heard,
        # the step after the last token only decides to end: it reads where the last token did
        "position": torch.cat([before, position[-1:]]),
        "semantic": torch.cat([clip.semantic, torch.tensor([NO_TARGET])]),
        "advance": advance,
    }


def collate(examples: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """Pad examples to one batch."""
    padding = {"semantic": NO_TARGET, "advance": NO_TARGET}
    return {
        name: nn.utils.rnn.pad_sequence([one[name] for one in examples], True, padding.get(name, 0))
        for name in examples[0]
    }


def train(
    data: Path,
    run: Path,
    semantic: Path,
    resume: bool = False,
    steps: int | None = None,
    batch_tokens: int = 4_000,
    learning_rate: float | None = None,
    start: Path | None = None,
    heard: Path | None = None,
) -> Path:
    """Train on the transcribed clips of the manifest in `data`; returns the folder of the weights.

    Args:
        semantic: run of the trained semantic tokenizer, or folder of its weights; it also aligns phonemes.
        steps, learning_rate: see `LoopSettings.of_run`.
        start: run or folder of the weights to begin with; None for new ones.
        heard: what a recogniser heard in the clips (`training.heard`): transcripts for those that have none,
            punctuation for those in capitals.
    """
    semantic, start = weights_folder(semantic), weights_folder(start) if start else None
    files = {"semantic": semantic, "start": start, "heard": heard}
    origin = origin_of(data, files, batch_tokens=batch_tokens)
    check_run(run, origin, resume)
    usual = LoopSettings(steps=2_500, learning_rate=8e-4)
    settings = usual.of_run(run, resume, steps, learning_rate)
    set_seed(SEED)
    with one_process_first():
        recipe = TextRecipe(
            data,
            run.parent / "prepared",
            semantic,
            TextToSemanticConfig(),
            batch_tokens,
            start,
            heard,
        )
    return run_loop(recipe, settings, run, resume, validate_every=250, origin=origin)
