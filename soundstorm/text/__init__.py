"""Text: what a transcript says, as words, as phonemes and as semantic tokens."""
