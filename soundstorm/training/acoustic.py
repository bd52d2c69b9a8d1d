"""Recipe of SoundStorm: masked tokens of one level at a time, on stretches of tokenized speech."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
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
from soundstorm.training.data import PreparedAudio, SpeakerSequences, is_full_band, read_manifest
from soundstorm.training.loop import SEED, LoopSettings, device_of, weights_folder
from soundstorm.training.loop import train as run_loop

SEMANTIC_RATE = 25  # tokens a second


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

    def stretch(self, pieces: Sequence[tuple[int, int, int]]) -> tuple[Tensor, Tensor]:
        """Codes int64 [Q, T] and semantic tokens int64 [T / 2] of pieces (clip, start, stop), end to end.

        Starts and stops count semantic tokens.
        """
        codes = [self.codes[clip][:, 2 * start : 2 * stop] for clip, start, stop in pieces]
        semantic = [self.semantic[clip][start:stop] for clip, start, stop in pieces]
        return (
            torch.from_numpy(np.concatenate(codes, axis=1).astype(np.int64)),
            torch.from_numpy(np.concatenate(semantic).astype(np.int64)),
        )

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
        batch_seconds: float,
        seconds: tuple[float, ...],
        start: Path | None = None,
    ) -> None:
        self.batch_tokens = int(batch_seconds * SEMANTIC_RATE)
        self.lengths = [int(length * SEMANTIC_RATE) for length in seconds]
        if start:
            self.model = load_pretrained(SoundStorm, start).train()
        else:
            self.model = SoundStorm(config)
            start_from_codebooks(self.model, load_pretrained(SoundStream, codec_folder))
        self.config = self.model.config
        self.networks: Mapping[str, nn.Module] = {"acoustic": self.model}
        train, valid = (
            PreparedAudio(read_manifest(data, split), cache).only(is_full_band)
            for split in ("train", "valid")
        )
        self.tokens, self.valid_tokens = (
            PreparedTokens(audio, cache, codec_folder, semantic_folder) for audio in (train, valid)
        )
        self.sequences, self.valid_sequences = (
            SpeakerSequences(audio.clips, [len(part) for part in tokens.semantic])
            for audio, tokens in ((train, self.tokens), (valid, self.valid_tokens))
        )

    def batch(self, rng: np.random.Generator, step: int) -> dict[str, Tensor]:
        length = int(rng.choice(self.lengths))
        return self._draw(self.tokens, self.sequences, rng, length, max(1, self.batch_tokens // length))

    def _draw(
        self,
        tokens: PreparedTokens,
        sequences: SpeakerSequences,
        rng: np.random.Generator,
        length: int,
        count: int,
    ) -> dict[str, Tensor]:
        """`count` stretches of `length` semantic tokens, and what of them to hide."""
        stretches = [tokens.stretch(sequences.draw(rng, length)) for _ in range(count)]
        codes, semantic = (torch.stack(parts) for parts in zip(*stretches, strict=True))
        generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
        mask = draw_training_mask(count, self.config.levels, codes.shape[2], generator)
        return {
            "codes": codes,
            "semantic": semantic,
            "level": mask.level,
            "hidden": mask.hidden,
            "target": mask.target,
            "next_target": mask.next_target,
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
            batch = self._draw(self.valid_tokens, self.valid_sequences, rng, min(self.lengths[1:]), 12)
            batch = {name: tensor.to(device) for name, tensor in batch.items()}
            batch["next_target"] = torch.zeros_like(batch["target"])  # as in decoding: whole levels only
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
    """Cross-entropy of the tokens to be guessed, by level: see `TrainingMask`."""
    storm = getattr(model, "module", model)  # without the wrapper of distributed training
    visible = batch["codes"].masked_fill(batch["hidden"], storm.config.mask_id)
    hidden = model(visible, batch["semantic"])
    losses = {}
    for level in range(1, storm.config.levels + 1):
        active, before = ((batch["level"] == number)[:, None] for number in (level, level - 1))
        target = (batch["target"] & active) | (batch["next_target"] & before)
        if not target.any():
            continue
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
    batch_seconds: float = 64.0,
    seconds: tuple[float, ...] = (4.0, 8.0, 8.0, 16.0, 30.0),
    learning_rate: float = 1e-3,
    start: Path | None = None,
) -> Path:
    """Train SoundStorm on the manifest in `data`; returns the folder of its weights.

    Args:
        codec, semantic: runs of the trained codec and semantic tokenizer, or folders of their weights.
        batch_seconds: speech in a batch.
        seconds: lengths of the examples, of which every batch draws one.
        start: run or folder of the weights to begin with, trained on the same tokens; None for new ones.
    """
    config = SoundStormConfig()
    set_seed(SEED)
    recipe = AcousticRecipe(
        data,
        run.parent / "prepared",
        weights_folder(codec),
        weights_folder(semantic),
        config,
        batch_seconds,
        seconds,
        weights_folder(start) if start else None,
    )
    settings = LoopSettings(steps=steps, learning_rate=learning_rate, muon_learning_rate=2 * learning_rate)
    return run_loop(recipe, settings, run, resume)
