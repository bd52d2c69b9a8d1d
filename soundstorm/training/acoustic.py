"""Recipe of SoundStorm: masked tokens of one level at a time, on stretches of tokenized speech."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from accelerate.utils import set_seed
from torch import Tensor, nn

from soundstorm.acoustic.masking import RECIPES, TrainingMask, draw_paper_mask
from soundstorm.acoustic.model import SoundStorm, SoundStormConfig
from soundstorm.codec.quantizer import Codebook
from soundstorm.nn.precision import has_fast_bfloat16
from soundstorm.training.data import SpeakerSequences
from soundstorm.training.folder import check_run, origin_of
from soundstorm.training.loop import SEED, LoopSettings, device_of, start_from_weights, weights_folder
from soundstorm.training.loop import train as run_loop
from soundstorm.training.processes import mean_over_processes, one_process_first
from soundstorm.training.tokens import Dialogues, Piece, Stretch, TokenModels, tokenize_corpus

SPEAKERS = 4  # of the bundled size
KEPT = 0.8  # of a softened target
DIALOGUE_SHARE = 0.2  # of the examples
VALID_SECONDS, VALID_COUNT, VALID_BATCHES = 8.0, 12, 8


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
        recipe: str,
        start: Path | None = None,
    ) -> None:
        models = TokenModels.load(codec_folder, semantic_folder)
        codec, tokenizer = models.codec, models.semantic
        self.token_seconds = tokenizer.samples_per_token / tokenizer.sample_rate
        self.batch_tokens = int(batch_seconds / self.token_seconds)
        self.lengths = [int(length / self.token_seconds) for length in seconds]
        self.draw_mask = RECIPES[recipe]
        self.config = replace(
            config,
            levels=codec.levels,
            codebook_size=codec.codebook_size,
            semantic_size=tokenizer.codebook_size,
            frames_per_semantic=models.frames_per_token,
        )
        self.model = SoundStorm(self.config)
        codebooks = codec.quantizer.codebooks
        if start:
            start_from_weights(self.model, start)
        else:
            start_from_codebooks(self.model, codebooks)
        self.softened: Tensor | None = None
        if recipe != "paper":
            self.softened = torch.stack([soften(codebook.codewords) for codebook in codebooks])
        self.networks: Mapping[str, nn.Module] = {"acoustic": self.model}
        self.clips, self.valid = tokenize_corpus(data, cache, models)
        self.dialogues = Dialogues(self.clips, self.token_seconds)
        several = config.speakers >= max(Dialogues.SPEAKERS) and self.dialogues.possible
        self.dialogue_share = DIALOGUE_SHARE if several and recipe != "paper" else 0.0

    def batch(self, rng: np.random.Generator, step: int) -> dict[str, Tensor]:
        # no stretch of a batch is longer than the others, of whatever kind they are
        length = min(int(rng.choice(self.lengths)), int(self.clips.sequences.totals.max()))
        count = max(1, self.batch_tokens // length)
        drawn: list[tuple[list[Piece], int]] = [
            self.dialogues.draw(rng, length)
            if rng.random() < self.dialogue_share
            else (_one_speaker(self.clips.sequences, rng, length), -1)
            for _ in range(count)
        ]
        stretches = [self.clips.stretch(pieces) for pieces, _ in drawn]
        # in a dialogue the prompt ends where the first turn begins
        each = self.config.frames_per_semantic
        prompts = torch.tensor([prompt * each if prompt >= 0 else -1 for _, prompt in drawn])
        generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
        frames = stretches[0].codes.shape[1]
        return collate(stretches, self.draw_mask(count, self.config.levels, frames, generator, prompts))

    def phases(self, step: int) -> tuple[str, ...]:
        return ("acoustic",)

    def loss(
        self, network: str, networks: Mapping[str, nn.Module], batch: dict[str, Tensor], step: int
    ) -> tuple[Tensor, dict[str, float | Tensor]]:
        losses, counts = networks[network](**batch, softened=self._softened(batch["codes"].device))
        figures: dict[str, float | Tensor] = {
            f"level_{level}": (losses[level - 1] / counts[level - 1]).detach()
            for level in range(1, min(3, self.config.levels) + 1)
            if counts[level - 1] > 0
        }
        return mean_over_processes(losses.sum(), counts.sum()), figures

    def _softened(self, device: torch.device) -> Tensor | None:
        if self.softened is not None:
            self.softened = self.softened.to(device)
        return self.softened

    @torch.no_grad()
    def validate(self, model: nn.Module) -> dict[str, float]:
        """Cross-entropy on the valid split, by level, with the same stretches and masks every time."""
        rng = np.random.default_rng(0)
        device = device_of(model)
        length = int(VALID_SECONDS / self.token_seconds)
        levels = self.config.levels
        total, count = torch.zeros(levels, device=device), torch.zeros(levels, device=device)
        for _ in range(VALID_BATCHES):
            drawn = [_one_speaker(self.valid.sequences, rng, length) for _ in range(VALID_COUNT)]
            stretches = [self.valid.stretch(pieces) for pieces in drawn]
            generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
            mask = draw_paper_mask(VALID_COUNT, levels, stretches[0].codes.shape[1], generator)
            batch = {name: tensor.to(device) for name, tensor in collate(stretches, mask).items()}
            with torch.autocast(device.type, torch.bfloat16, enabled=has_fast_bfloat16(device)):
                losses, counts = model(**batch)
            total, count = total + losses, count + counts
        return {f"level_{level + 1}": float(total[level] / count[level]) for level in range(levels)}


def _one_speaker(sequences: SpeakerSequences, rng: np.random.Generator, length: int) -> list[Piece]:
    """A stretch of one speaker, who is the first."""
    return [(*piece, 0) for piece in sequences.draw(rng, length)]


def collate(stretches: list[Stretch], mask: TrainingMask) -> dict[str, Tensor]:
    """The arguments of `SoundStorm.forward`."""
    return {
        "codes": torch.stack([stretch.codes for stretch in stretches]),
        "semantic": torch.stack([stretch.semantic for stretch in stretches]),
        "speakers": torch.stack([stretch.speakers for stretch in stretches]),
        "prompt_frames": mask.prompt_frames,
        "hidden": mask.hidden,
        "target": mask.target,
    }


@torch.no_grad()
def start_from_codebooks(storm: SoundStorm, codebooks: Sequence[Codebook]) -> None:
    """Give every token's embedding and output weights the place of its codeword among the others.

    Tokens that sound alike then start alike. From random weights a short training does not get so far as to
    find out which of 8 x 1024 tokens are neighbours.
    """
    width = storm.config.width
    for level, codebook in enumerate(codebooks):
        codewords = codebook.codewords - codebook.codewords.mean(dim=0)
        directions = codewords / codewords.norm(dim=1).mean()
        for weight in (storm.level_embeddings[level].weight, storm.heads[level].weight):
            projection = nn.init.orthogonal_(torch.empty(width, codewords.shape[1]))
            size = weight.norm(dim=1).mean()
            weight[: len(directions)] = size * directions @ projection.T


@torch.no_grad()
def soften(codewords: Tensor, kept: float = KEPT) -> Tensor:
    """Codewords [V, D] -> [V, V]: in row v what to guess for token v, itself and those that sound like it.

    Row v is softmax(-|c_v - c_w|^2 / t), with t such that a token keeps the share `kept` on average:
    cross-entropy with the token alone punishes its nearest neighbour like a stranger.
    """
    distances = torch.cdist(codewords, codewords).square()
    low, high = 1e-6, 1e6
    for _ in range(60):  # bisection of log t
        middle = (low * high) ** 0.5
        weights = (-distances / middle).softmax(dim=1)
        low, high = (middle, high) if weights.diagonal().mean() > kept else (low, middle)
    return weights


def train(
    data: Path,
    run: Path,
    codec: Path,
    semantic: Path,
    resume: bool = False,
    steps: int | None = None,
    batch_seconds: float = 64.0,
    seconds: tuple[float, ...] = (4.0, 8.0, 8.0, 16.0, 30.0),
    learning_rate: float | None = None,
    start: Path | None = None,
    recipe: str = "workshop",
) -> Path:
    """Train SoundStorm on the manifest in `data`; returns the folder of its weights.

    Args:
        codec, semantic: runs of the trained codec and semantic tokenizer, or folders of their weights.
        steps, learning_rate: see `LoopSettings.of_run`.
        batch_seconds: speech in a batch.
        seconds: lengths of the examples, of which every batch draws one.
        start: run or folder of the weights to begin with, trained on the same tokens; None for new ones.
        recipe: "paper" or "workshop": which tokens are hidden and guessed, see `acoustic.masking`. In the
            paper's, targets are single tokens, a prompt sees what follows it, and nobody talks to anybody.
    """
    codec, semantic = weights_folder(codec), weights_folder(semantic)
    start = weights_folder(start) if start else None
    files = {"codec": codec, "semantic": semantic, "start": start}
    origin = origin_of(data, files, recipe=recipe, batch_seconds=batch_seconds, seconds=seconds)
    check_run(run, origin, resume)
    settings = LoopSettings(steps=3_000).of_run(run, resume, steps, learning_rate)
    set_seed(SEED)
    with one_process_first():
        acoustic = AcousticRecipe(
            data,
            run.parent / "prepared",
            codec,
            semantic,
            SoundStormConfig(speakers=SPEAKERS, prompt_alone=recipe != "paper"),
            batch_seconds,
            seconds,
            recipe,
            start,
        )
    return run_loop(acoustic, settings, run, resume, origin=origin)
