"""Traces: decodings recorded, written as small files, replayed without a model, and changed."""

from soundstorm.trace.trace import Iteration, Spectrograms, Trace

__all__ = ["Iteration", "Spectrograms", "Trace"]
