"""Recipe of the classifier: was this generated, or recorded? It learns from what the models say of both."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from accelerate.utils import set_seed
from torch import Tensor, nn

from soundstorm.errors import ManifestError
from soundstorm.safety.classifier import Classifier, ClassifierConfig
from soundstorm.training.folder import check_run, origin_of
from soundstorm.training.loop import SEED, LoopSettings, device_of
from soundstorm.training.loop import train as run_loop


class ClassifierRecipe:
    def __init__(self, heard: Path, batch_size: int) -> None:
        self.train, self.valid = (read_heard(heard, split) for split in ("train", "valid"))
        features, _ = self.train
        self.model = Classifier(ClassifierConfig(features.shape[1]))
        self.model.usual.copy_(features.mean(dim=0))
        self.model.spread.copy_(features.std(dim=0).clamp_min(1e-6))
        self.networks: Mapping[str, nn.Module] = {"classifier": self.model}
        self.batch_size = batch_size

    def batch(self, rng: np.random.Generator, step: int) -> dict[str, Tensor]:
        """As many sounds of both kinds."""
        features, generated = self.train
        rows = [
            rng.choice(np.flatnonzero(generated.numpy() == kind), self.batch_size // 2)
            for kind in (True, False)
        ]
        chosen = torch.from_numpy(np.concatenate(rows))
        return {"features": features[chosen], "generated": generated[chosen].float()}

    def phases(self, step: int) -> tuple[str, ...]:
        return ("classifier",)

    def loss(
        self, network: str, networks: Mapping[str, nn.Module], batch: dict[str, Tensor], step: int
    ) -> tuple[Tensor, dict[str, float | Tensor]]:
        odds, generated = networks[network](batch["features"]).float(), batch["generated"]
        loss = nn.functional.binary_cross_entropy_with_logits(odds, generated)
        return loss, {"loss": loss.detach(), "accuracy": ((odds > 0) == generated.bool()).float().mean()}

    @torch.inference_mode()
    def validate(self, model: nn.Module) -> dict[str, float]:
        """On sounds of unseen speakers, each kind as heavy as the other."""
        features, generated = self.valid
        told = model(features.to(device_of(model))).cpu() > 0
        shares = {
            "found": float(told[generated].float().mean()),
            "spared": float((~told[~generated]).float().mean()),
        }
        return shares | {"accuracy": sum(shares.values()) / 2}


def read_heard(folder: Path, split: str) -> tuple[Tensor, Tensor]:
    """What `imitation.heard_imitations` wrote of a split: float [sounds, features], bool [sounds].

    Raises:
        ManifestError: when there is nothing, or something damaged.
    """
    files = sorted(folder.glob(f"{split}-*.npz"), key=lambda file: int(file.stem.split("-")[1]))
    if not files:
        raise ManifestError(
            f"The classifier needs clips of 3 s, two of a speaker, in the split {split}: add some."
        )
    parts = []
    for file in files:
        try:
            with np.load(file) as sounds:
                parts.append((sounds["features"], sounds["generated"]))
        except Exception as broken:  # of damaged bytes libraries say all kinds of things
            raise ManifestError(f"{file} is damaged: delete it and train again.") from broken
    features, generated = (np.concatenate(kind) for kind in zip(*parts, strict=True))
    return torch.from_numpy(features).float(), torch.from_numpy(generated)


def train(
    data: Path,
    run: Path,
    resume: bool = False,
    steps: int | None = None,
    batch_size: int = 64,
    learning_rate: float | None = None,
) -> Path:
    """Train the classifier on what `imitation.heard_imitations` wrote; returns the folder of its weights.

    Args:
        steps, learning_rate: see `LoopSettings.of_run`.
    """
    # the folder is named by what was imitated and by which models
    origin = origin_of(data, {}, heard=data.name, batch_size=batch_size)
    check_run(run, origin, resume)
    usual = LoopSettings(steps=1_000, learning_rate=3e-3, warmup_steps=20, ema_decay=0.99, log_every=100)
    settings = usual.of_run(run, resume, steps, learning_rate)
    set_seed(SEED)
    return run_loop(ClassifierRecipe(data, batch_size), settings, run, resume, origin=origin)
