"""Sound files and recordings: read, resample, find the speech, set its level, write.

A waveform is float32 [N], mono, in [-1, 1]. Every AudioError is one sentence for whoever chose the file.
"""

from soundstorm.audio.level import SILENT_DBFS, active_level, normalise_level
from soundstorm.audio.prompt import PreparedPrompt, prepare_prompt
from soundstorm.audio.read import read_audio, waveform_of
from soundstorm.audio.write import to_int16, write_audio

__all__ = [
    "SILENT_DBFS",
    "PreparedPrompt",
    "active_level",
    "normalise_level",
    "prepare_prompt",
    "read_audio",
    "to_int16",
    "waveform_of",
    "write_audio",
]
