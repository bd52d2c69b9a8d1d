"""The tokenizer of a checkpoint, whichever it is."""

from __future__ import annotations

from pathlib import Path

import torch

from soundstorm.checkpoint import load_pretrained, read_config
from soundstorm.semantic.model import SemanticTokenizer
from soundstorm.semantic.tokenizer import WhisperTokenizer


def load_tokenizer(
    folder: str | Path, device: str | torch.device = "cpu"
) -> SemanticTokenizer | WhisperTokenizer:
    """The tokenizer in `folder`: on Whisper's encoder where its configuration has one, else on a log-mel.

    Raises:
        CheckpointError: when it is missing or damaged.
    """
    kind = WhisperTokenizer if "encoder_width" in read_config(folder) else SemanticTokenizer
    return load_pretrained(kind, folder, device)
