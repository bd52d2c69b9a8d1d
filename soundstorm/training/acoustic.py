"""Recipe of SoundStorm: masked tokens of one level at a time, on crops of tokenized speech."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from accelerate.utils import set_seed
from torch import Tensor, nn
from tqdm import tqdm

from soundstorm.acoustic.masking import draw_training_mask
from soundstorm.acoustic.model import SoundStorm, SoundStormConfig
from soundstorm.checkpoint import load_pretrained
from soundstorm.codec.model import SoundStream
from soundstorm.nn.precision import has_fast_bfloat16
from soundstorm.semantic.model import SemanticTokenizer
from soundstorm.training.data import PreparedAudio, draw_crops, is_full_band, read_manifest
from soundstorm.training.loop import SEED, LoopSettings, device_of, weights_folder
from soundstorm.training.loop import train as run_loop


class PreparedTokens:
    """The codec and semantic tokens of every clip, computed once and kept as int16 arrays.

    codes[clip]: [Q, T]; semantic[clip]: [T / 2].
    """

    def __init__(self, audio: PreparedAudio, cache: Path, codec_folder: Path, semantic_folder: Path) -> None:
        weights = [(folder / "model.safetensors").read_bytes() for folder in (codec_folder, semantic_folder)]
        clips = "\n".join(f"{clip.path} {clip.path.stat().st_size}" for clip in audio.clips).encode()
        name = hashlib.sha256(
            b"".join(hashlib.sha256(part).digest() for part in (*weights, clips))
        ).hexdigest()[:16]
        file = cache / f"tokens-{name}.npz"
        if not file.exists():
            self._tokenize(audio, file, codec_folder, semantic_folder)
        with np.load(file) as arrays:
            codes, semantic, frames = arrays["codes"], arrays["semantic"], arrays["frames"]
        ends = np.cumsum(frames)
        self.codes = np.split(codes, ends[:-1], axis=1)
        self.semantic = np.split(semantic, ends[:-1] // 2)

    def _tokenize(self, audio: PreparedAudio, file: Path, codec_folder: Path, semantic_folder: Path) -> None:
        codec = load_pretrained(SoundStream, codec_folder)
        tokenizer = load_pretrained(SemanticTokenizer, semantic_folder)
        codes, semantic = [], []
        for clip in tqdm(range(len(audio)), desc="tokenizing", unit="clip"):
            waveform = audio.waveform(clip)[None]
            with torch.autocast("cpu", torch.bfloat16, enabled=has_fast_bfloat16()):
                codes.append(codec.encode(waveform)[0].numpy().astype(np.int16))
                semantic.append(tokenizer.encode(waveform)[0].numpy().astype(np.int16))
        partial = file.with_suffix(".partial.npz")
        np.savez(
            partial,
            codes=np.concatenate(codes, axis=1),
            semantic=np.concatenate(semantic),
            frames=np.array([part.shape[1] for part in codes]),
        )
        os.replace(partial, file)


class AcousticRecipe:
    def __init__(
        self,
        data: Path,
        cache: Path,
        codec_folder: Path,
        semantic_folder: Path,
        config: SoundStormConfig,
        batch_size: int,
        max_seconds: float,
    ) -> None:
        self.config = config
        self.batch_size = batch_size
        self.model = SoundStorm(config)
        start_from_codebooks(self.model, load_pretrained(SoundStream, codec_folder))
        self.networks: Mapping[str, nn.Module] = {"acoustic": self.model}
        self.audio, self.valid = (
            PreparedAudio(read_manifest(data, split), cache).only(is_full_band)
            for split in ("train", "valid")
        )
        self.tokens, self.valid_tokens = (
            PreparedTokens(audio, cache, codec_folder, semantic_folder) for audio in (self.audio, self.valid)
        )
        self.max_samples = int(max_seconds * 16_000) // 640 * 640

    def batch(self, rng: np.random.Generator, step: int) -> dict[str, Tensor]:
        return self._collate(
            self.tokens, draw_crops(self.audio, rng, self.batch_size, self.max_samples, 640), rng
        )

    def _collate(
        self, tokens: PreparedTokens, crops: list[tuple[int, int]], rng: np.random.Generator
    ) -> dict[str, Tensor]:
        codes, semantic = [], []
        for clip, start in crops:
            first, count = start // 640, self.max_samples // 640
            semantic_crop = tokens.semantic[clip][first : first + count]
            codes_crop = tokens.codes[clip][:, 2 * first : 2 * (first + count)]
            semantic.append(torch.from_numpy(semantic_crop.astype(np.int64)))
            codes.append(torch.from_numpy(codes_crop.astype(np.int64)).T)
        lengths = torch.tensor([len(part) for part in codes])
        mask = draw_training_mask(
            lengths,
            self.config.levels,
            int(lengths.max()),
            torch.Generator().manual_seed(int(rng.integers(2**31))),
        )
        return {
            "codes": nn.utils.rnn.pad_sequence(codes, batch_first=True).transpose(1, 2),
            "semantic": nn.utils.rnn.pad_sequence(semantic, batch_first=True),
            "lengths": lengths,
            "level": mask.level,
            "hidden": mask.hidden,
            "target": mask.target,
        }

    def phases(self, step: int) -> tuple[str, ...]:
        return ("acoustic",)

    def loss(
        self, network: str, networks: Mapping[str, nn.Module], batch: dict[str, Tensor], step: int
    ) -> tuple[Tensor, dict[str, float | Tensor]]:
        losses = masked_token_losses(networks[network], batch)
        figures: dict[str, float | Tensor] = {}
        for level in (1, self.config.levels):
            if level in losses:
                figures[f"level_{level}"] = losses[level].detach().mean()
        return torch.cat(list(losses.values())).mean(), figures

    @torch.no_grad()
    def validate(self, model: nn.Module) -> dict[str, float]:
        """Cross-entropy on the valid split, by level, with the same masks every time."""
        rng = np.random.default_rng(0)
        device = device_of(model)
        by_level: dict[int, list[Tensor]] = {}
        for _ in range(8):
            crops = draw_crops(self.valid, rng, 12, self.max_samples, 640)
            batch = self._collate(self.valid_tokens, crops, rng)
            batch = {name: tensor.to(device) for name, tensor in batch.items()}
            with torch.autocast(device.type, torch.bfloat16):
                for level, losses in masked_token_losses(model, batch).items():
                    by_level.setdefault(level, []).append(losses)
        return {
            f"level_{level}": float(torch.cat(losses).mean()) for level, losses in sorted(by_level.items())
        }


@torch.no_grad()
def start_from_codebooks(storm: SoundStorm, codec: SoundStream) -> None:
    """Give every token's embedding and output weights the place of its codeword among the others.

    Tokens that sound alike then start alike. From random weights a short training does not get so far as to
    find out which of 8 x 1024 tokens are neighbours.
    """
    width = storm.config.width
    for level, codebook in enumerate(codec.quantizer.codebooks):
        codewords = codebook.codewords - codebook.codewords.mean(dim=0)
        directions = codewords / codewords.norm(dim=1).mean()
        for weight in (storm.level_embeddings[level].weight, storm.heads[level].weight):
            projection = nn.init.orthogonal_(torch.empty(width, codewords.shape[1]))
            size = weight.norm(dim=1).mean()
            weight[: len(directions)] = size * directions @ projection.T


def masked_token_losses(model: nn.Module, batch: dict[str, Tensor]) -> dict[int, Tensor]:
    """Cross-entropy of the hidden tokens of every example's drawn level, by level."""
    storm = getattr(model, "module", model)  # without the wrapper of distributed training
    visible = batch["codes"].masked_fill(batch["hidden"], storm.config.mask_id)
    valid = torch.arange(visible.shape[2], device=visible.device) < batch["lengths"][:, None]
    hidden = model(visible, batch["semantic"], None if bool(valid.all()) else valid)
    losses = {}
    for level in batch["level"].unique().tolist():
        target = batch["target"] & (batch["level"] == level)[:, None]
        logits = storm.logits(hidden[target], level).float()
        tokens = batch["codes"][:, level - 1][target]
        losses[level] = nn.functional.cross_entropy(logits, tokens, reduction="none")
    return losses


def train(
    data: Path,
    run: Path,
    codec: Path,
    semantic: Path,
    resume: bool = False,
    steps: int = 3_000,
    batch_size: int = 8,
    max_seconds: float = 8.0,
    learning_rate: float = 1e-3,
) -> Path:
    """Train SoundStorm on the manifest in `data`; returns the folder of its weights.

    Args:
        codec, semantic: runs of the trained codec and semantic tokenizer, or folders of their weights.
        max_seconds: longest crop.
    """
    config = SoundStormConfig()
    set_seed(SEED)
    recipe = AcousticRecipe(
        data,
        run.parent / "prepared",
        weights_folder(codec),
        weights_folder(semantic),
        config,
        batch_size,
        max_seconds,
    )
    settings = LoopSettings(steps=steps, learning_rate=learning_rate, muon_learning_rate=2 * learning_rate)
    return run_loop(recipe, settings, run, resume)
