"""SoundStorm: semantic tokens and a voice prompt -> acoustic tokens, in parallel, level by level."""

from soundstorm.acoustic.decoding import DecodingStep, Schedule, decode
from soundstorm.acoustic.model import SoundStorm, SoundStormConfig

__all__ = ["DecodingStep", "Schedule", "SoundStorm", "SoundStormConfig", "decode"]
