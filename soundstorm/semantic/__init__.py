"""Semantic tokens: what is said, without who says it."""

from soundstorm.semantic.model import SemanticTokenizer, SemanticTokenizerConfig

__all__ = ["SemanticTokenizer", "SemanticTokenizerConfig"]
