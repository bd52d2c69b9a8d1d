"""Recipe of the semantic tokenizer: CTC on phonemes and the tune, from what Whisper's encoder hears."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from accelerate.utils import set_seed
from torch import Tensor, nn
from tqdm import tqdm

from soundstorm.corpus import (
    NON_NATIVE,
    SPLITS,
    Clip,
    as_other_voices,
    is_full_band,
    is_transcribed,
    read_manifest,
)
from soundstorm.semantic.tokenizer import Readings, WhisperTokenizer, WhisperTokenizerConfig
from soundstorm.semantic.tune import tune_of
from soundstorm.semantic.whisper import load_whisper_encoder
from soundstorm.text.distance import edit_distance
from soundstorm.text.phonemes import phoneme_ids, phonemize
from soundstorm.training.data import LengthBuckets, PreparedAudio
from soundstorm.training.features import PreparedFeatures
from soundstorm.training.folder import check_run, origin_of
from soundstorm.training.heard import check_transcribed
from soundstorm.training.loop import SEED, LoopSettings, device_of
from soundstorm.training.loop import train as run_loop
from soundstorm.training.processes import one_process_first

AUXILIARY_WEIGHT = 0.3  # of the phonemes before the tokens
TUNE_WEIGHT = 0.3
SPAN_FRAMES = 15  # longest stretch of features that is hidden


@dataclass(frozen=True)
class HeardClip:
    """clip: where its features are; phonemes: int64 [L]; tune: float [S, 3]."""

    features: PreparedFeatures
    clip: int
    phonemes: Tensor
    tune: Tensor

    def __len__(self) -> int:
        return len(self.tune)


def prepared(
    clips: Sequence[Clip], cache: Path, tokenizer: WhisperTokenizer, disturbed: bool
) -> list[HeardClip]:
    """The transcribed ones of `clips`, with their features, phonemes and tune."""
    token = tokenizer.samples_per_token
    audio = PreparedAudio(clips, cache, tokenizer.sample_rate, multiple=token)
    features = PreparedFeatures(audio, cache, tokenizer.whisper, disturbed)
    return [
        HeardClip(
            features,
            index,
            torch.tensor(phoneme_ids(phonemize(clip.transcript)), dtype=torch.long),
            tune_of(audio.waveform(index), audio.sample_rate, token),
        )
        for index, clip in enumerate(tqdm(audio.clips, desc="tunes", unit="clip"))
        if is_transcribed(clip)
    ]


class SemanticRecipe:
    def __init__(
        self,
        data: Path,
        cache: Path,
        encoder: str | Path,
        config: WhisperTokenizerConfig,
        batch_seconds: float,
        tune_weight: float,
    ) -> None:
        self.model = WhisperTokenizer(config)
        self.model.whisper = load_whisper_encoder(encoder, config.encoder).requires_grad_(False)
        self.networks: Mapping[str, nn.Module] = {"semantic": self.model}
        self.tune_weight = tune_weight
        self.frames_per_token = config.frames_per_token
        clips, self.valid_clips = (read_manifest(data, split) for split in SPLITS)
        check_transcribed(clips, self.valid_clips)
        others = as_other_voices([clip for clip in clips if is_full_band(clip)])
        self.clips = [
            *prepared(clips, cache, self.model, disturbed=False),
            *(prepared(others, cache, self.model, disturbed=True) if others else ()),
        ]
        self.valid = prepared(self.valid_clips, cache, self.model, disturbed=False)
        self.batch_tokens = int(batch_seconds * config.sample_rate / self.model.samples_per_token)
        self.buckets = LengthBuckets([len(clip) for clip in self.clips])

    def batch(self, rng: np.random.Generator, step: int) -> dict[str, Tensor]:
        chosen = [self.clips[index] for index in self.buckets.draw(rng, self.batch_tokens)]
        return collate(chosen, [hide_spans(clip.features.of(clip.clip), rng) for clip in chosen])

    def phases(self, step: int) -> tuple[str, ...]:
        return ("semantic",)

    def loss(
        self, network: str, networks: Mapping[str, nn.Module], batch: dict[str, Tensor], step: int
    ) -> tuple[Tensor, dict[str, float | Tensor]]:
        readings: Readings = networks[network](batch["features"], batch["tokens"])
        through_tokens, auxiliary = (
            _ctc(logits, batch) for logits in (readings.phonemes, readings.auxiliary)
        )
        tune = tune_loss(readings.tune, batch)
        loss = through_tokens + AUXILIARY_WEIGHT * auxiliary + self.tune_weight * tune
        figures = {"ctc": through_tokens.detach(), "auxiliary_ctc": auxiliary.detach(), "tune": tune.detach()}
        return loss, figures

    @torch.no_grad()
    def validate(self, model: nn.Module) -> dict[str, float]:
        """Phoneme error rate through the tokens, native and not; how much of the pitch they keep."""
        errors = {"native": [0, 0], "non_native": [0, 0]}
        told, true = [], []
        for clip in self.valid:
            features = clip.features.of(clip.clip)[None].to(device_of(model))
            semantic = model.tokens(features)
            heard, said = model.recognise_tokens(semantic)[0], clip.phonemes.tolist()
            group = "non_native" if self.valid_clips[clip.clip].corpus in NON_NATIVE else "native"
            errors[group][0] += edit_distance(said, heard)
            errors[group][1] += len(said)
            voiced = clip.tune[:, 1] > 0
            told.append(model.tune(semantic)[0, :, 0].cpu()[voiced])
            true.append(clip.tune[voiced, 0])
        pitch = torch.corrcoef(torch.stack([torch.cat(told), torch.cat(true).clamp(-1, 1)]))[0, 1]
        return {
            f"phoneme_error_rate_{group}": wrong / all_ for group, (wrong, all_) in errors.items() if all_
        } | {"pitch_correlation": float(pitch)}


def collate(clips: Sequence[HeardClip], features: Sequence[Tensor]) -> dict[str, Tensor]:
    """Clips padded to one batch; their features are given."""
    return {
        "features": nn.utils.rnn.pad_sequence(features, batch_first=True),
        "tokens": torch.tensor([len(clip) for clip in clips]),
        "targets": nn.utils.rnn.pad_sequence([clip.phonemes for clip in clips], batch_first=True),
        "target_lengths": torch.tensor([len(clip.phonemes) for clip in clips]),
        "tune": nn.utils.rnn.pad_sequence([clip.tune for clip in clips], batch_first=True),
    }


def hide_spans(features: Tensor, rng: np.random.Generator) -> Tensor:
    """Features [F, width] with some stretches of time set to zero (SpecAugment, Park et al. 2019)."""
    features = features.clone()
    for _ in range(rng.integers(0, 2 + len(features) // 100)):
        width, start = rng.integers(1, SPAN_FRAMES + 1), rng.integers(0, max(1, len(features) - SPAN_FRAMES))
        features[start : start + width] = 0
    return features


def _ctc(logits: Tensor, batch: dict[str, Tensor]) -> Tensor:
    """CTC loss a phoneme."""
    loss = nn.functional.ctc_loss(
        logits.float().log_softmax(dim=2).transpose(0, 1),
        batch["targets"],
        batch["tokens"],
        batch["target_lengths"],
        reduction="sum",
        zero_infinity=True,
    )
    return loss / batch["target_lengths"].sum()


def tune_loss(told: Tensor, batch: dict[str, Tensor]) -> Tensor:
    """How far the tune [B, S, 3] that was read is from the true one: pitch where voiced, voicing, energy."""
    real = torch.arange(told.shape[1], device=told.device) < batch["tokens"][:, None]
    told, true = told.float()[real], batch["tune"][real]
    voiced = true[:, 1] > 0
    # octave mistakes of the pitch tracker must not count as such
    pitch = nn.functional.smooth_l1_loss(told[voiced, 0], true[voiced, 0].clamp(-1, 1), beta=0.1)
    voicing = nn.functional.binary_cross_entropy_with_logits(told[:, 1], true[:, 1])
    energy = nn.functional.smooth_l1_loss(told[:, 2], true[:, 2], beta=0.1)
    return 4 * pitch + voicing + energy


def train(
    data: Path,
    run: Path,
    encoder: str | Path = "openai/whisper-base",
    resume: bool = False,
    steps: int | None = None,
    batch_seconds: float = 120.0,
    learning_rate: float | None = None,
    tune_weight: float = TUNE_WEIGHT,
) -> Path:
    """Train the tokenizer on the transcribed clips of the manifest in `data`; returns its folder.

    Args:
        encoder: folder or Hub id of a Whisper of the base size, whose encoder it begins with and keeps.
        steps, learning_rate: see `LoopSettings.of_run`.
        tune_weight: of the tune beside the phonemes.
    """
    # of an encoder that may have to be downloaded only the name is known here
    options = {} if Path(encoder).is_dir() else {"encoder": str(encoder)}
    files = {"encoder": Path(encoder)} if Path(encoder).is_dir() else {}
    origin = origin_of(data, files, batch_seconds=batch_seconds, tune_weight=tune_weight, **options)
    check_run(run, origin, resume)
    usual = LoopSettings(steps=1_500, decay_share=0.6, ema_decay=0.99, gradient_clip=5.0)
    settings = usual.of_run(run, resume, steps, learning_rate)
    set_seed(SEED)
    with one_process_first():
        recipe = SemanticRecipe(
            data, run.parent / "prepared", encoder, WhisperTokenizerConfig(), batch_seconds, tune_weight
        )
    return run_loop(recipe, settings, run, resume, validate_every=200, origin=origin)
