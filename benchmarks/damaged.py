"""Files that people keep and get back damaged: checkpoints, manifests, what a training is resumed from."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import torch
from killed import SMALL, corpus, train_small
from spoiled import bad_settings, bad_text, flipped
from torch import nn

from soundstorm.acoustic import SoundStorm, SoundStormConfig
from soundstorm.audiolm import TokenLanguageModel, coarse_stage
from soundstorm.checkpoint import load_pretrained, save_pretrained
from soundstorm.codec import SoundStream
from soundstorm.corpus import COLUMNS, read_manifest
from soundstorm.safety.classifier import Classifier
from soundstorm.semantic import WhisperTokenizer, WhisperTokenizerConfig
from soundstorm.text.model import TextToSemantic, TextToSemanticConfig
from soundstorm.training.heard import read_heard

STEPS = 3  # of the training that is resumed: it keeps the states of the last two


class Damaged:
    """The inputs by kind; `folder` is where they lie."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.models = {type(model): saved(model, folder / "whole") for model in small_models()}
        self.data, self.whole, self.run = (folder / name for name in ("data", "whole-data", "data/run"))
        self.data.mkdir()
        train_small(corpus(self.data), self.run, STEPS)
        shutil.copytree(self.data, self.whole)

    def checkpoint(self, random: Random) -> None:
        """Of any model, with its settings or its weights spoiled."""
        kind = random.choice(list(self.models))
        files, folder = self.models[kind], self.folder / "checkpoint"
        folder.mkdir(exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
        name = random.choice(list(files))
        settings = json.loads(files["config.json"])
        spoiled = bad_settings(random, settings) if name == "config.json" else flipped(random, files[name])
        (folder / name).write_bytes(spoiled)
        model = load_pretrained(kind, folder)
        if kind is SoundStream:
            model.decode(model.encode(torch.zeros(1, 3200)))

    def training(self, random: Random) -> None:
        """One more step after a file of the run, or of the data that was prepared for it, was damaged."""
        shutil.rmtree(self.data)
        shutil.copytree(self.whole, self.data)
        file = random.choice(sorted(kept_files(self.data)))
        file.write_bytes(flipped(random, file.read_bytes()))
        train_small(self.data, self.run, STEPS + 1)

    def heard(self, random: Random) -> None:
        """What a recogniser wrote down."""
        lines = (f"{number}.wav\t{bad_text(random)[:200]}" for number in range(random.randrange(4)))
        data = "\n".join(lines).encode(random.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252"]), "replace")
        (self.folder / "heard.tsv").write_bytes(flipped(random, data) if data else data)
        read_heard(self.folder / "heard.tsv")

    def manifest(self, random: Random) -> None:
        """The table of a corpus."""
        rows = [
            "\t".join(COLUMNS),
            "\t".join(["../x.wav", "a", "b", "f", "1", bad_text(random)[:200], "d", "train"]),
        ]
        encoding = random.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
        data = "\n".join(rows[: random.randrange(3)]).encode(encoding, "replace")
        (self.folder / "manifest.tsv").write_bytes(flipped(random, data) if data else data)
        read_manifest(self.folder)


def kept_files(data: Path) -> Iterator[Path]:
    """What a training leaves and reads again: states, measurements, settings, prepared audio."""
    kept = (*(data / "run" / "state").rglob("*"), *(data / "prepared").iterdir(), *(data / "run").iterdir())
    return (path for path in kept if path.is_file() and path.stat().st_size)


def small_models() -> Iterator[nn.Module]:
    """One of every kind that a checkpoint has."""
    sizes = {"width": 32, "heads": 2, "feedforward": 64}
    yield SoundStream(SMALL)
    yield SoundStorm(SoundStormConfig(levels=2, codebook_size=16, semantic_size=16, blocks=1, **sizes))
    yield TextToSemantic(TextToSemanticConfig(semantic_size=16, encoder_blocks=1, decoder_blocks=1, **sizes))
    yield TokenLanguageModel(replace(coarse_stage(16, 16, 2), blocks=1, **sizes))
    whisper = {"encoder_width": 16, "encoder_heads": 2, "encoder_blocks": 1, "encoder_feedforward": 32}
    yield WhisperTokenizer(
        WhisperTokenizerConfig(**whisper, **sizes, blocks_before=1, blocks_after=1, phonemes=9)
    )
    yield Classifier()


def saved(model: nn.Module, folder: Path) -> dict[str, bytes]:
    """The files of a model."""
    save_pretrained(model, folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}
