"""SoundStream, the neural codec: waveform <-> residual vector quantized tokens."""

from soundstorm.codec.model import SoundStream, SoundStreamConfig

__all__ = ["SoundStream", "SoundStreamConfig"]
