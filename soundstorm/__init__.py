"""SoundStorm, playable and explained: clone a voice from a short prompt and watch how it is decoded."""

from soundstorm.acoustic import DecodingStep, Schedule, Trace
from soundstorm.pipeline import Decoding, Result, SoundStormPipeline

__all__ = ["Decoding", "DecodingStep", "Result", "Schedule", "SoundStormPipeline", "Trace"]
