"""What happens to sound on its way: lossy codecs, other sample rates, gain, noise, cutting."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import av
import torch
from torch import Tensor
from torchaudio.functional import resample

from soundstorm.audio import read_audio, to_int16

SAMPLE_RATE = 16_000  # Hz at which recordings are looked at; the mark lies below 2 kHz
CUT_SECONDS = 3.0
NOISE_DB = -20.0  # white noise below the speech's power

Change = Callable[[Tensor], Tensor]


def encoded(waveform: Tensor, codec: str, format: str, bit_rate: int) -> Tensor:
    """A waveform [N] after a lossy codec."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sound.{format}"
        with av.open(str(path), "w", format=format) as file:
            stream = file.add_stream(codec, rate=SAMPLE_RATE, layout="mono")
            stream.bit_rate = bit_rate
            frame = av.AudioFrame.from_ndarray(to_int16(waveform)[None], format="s16", layout="mono")
            frame.sample_rate = SAMPLE_RATE
            file.mux(stream.encode(frame))
            file.mux(stream.encode(None))
        return read_audio(path, SAMPLE_RATE)


def noisy(waveform: Tensor) -> Tensor:
    """With white noise, the same every time."""
    noise = torch.randn(len(waveform), generator=torch.Generator().manual_seed(0))
    return waveform + noise * waveform.square().mean().sqrt() * 10 ** (NOISE_DB / 20)


def cut(waveform: Tensor) -> Tensor:
    """Three seconds of the middle."""
    length = round(CUT_SECONDS * SAMPLE_RATE)
    start = max(0, len(waveform) - length) // 2
    return waveform[start : start + length]


CHANGES: dict[str, Change] = {
    "unchanged": lambda waveform: waveform,
    "MP3 64 kbit/s": lambda waveform: encoded(waveform, "libmp3lame", "mp3", 64_000),
    "Opus 24 kbit/s": lambda waveform: encoded(waveform, "libopus", "ogg", 24_000),
    "8 kHz and back": lambda waveform: resample(resample(waveform, SAMPLE_RATE, 8_000), 8_000, SAMPLE_RATE),
    "10 dB quieter": lambda waveform: waveform * 10**-0.5,
    "10 dB louder, clipped": lambda waveform: (waveform * 10**0.5).clamp(-1, 1),
    "white noise at 20 dB": noisy,
    "cut to 3 s": cut,
}
