"""Recipe of the codec: reconstruction first, then discriminators (SoundStream, section III-E)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from accelerate.utils import set_seed
from torch import Tensor, nn

from soundstorm.codec.discriminators import (
    SpectrogramDiscriminator,
    adversarial_losses,
    discriminator_loss,
)
from soundstorm.codec.losses import SpectrogramLoss
from soundstorm.codec.model import SoundStream, SoundStreamConfig
from soundstorm.corpus import is_full_band, read_manifest
from soundstorm.errors import UserError
from soundstorm.training.data import PreparedAudio, draw_crops
from soundstorm.training.folder import check_run, origin_of
from soundstorm.training.loop import SEED, LoopSettings, device_of
from soundstorm.training.loop import train as run_loop
from soundstorm.training.processes import one_process_first

MAGNITUDE_WEIGHT, MEL_WEIGHT = 40.0, 8.0
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
            "discriminator": SpectrogramDiscriminator(),
        }
        self.distances = SpectrogramLoss(config.sample_rate, config.n_fft)
        self.audio, self.valid = (
            PreparedAudio(read_manifest(data, split), cache, config.sample_rate, multiple=config.n_fft).only(
                is_full_band
            )
            for split in ("train", "valid")
        )

    def batch(self, rng: np.random.Generator, step: int) -> dict[str, Tensor]:
        crops = draw_crops(self.audio, rng, self.batch_size, self.samples)
        waveform = torch.stack([self.audio.waveform(clip, start, self.samples) for clip, start in crops])
        gain = 10 ** (torch.from_numpy(rng.uniform(-12, 3, (self.batch_size, 1))).float() / 20)
        full = rng.random(self.batch_size) < 0.5
        levels = np.where(
            full,
            self.config.levels,
            rng.integers(1, self.config.levels + 1, self.batch_size),
        )
        return {
            "waveform": (waveform * gain).clamp(-1, 1),
            "levels": torch.from_numpy(levels),
        }

    def phases(self, step: int) -> tuple[str, ...]:
        return ("codec",) if step < self.adversarial_from else ("codec", "discriminator")

    def loss(
        self,
        network: str,
        networks: Mapping[str, nn.Module],
        batch: dict[str, Tensor],
        step: int,
    ) -> tuple[Tensor, dict[str, float | Tensor]]:
        target = self.model.spectrogram(batch["waveform"])
        if network == "discriminator":
            crop = self._crop(step, target.shape[1])
            loss = discriminator_loss(networks["discriminator"], target[:, crop], batch["decoded"][:, crop])
            return loss, {"discriminator": loss.detach()}
        if step == self.warmup_steps:
            self._initialise_codebooks()
        levels = batch["levels"] if step >= self.warmup_steps else None
        decoded, quantized = networks["codec"](batch["waveform"], levels)
        with torch.autocast(target.device.type, enabled=False):
            magnitude, mel = self.distances.to(target.device)(decoded, target)
        loss = MAGNITUDE_WEIGHT * magnitude + MEL_WEIGHT * mel
        figures: dict[str, float | Tensor] = {
            "magnitude": magnitude.detach(),
            "mel": mel.detach(),
        }
        if quantized is not None:
            loss = loss + COMMITMENT_WEIGHT * quantized.commitment
            figures["commitment"] = quantized.commitment.detach()
            figures["level_1_codes_in_batch"] = quantized.codes[:, 0].unique().numel()
        if step >= self.adversarial_from:
            crop = self._crop(step, target.shape[1])
            adversarial, features = adversarial_losses(
                networks["discriminator"], target[:, crop], decoded[:, crop]
            )
            loss = loss + ADVERSARIAL_WEIGHT * adversarial + FEATURE_WEIGHT * features
            figures |= {
                "adversarial": adversarial.detach(),
                "features": features.detach(),
            }
            batch["decoded"] = decoded.detach()  # for the discriminator's turn, next
        return loss, figures

    def _crop(self, step: int, frames: int) -> slice:
        """Half of the frames, another half at every step: the discriminator costs more than the codec."""
        start = np.random.default_rng(step).integers(0, frames // 2 + 1)
        return slice(start, start + frames // 2)

    @torch.no_grad()
    def _initialise_codebooks(self) -> None:
        rng = np.random.default_rng(0)
        waveforms = [self.batch(rng, 0)["waveform"].to(device_of(self.model)) for _ in range(16)]
        latents = [self.model.latents(waveform).float().flatten(0, 1) for waveform in waveforms]
        self.model.quantizer.initialise(torch.cat(latents))

    @torch.no_grad()
    def validate(self, model: nn.Module) -> dict[str, float]:
        """Spectral distances on two seconds of valid clips, at 1, 2, 4 and all levels."""
        clips, second = range(0, len(self.valid), 6), self.config.sample_rate
        waveform = torch.stack([self.valid.waveform(clip, second // 2, 2 * second) for clip in clips])
        waveform = waveform.to(device_of(model))
        target, distances = (
            model.spectrogram(waveform),
            self.distances.to(waveform.device),
        )
        figures = {}
        codes = model.encode(waveform)
        for levels in sorted({1, 2, 4, self.config.levels}):
            decoded = model.decoded_spectrogram(model.quantizer.decode(codes[:, :levels]))
            magnitude, mel = distances(decoded, target)
            figures |= {
                f"magnitude_{levels}": float(magnitude),
                f"mel_{levels}": float(mel),
            }
        for level in (0, self.config.levels - 1):
            figures[f"codes_used_{level + 1}"] = codes[:, level].unique().numel()
        return figures


def train(
    data: Path,
    run: Path,
    resume: bool = False,
    steps: int | None = None,
    batch_size: int = 24,
    seconds: float = 1.0,
    warmup_steps: int = 300,
    adversarial_steps: int = 0,
    learning_rate: float | None = None,
) -> Path:
    """Train the codec on the manifest in `data`; returns the folder of its weights.

    Args:
        steps, learning_rate: see `LoopSettings.of_run`.
        warmup_steps: steps without quantizer, before its k-means initialisation.
        adversarial_steps: how many of the last steps train a discriminator too.

    Raises:
        UserError: when the steps end before the quantizer begins.
    """
    options = {"batch_size": batch_size, "seconds": seconds, "warmup_steps": warmup_steps}
    origin = origin_of(data, {}, **options, adversarial_steps=adversarial_steps)
    check_run(run, origin, resume)
    settings = LoopSettings(steps=4_000).of_run(run, resume, steps, learning_rate)
    if settings.steps <= warmup_steps:
        raise UserError(
            f"The codec's codebooks begin after {warmup_steps} steps: ask for more than that with --steps."
        )
    set_seed(SEED)
    with one_process_first():
        recipe = CodecRecipe(
            data,
            run.parent / "prepared",
            SoundStreamConfig(),
            batch_size,
            seconds,
            warmup_steps,
            settings.steps - adversarial_steps,
        )
    return run_loop(recipe, settings, run, resume, origin=origin)
