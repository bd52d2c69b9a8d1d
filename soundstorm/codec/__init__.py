"""SoundStream, the neural codec: waveform <-> residual vector quantized tokens."""

from soundstorm.codec.model import SoundStream, SoundStreamConfig
from soundstorm.codec.protocol import Codec

__all__ = ["Codec", "SoundStream", "SoundStreamConfig"]
