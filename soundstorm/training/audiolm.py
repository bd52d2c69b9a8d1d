"""Recipe of AudioLM's stages: the next token of stretches of tokenized speech (Borsos et al. 2022, IV-B)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from accelerate.utils import set_seed
from torch import Tensor, nn

from soundstorm.audiolm import TokenLanguageModel, coarse_stage, fine_stage, semantic_stage
from soundstorm.audiolm.ngrams import NGrams
from soundstorm.audiolm.stages import COARSE_LEVELS, CROP_SECONDS, STAGES
from soundstorm.codec.model import SoundStream
from soundstorm.errors import UserError
from soundstorm.nn.precision import has_fast_bfloat16
from soundstorm.semantic.tokenizer import WhisperTokenizer
from soundstorm.training.folder import check_run, origin_of
from soundstorm.training.loop import SEED, LoopSettings, device_of, start_from_weights, weights_folder
from soundstorm.training.loop import train as run_loop
from soundstorm.training.processes import one_process_first
from soundstorm.training.tokens import TokenizedClips, TokenModels, tokenize_corpus

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
        start: Path | None = None,
    ) -> None:
        models = TokenModels.load(codec_folder, semantic_folder)
        codec, tokenizer = models.codec, models.semantic
        self.config = {
            "semantic": semantic_stage(tokenizer.codebook_size),
            "coarse": coarse_stage(tokenizer.codebook_size, codec.codebook_size, models.frames_per_token),
            "fine": fine_stage(codec.levels, codec.codebook_size),
        }[stage]
        self.stage, self.model = stage, TokenLanguageModel(self.config)
        self.networks: Mapping[str, nn.Module] = {stage: self.model}
        rate = tokenizer.sample_rate / tokenizer.samples_per_token
        self.length = round(CROP_SECONDS[stage] * rate)
        self.count = max(1, round(batch_seconds / CROP_SECONDS[stage]))
        if start:
            start_from_weights(self.model, start)
        else:
            self._begin_with(codec, tokenizer)
        self.clips, self.valid = tokenize_corpus(data, cache, models)
        if not start:
            self._expect_what_occurs()
        self.ngrams = NGrams(self.clips.semantic, tokenizer.codebook_size) if stage == "semantic" else None

    def _begin_with(self, codec: SoundStream, tokenizer: WhisperTokenizer) -> None:
        """Let the model know from the start which tokens are alike.

        Embeddings and heads begin as random projections of what the tokens stand for: the codec's codewords,
        the points of the semantic tokenizer's grid.
        """
        semantic = tokenizer.quantizer.points(torch.arange(tokenizer.codebook_size))
        levels = [codebook.codewords for codebook in codec.quantizer.codebooks]
        coarse, fine = levels[:COARSE_LEVELS], levels[COARSE_LEVELS:]
        given, predicted = {
            "semantic": ([], [semantic]),
            "coarse": ([semantic], coarse),
            "fine": (coarse, fine),
        }[self.stage]
        for table, meanings in zip(self.model.given_embeddings, given, strict=True):
            project(meanings, table.weight)
        for embedding, head, meanings in zip(self.model.embeddings, self.model.heads, predicted, strict=True):
            project(meanings, embedding.weight)
            project(meanings, head.weight)

    def _expect_what_occurs(self) -> None:
        """Let the heads' biases begin as the logarithms of the tokens' shares."""
        said = [self.clips.semantic] if self.stage == "semantic" else zip(*self.clips.codes, strict=True)
        first = COARSE_LEVELS if self.stage == "fine" else 0
        said = [np.concatenate(tokens) for tokens in said][first : first + len(self.model.heads)]
        for head, tokens in zip(self.model.heads, said, strict=True):
            counts = np.bincount(tokens, minlength=len(head.bias)) + 1
            head.bias.data = torch.from_numpy(np.log(counts / counts.sum())).float()

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
        """Cross-entropy on the valid split, by stream, on the same stretches every time.

        Of semantic tokens also what unigrams and bigrams of the training speech give.
        """
        rng, device = np.random.default_rng(0), device_of(model)
        figures: dict[str, list[float]] = defaultdict(list)
        for _ in range(VALID_BATCHES):
            batch = {name: tensor.to(device) for name, tensor in self._draw(self.valid, rng).items()}
            with torch.autocast(device.type, torch.bfloat16, enabled=has_fast_bfloat16(device)):
                losses = model(**batch)
            for place, loss in enumerate(losses, start=1):
                figures[f"stream_{place}"].append(float(loss))
            for row in batch["predicted"].flatten(1).cpu().numpy() if self.ngrams else ():
                for name, loss in self.ngrams.losses(row).items():
                    figures[name].append(loss)
        return {name: float(np.mean(values)) for name, values in figures.items()}

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


@torch.no_grad()
def project(meanings: Tensor, table: Tensor) -> None:
    """Fill a table [V, width] with a random projection of [V, D] numbers, half of it left as it was.

    The projection is as large as what was there.
    """
    standard = (meanings - meanings.mean(0)) / meanings.std(0).clamp_min(1e-6)
    told = standard @ torch.randn(meanings.shape[1], table.shape[1])
    table.copy_((table + told * table.std() / told.std()) * 0.5**0.5)


def train(
    data: Path,
    run: Path,
    codec: Path,
    semantic: Path,
    stage: str | None = None,
    resume: bool = False,
    steps: int | None = None,
    batch_seconds: float | None = None,
    learning_rate: float | None = None,
    start: Path | None = None,
) -> Path:
    """Train a stage of AudioLM on the manifest in `data`; returns the folder of its weights.

    Args:
        codec, semantic: runs of the trained codec and semantic tokenizer, or folders of their weights.
        stage: semantic, coarse or fine.
        steps, learning_rate: see `LoopSettings.of_run`.
        batch_seconds: speech in a batch; None for what holds about as many tokens in every stage.
        start: run or folder of the weights to begin with, trained on the same tokens; None for new ones.

    Raises:
        UserError: without a stage.
    """
    if stage not in STAGES:
        raise UserError(f"Choose a stage of AudioLM to train: add --stage {', '.join(STAGES)}.")
    codec, semantic = weights_folder(codec), weights_folder(semantic)
    start = weights_folder(start) if start else None
    batch_seconds = batch_seconds or {"semantic": 240.0, "coarse": 30.0, "fine": 18.0}[stage]
    files = {"codec": codec, "semantic": semantic, "start": start}
    origin = origin_of(data, files, stage=stage, batch_seconds=batch_seconds)
    check_run(run, origin, resume)
    settings = LoopSettings(steps=2_000).of_run(run, resume, steps, learning_rate)
    set_seed(SEED)
    with one_process_first():
        recipe = AudioLMRecipe(
            data,
            run.parent / "prepared",
            codec,
            semantic,
            stage,
            batch_seconds,
            start,
        )
    return run_loop(recipe, settings, run, resume, validate_every=250, origin=origin)
