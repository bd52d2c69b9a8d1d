"""Semantic tokens: what is said, without who says it."""

from soundstorm.semantic.tokenizer import WhisperTokenizer, WhisperTokenizerConfig

__all__ = ["WhisperTokenizer", "WhisperTokenizerConfig"]
