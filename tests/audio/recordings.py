"""Recordings as phones, browsers and cameras write them."""

from __future__ import annotations

import struct
from collections import defaultdict
from pathlib import Path

import av
import numpy as np
import torch

from tests.audio.sounds import RATE


def encode(
    path: Path, codec: str, rate: int, waveform: torch.Tensor, container: str, video: str = ""
) -> None:
    """The channels [C, N] as a phone, a browser or a camera writes them."""
    layout = {1: "mono", 2: "stereo", 8: "7.1"}[len(waveform)]
    frame = av.AudioFrame.from_ndarray(waveform.T.reshape(1, -1).numpy(), format="flt", layout=layout)
    frame.sample_rate = rate
    live = {"live": "1"} if container == "webm" else {}  # browsers do not know how long it will be
    with path.open("wb") as file, av.open(file, "w", format=container, options=live) as out:
        if video:
            pictures = out.add_stream(video, rate=25, width=64, height=64, pix_fmt="yuv420p")
        sound = out.add_stream(codec, rate=rate, layout=layout)
        sound.bit_rate = 12_200 if "amr" in codec else 96_000
        if video:
            for _ in range(round(25 * waveform.shape[1] / rate)):
                out.mux(pictures.encode(GREY))
            out.mux(pictures.encode())
        coder = sound.codec_context
        coder.open(strict=False)  # only then it knows its frames
        fit = av.AudioResampler(coder.format, layout, rate, coder.frame_size or None)
        for part in [*fit.resample(frame), *fit.resample(None)]:
            out.mux(sound.encode(part))
        out.mux(sound.encode())


GREY = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 128, np.uint8), format="rgb24")
RECORDED = {
    "a phone's AAC": ("aac", 48000, "ipod", ""),
    "a browser's WebM": ("libopus", 48000, "webm", ""),
    "a browser's Ogg": ("libopus", 48000, "ogg", ""),
    "AMR": ("libopencore_amrnb", 8000, "amr", ""),
    "an old phone's 3GP": ("libopencore_amrnb", 8000, "3gp", ""),
    "WMA": ("wmav2", 44100, "asf", ""),
    "AAC alone": ("aac", 44100, "adts", ""),
    "Apple Lossless": ("alac", 44100, "ipod", ""),
    "a phone's film": ("aac", 48000, "mp4", "mpeg4"),
    "a camera's film": ("pcm_s16le", 16000, "avi", "mpeg4"),
    "an old film": ("mp2", 44100, "mpeg", "mpeg1video"),
}


# AMR models a voice and does not follow its waveform; other sounds are below 0.1.
LIKE = defaultdict(lambda: 0.9, libopencore_amrnb=0.4)


def likeness(heard: torch.Tensor, said: torch.Tensor) -> float:
    """Their greatest correlation at any delay, 1 for the same sound."""
    samples = heard.numel() + said.numel()
    both = torch.fft.rfft(heard, samples) * torch.fft.rfft(said, samples).conj()
    return (torch.fft.irfft(both, samples).max() / (heard.norm() * said.norm())).item()


def wav_header(seconds: int, rate: int = RATE) -> bytes:
    size = 2 * seconds * rate
    chunk = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
    return struct.pack("<4sI4s", b"RIFF", 36 + size, b"WAVE") + chunk + struct.pack("<4sI", b"data", size)
