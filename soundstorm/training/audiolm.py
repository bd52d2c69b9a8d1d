"""Recipe of AudioLM's stages: the next token of stretches of tokenized speech (Borsos et al. 2022, IV-B)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from accelerate.utils import set_seed
from torch import Tensor, nn

from soundstorm.audiolm import TokenLanguageModel, coarse_stage, fine_stage, semantic_stage
from soundstorm.audiolm.stages import COARSE_LEVELS, CROP_SECONDS
from soundstorm.checkpoint import load_pretrained
from soundstorm.codec.model import SoundStream
from soundstorm.errors import UserError
from soundstorm.nn.precision import has_fast_bfloat16
from soundstorm.semantic.tokenizer import WhisperTokenizer
from soundstorm.training.loop import SEED, LoopSettings, device_of, one_process_first, weights_folder
from soundstorm.training.loop import train as run_loop
from soundstorm.training.tokens import TokenizedClips, tokenize_corpus

VALID_BATCHES = 6


class AudioLMRecipe:
    def __init__(
        self,
        data: Path,
        cache: Path,
        codec_folder: Path,
        semantic_folder: Path,
        stage: str,
        batch_seconds: float,
    ) -> None:
        codec = load_pretrained(SoundStream, codec_folder)
        tokenizer = load_pretrained(WhisperTokenizer, semantic_folder)
        self.config = {
            "semantic": semantic_stage(tokenizer.codebook_size),
            "coarse": coarse_stage(tokenizer.codebook_size, codec.codebook_size),
            "fine": fine_stage(codec.levels, codec.codebook_size),
        }[stage]
        self.stage, self.model = stage, TokenLanguageModel(self.config)
        self.networks: Mapping[str, nn.Module] = {stage: self.model}
        rate = tokenizer.sample_rate / tokenizer.samples_per_token
        self.length = round(CROP_SECONDS[stage] * rate)
        self.count = max(1, round(batch_seconds / CROP_SECONDS[stage]))
        self.clips, self.valid = tokenize_corpus(data, cache, codec_folder, semantic_folder)

    def batch(self, rng: np.random.Generator, step: int) -> dict[str, Tensor]:
        return self._draw(self.clips, rng)

    def phases(self, step: int) -> tuple[str, ...]:
        return (self.stage,)

    def loss(
        self, network: str, networks: Mapping[str, nn.Module], batch: dict[str, Tensor], step: int
    ) -> tuple[Tensor, dict[str, float | Tensor]]:
        losses = networks[network](**batch)
        return losses.mean(), {f"stream_{place}": loss.detach() for place, loss in enumerate(losses, start=1)}

    @torch.no_grad()
    def validate(self, model: nn.Module) -> dict[str, float]:
        """Cross-entropy on the valid split, by stream, on the same stretches every time."""
        rng, device = np.random.default_rng(0), device_of(model)
        total = torch.zeros(len(self.config.predicted), device=device)
        for _ in range(VALID_BATCHES):
            batch = {name: tensor.to(device) for name, tensor in self._draw(self.valid, rng).items()}
            with torch.autocast(device.type, torch.bfloat16, enabled=has_fast_bfloat16(device)):
                total += model(**batch) / VALID_BATCHES
        return {f"stream_{place}": float(loss) for place, loss in enumerate(total, start=1)}

    def _draw(self, clips: TokenizedClips, rng: np.random.Generator) -> dict[str, Tensor]:
        """Stretches of one speaker each, as long as the stage's crop or as the speakers' speech goes."""
        stretches = [
            clips.stretch([(*piece, 0) for piece in clips.sequences.draw(rng, self.length)])
            for _ in range(self.count)
        ]
        codes = torch.stack([stretch.codes for stretch in stretches])
        semantic = torch.stack([stretch.semantic for stretch in stretches])[:, None]
        if self.stage == "semantic":
            return {"given": semantic[:, :0, :0], "predicted": semantic}
        if self.stage == "coarse":
            return {"given": semantic, "predicted": codes[:, :COARSE_LEVELS]}
        return {"given": codes[:, :COARSE_LEVELS], "predicted": codes[:, COARSE_LEVELS:]}


def train(
    data: Path,
    run: Path,
    codec: Path,
    semantic: Path,
    stage: str | None = None,
    resume: bool = False,
    steps: int = 2_000,
    batch_seconds: float | None = None,
    learning_rate: float = 1e-3,
) -> Path:
    """Train a stage of AudioLM on the manifest in `data`; returns the folder of its weights.

    Args:
        codec, semantic: runs of the trained codec and semantic tokenizer, or folders of their weights.
        stage: semantic, coarse or fine.
        batch_seconds: speech in a batch; None for what holds about as many tokens in every stage.

    Raises:
        UserError: without a stage.
    """
    if stage not in CROP_SECONDS:
        raise UserError(f"Choose a stage of AudioLM to train: add --stage {', '.join(CROP_SECONDS)}.")
    set_seed(SEED)
    with one_process_first():
        recipe = AudioLMRecipe(
            data,
            run.parent / "prepared",
            weights_folder(codec),
            weights_folder(semantic),
            stage,
            batch_seconds or {"semantic": 240.0, "coarse": 30.0, "fine": 18.0}[stage],
        )
    settings = LoopSettings(steps=steps, learning_rate=learning_rate, muon_learning_rate=2 * learning_rate)
    return run_loop(recipe, settings, run, resume, validate_every=250)
