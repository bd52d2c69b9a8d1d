"""Semantic tokens: what is said, without who says it."""

from soundstorm.semantic.load import load_tokenizer
from soundstorm.semantic.model import SemanticTokenizer, SemanticTokenizerConfig
from soundstorm.semantic.tokenizer import WhisperTokenizer, WhisperTokenizerConfig

__all__ = [
    "SemanticTokenizer",
    "SemanticTokenizerConfig",
    "WhisperTokenizer",
    "WhisperTokenizerConfig",
    "load_tokenizer",
]
