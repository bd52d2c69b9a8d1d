"""Measured quality of a checkpoint: what (`parts`), with what (`instruments`), told how (`report`)."""
