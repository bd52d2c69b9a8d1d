"""Measured quality of a checkpoint: codec, semantic tokens, acoustic model, text to speech and speed."""
