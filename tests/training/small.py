"""A small codec and a small tokenizer, saved as training finds them."""

from pathlib import Path

import torch

from soundstorm.checkpoint import save_pretrained
from soundstorm.codec import SoundStream, SoundStreamConfig
from tests.semantic.small import small_whisper


def save_small_models(folder: Path, levels: int) -> Path:
    """Into `folder/codec`, with levels of 16 entries, and `folder/semantic`; returns the folder."""
    torch.manual_seed(0)
    codec = SoundStreamConfig(levels=levels, codebook_size=16, width=32, encoder_blocks=1, decoder_blocks=1)
    save_pretrained(SoundStream(codec), folder / "codec")
    save_pretrained(small_whisper(), folder / "semantic")
    return folder
