"""A small tokenizer with random weights."""

import torch

from soundstorm.semantic import WhisperTokenizer, WhisperTokenizerConfig

SMALL_WHISPER = WhisperTokenizerConfig(
    encoder_width=16,
    encoder_heads=2,
    encoder_blocks=1,
    encoder_feedforward=32,
    width=32,
    heads=4,
    feedforward=64,
    blocks_before=1,
    blocks_after=1,
    phonemes=9,
)


def small_whisper() -> WhisperTokenizer:
    torch.manual_seed(0)
    return WhisperTokenizer(SMALL_WHISPER).eval()
