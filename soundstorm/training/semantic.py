"""Recipe of the semantic tokenizer: CTC on phonemes, with every voice disguised in many ways."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from accelerate.utils import set_seed
from torch import Tensor, nn

from soundstorm.semantic.model import LogMel, SemanticTokenizer, SemanticTokenizerConfig
from soundstorm.text.distance import edit_distance
from soundstorm.text.phonemes import phoneme_ids, phonemize
from soundstorm.training.data import NON_NATIVE, LengthBuckets, PreparedAudio, is_transcribed, read_manifest
from soundstorm.training.loop import SEED, LoopSettings, device_of
from soundstorm.training.loop import train as run_loop

AUXILIARY_WEIGHT = 0.3


class SemanticRecipe:
    def __init__(
        self, data: Path, cache: Path, config: SemanticTokenizerConfig, batch_seconds: float
    ) -> None:
        self.model = SemanticTokenizer(config)
        self.log_mel = LogMel(config)  # batches are made on the CPU, wherever the model is
        self.networks: Mapping[str, nn.Module] = {"semantic": self.model}
        self.audio, self.valid = (
            PreparedAudio(read_manifest(data, split), cache, config.sample_rate).only(is_transcribed)
            for split in ("train", "valid")
        )
        self.phonemes = [phoneme_ids(phonemize(clip.transcript)) for clip in self.audio.clips]
        self.valid_phonemes = [phoneme_ids(phonemize(clip.transcript)) for clip in self.valid.clips]
        self.batch_samples = int(batch_seconds * config.sample_rate)
        self.buckets = LengthBuckets(self.audio.ends - self.audio.starts)

    def batch(self, rng: np.random.Generator, step: int) -> dict[str, Tensor]:
        clips = self.buckets.draw(rng, self.batch_samples)
        log_mels = [augment(self.log_mel(self.audio.waveform(clip)[None])[0], rng) for clip in clips]
        targets = [torch.tensor(self.phonemes[clip]) for clip in clips]
        return {
            "log_mel": nn.utils.rnn.pad_sequence(log_mels, batch_first=True),
            "frames": torch.tensor([len(log_mel) for log_mel in log_mels]),
            "targets": nn.utils.rnn.pad_sequence(targets, batch_first=True),
            "target_lengths": torch.tensor([len(target) for target in targets]),
        }

    def phases(self, step: int) -> tuple[str, ...]:
        return ("semantic",)

    def loss(
        self, network: str, networks: Mapping[str, nn.Module], batch: dict[str, Tensor], step: int
    ) -> tuple[Tensor, dict[str, float | Tensor]]:
        logits, auxiliary_logits = networks[network](batch["log_mel"], batch["frames"])
        through_tokens, auxiliary = self._ctc(logits, batch), self._ctc(auxiliary_logits, batch)
        loss = (through_tokens + AUXILIARY_WEIGHT * auxiliary) / (1 + AUXILIARY_WEIGHT)
        return loss, {"ctc": through_tokens.detach(), "auxiliary_ctc": auxiliary.detach()}

    def _ctc(self, logits: Tensor, batch: dict[str, Tensor]) -> Tensor:
        """CTC loss a phoneme."""
        loss = nn.functional.ctc_loss(
            logits.float().log_softmax(dim=2).transpose(0, 1),
            batch["targets"],
            batch["frames"] // 4,
            batch["target_lengths"],
            reduction="sum",
            zero_infinity=True,
        )
        return loss / batch["target_lengths"].sum()

    def validate(self, model: nn.Module) -> dict[str, float]:
        """Phoneme error rate through the tokens, on native and on non-native speakers."""
        errors = {"native": [0, 0], "non_native": [0, 0]}
        for clip in range(0, len(self.valid), 4):
            waveform = self.valid.waveform(clip)[None].to(device_of(model))
            heard = model.recognise(waveform)[0]
            said = self.valid_phonemes[clip]
            group = "non_native" if self.valid.clips[clip].corpus in NON_NATIVE else "native"
            errors[group][0] += edit_distance(said, heard)
            errors[group][1] += len(said)
        return {
            f"phoneme_error_rate_{group}": wrong / max(1, all_) for group, (wrong, all_) in errors.items()
        }


def augment(log_mel: Tensor, rng: np.random.Generator) -> Tensor:
    """Disguise a voice: [F, mels] -> [F', mels], F' a multiple of 4.

    Speed 0.9 to 1.15 and a mel axis stretched by 0.87 to 1.15 (the length of the vocal tract), then
    SpecAugment (Park et al. 2019): up to two bands of mels and some stretches of time become the clip's mean.
    """
    frames, mels = log_mel.shape
    new_frames = max(4, round(frames / rng.uniform(0.9, 1.15) / 4) * 4)
    stretch = rng.uniform(0.87, 1.15)
    time = torch.linspace(-1, 1, new_frames)
    mel = (torch.linspace(0, 2, mels) * stretch).clamp(max=2) - 1
    grid = torch.stack(torch.meshgrid(time, mel, indexing="ij")[::-1], dim=-1)
    warped = nn.functional.grid_sample(log_mel[None, None], grid[None], align_corners=True)[0, 0]
    mean = warped.mean()
    for _ in range(rng.integers(0, 3)):
        width, start = rng.integers(1, 20), rng.integers(0, mels - 20)
        warped[:, start : start + width] = mean
    for _ in range(rng.integers(0, 1 + max(1, new_frames // 150))):
        width, start = rng.integers(1, 30), rng.integers(0, max(1, new_frames - 30))
        warped[start : start + width] = mean
    return warped


def train(
    data: Path,
    run: Path,
    resume: bool = False,
    steps: int = 1_700,
    batch_seconds: float = 140.0,
    learning_rate: float = 5e-4,
) -> Path:
    """Train the tokenizer on the transcribed clips of the manifest in `data`; returns its folder."""
    set_seed(SEED)
    recipe = SemanticRecipe(data, run.parent / "prepared", SemanticTokenizerConfig(), batch_seconds)
    settings = LoopSettings(
        steps=steps,
        learning_rate=learning_rate,
        muon_learning_rate=2 * learning_rate,
        decay_share=0.6,
        ema_decay=0.995,
        gradient_clip=5.0,
    )
    return run_loop(recipe, settings, run, resume, validate_every=250)
