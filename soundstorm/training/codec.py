"""Recipe of the codec: reconstruction first, then discriminators (SoundStream, section III-E)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from accelerate.utils import set_seed
from torch import Tensor, nn

from soundstorm.codec.discriminators import (
    MultiResolutionDiscriminator,
    adversarial_losses,
    discriminator_loss,
)
from soundstorm.codec.losses import SpectralLoss
from soundstorm.codec.model import SoundStream, SoundStreamConfig
from soundstorm.training.data import PreparedAudio, draw_crops, is_full_band, read_manifest
from soundstorm.training.loop import SEED, LoopSettings, device_of
from soundstorm.training.loop import train as run_loop

MEL_WEIGHT, MAGNITUDE_WEIGHT, PHASE_WEIGHT = 15.0, 30.0, 20.0
COMMITMENT_WEIGHT, ADVERSARIAL_WEIGHT, FEATURE_WEIGHT = 1.0, 1.0, 2.0


class CodecRecipe:
    def __init__(
        self,
        data: Path,
        cache: Path,
        config: SoundStreamConfig,
        batch_size: int,
        seconds: float,
        warmup_steps: int,
        adversarial_from: int,
    ) -> None:
        self.config = config
        self.batch_size, self.samples = batch_size, int(seconds * config.sample_rate)
        self.warmup_steps, self.adversarial_from = warmup_steps, adversarial_from
        self.model = SoundStream(config)
        self.networks: Mapping[str, nn.Module] = {
            "codec": self.model,
            "discriminator": MultiResolutionDiscriminator(),
        }
        self.spectral = SpectralLoss(config.sample_rate)
        self.audio, self.valid = (
            PreparedAudio(read_manifest(data, split), cache, config.sample_rate).only(is_full_band)
            for split in ("train", "valid")
        )

    def batch(self, rng: np.random.Generator, step: int) -> dict[str, Tensor]:
        crops = draw_crops(self.audio, rng, self.batch_size, self.samples)
        waveform = torch.stack([self.audio.waveform(clip, start, self.samples) for clip, start in crops])
        gain = 10 ** (torch.from_numpy(rng.uniform(-12, 3, (self.batch_size, 1))).float() / 20)
        full = rng.random(self.batch_size) < 0.5
        levels = np.where(full, self.config.levels, rng.integers(1, self.config.levels + 1, self.batch_size))
        return {"waveform": (waveform * gain).clamp(-1, 1), "levels": torch.from_numpy(levels)}

    def phases(self, step: int) -> tuple[str, ...]:
        return ("codec",) if step < self.adversarial_from else ("codec", "discriminator")

    def loss(
        self, network: str, networks: Mapping[str, nn.Module], batch: dict[str, Tensor], step: int
    ) -> tuple[Tensor, dict[str, float | Tensor]]:
        waveform = batch["waveform"]
        if network == "discriminator":
            crop = self._crop(step)
            fake = batch["reconstruction"][:, crop]
            loss = discriminator_loss(networks["discriminator"], waveform[:, crop], fake)
            return loss, {"discriminator": loss.detach()}
        if step == self.warmup_steps:
            self._initialise_codebooks()
        levels = batch["levels"] if step >= self.warmup_steps else None
        reconstruction, quantized = networks["codec"](waveform, levels)
        with torch.autocast(waveform.device.type, enabled=False):
            mel, magnitude, phase = self.spectral.to(waveform.device)(reconstruction, waveform)
        loss = MEL_WEIGHT * mel + MAGNITUDE_WEIGHT * magnitude + PHASE_WEIGHT * phase
        figures: dict[str, float | Tensor] = {
            "mel": mel.detach(),
            "magnitude": magnitude.detach(),
            "phase": phase.detach(),
        }
        if quantized is not None:
            loss = loss + COMMITMENT_WEIGHT * quantized.commitment
            figures["commitment"] = quantized.commitment.detach()
            figures["level_1_codes_in_batch"] = quantized.codes[:, 0].unique().numel()
        if step >= self.adversarial_from:
            crop = self._crop(step)
            adversarial, features = adversarial_losses(
                networks["discriminator"], waveform[:, crop], reconstruction[:, crop]
            )
            loss = loss + ADVERSARIAL_WEIGHT * adversarial + FEATURE_WEIGHT * features
            figures |= {"adversarial": adversarial.detach(), "features": features.detach()}
            batch["reconstruction"] = reconstruction.detach()  # for the discriminator's turn, next
        return loss, figures

    def _crop(self, step: int) -> slice:
        """Half of the samples, another half at every step: discriminators cost more than the codec."""
        start = np.random.default_rng(step).integers(0, self.samples // 2 + 1)
        return slice(start, start + self.samples // 2)

    @torch.no_grad()
    def _initialise_codebooks(self) -> None:
        rng = np.random.default_rng(0)
        waveforms = [self.batch(rng, 0)["waveform"].to(device_of(self.model)) for _ in range(16)]
        latents = [self.model.latents(waveform).float().flatten(0, 1) for waveform in waveforms]
        self.model.quantizer.initialise(torch.cat(latents))

    @torch.no_grad()
    def validate(self, model: nn.Module) -> dict[str, float]:
        """Spectral distances on two seconds of valid clips, at 1, 2, 4 and all levels."""
        clips = range(0, len(self.valid), 6)
        waveform = torch.stack([self.valid.waveform(clip, 8000, 32_000) for clip in clips])
        waveform = waveform.to(device_of(model))
        spectral = self.spectral.to(waveform.device)
        figures = {}
        codes = model.encode(waveform)
        for levels in sorted({1, 2, 4, self.config.levels}):
            distances = spectral(model.decode(codes[:, :levels]), waveform)
            for name, distance in zip(("mel", "magnitude", "phase"), distances, strict=True):
                figures[f"{name}_{levels}"] = float(distance)
        for level in (0, self.config.levels - 1):
            figures[f"codes_used_{level + 1}"] = codes[:, level].unique().numel()
        return figures


def train(
    data: Path,
    run: Path,
    resume: bool = False,
    steps: int = 6_000,
    batch_size: int = 16,
    seconds: float = 1.0,
    warmup_steps: int = 300,
    adversarial_from: int | None = None,
    learning_rate: float = 1e-3,
) -> Path:
    """Train the codec on the manifest in `data`; returns the folder of its weights.

    Args:
        warmup_steps: steps without quantizer, before its k-means initialisation.
        adversarial_from: first step with discriminators; None for the last three tenths.
    """
    set_seed(SEED)
    recipe = CodecRecipe(
        data,
        run.parent / "prepared",
        SoundStreamConfig(),
        batch_size,
        seconds,
        warmup_steps,
        adversarial_from if adversarial_from is not None else round(0.7 * steps),
    )
    settings = LoopSettings(steps=steps, learning_rate=learning_rate, muon_learning_rate=2 * learning_rate)
    return run_loop(recipe, settings, run, resume)
