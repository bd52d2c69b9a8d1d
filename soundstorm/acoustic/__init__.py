"""SoundStorm: semantic tokens and a voice prompt -> acoustic tokens, in parallel, level by level."""

from soundstorm.acoustic.decoding import DecodingStep, decode
from soundstorm.acoustic.model import SoundStorm, SoundStormConfig
from soundstorm.acoustic.schedule import Schedule

__all__ = ["DecodingStep", "Schedule", "SoundStorm", "SoundStormConfig", "decode"]
