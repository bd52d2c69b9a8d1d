"""What Whisper's encoder hears in every clip, computed once and kept in one memory-mapped array."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from soundstorm.files import read_or_make
from soundstorm.nn.precision import has_fast_bfloat16
from soundstorm.semantic.whisper import WhisperEncoder
from soundstorm.training.data import PreparedAudio

CLIPS_A_TASK = 16


class PreparedFeatures:
    """Features float16 [frames, width] of all clips, one after the other, at 50 frames a second.

    Of a view (`PreparedAudio.only`) the whole is heard: other views need not hear the same clips again.

    Args:
        disturbed: let Whisper hear every clip louder or softer and in noise.
    """

    def __init__(self, audio: PreparedAudio, cache: Path, encoder: WhisperEncoder, disturbed: bool) -> None:
        places, audio = audio.places, audio.whole
        digest = hashlib.sha256(encoder.conv1.weight.detach().numpy().tobytes())
        digest.update(audio.file.name.encode())  # which says what was decoded
        file = cache / f"features-{digest.hexdigest()[:16]}{'-disturbed' if disturbed else ''}.f16"
        lengths = (audio.ends - audio.starts) // WhisperEncoder.HOP
        ends = np.cumsum(lengths)
        starts = ends - lengths
        shape = (int(ends[-1]), encoder.config.width)
        self.starts, self.ends = starts[places], ends[places]
        self.values = read_or_make(
            file,
            lambda whole: _mapped(whole, shape),
            lambda place: _compute(audio, encoder, disturbed, place),
        )

    def of(self, clip: int) -> Tensor:
        """float32 [F, width] of a clip."""
        return torch.from_numpy(self.values[self.starts[clip] : self.ends[clip]].astype(np.float32))


def _mapped(file: Path, shape: tuple[int, int]) -> np.ndarray:
    if (size := file.stat().st_size) != (whole := 2 * shape[0] * shape[1]):
        raise ValueError(f"it has {size} bytes instead of {whole}")
    return np.memmap(file, dtype=np.float16, mode="r", shape=shape)


def _compute(audio: PreparedAudio, encoder: WhisperEncoder, disturbed: bool, file: Path) -> None:
    clips = range(len(audio))
    tasks = [clips[first : first + CLIPS_A_TASK] for first in clips[::CLIPS_A_TASK]]
    # one thread a process: clips one by one are too small for more
    with ProcessPoolExecutor(
        min(len(tasks), os.cpu_count() or 1),
        get_context("spawn"),
        _start_worker,
        (audio, encoder, disturbed),
    ) as pool:
        # written one after the other: on a full disk a map of a file kills the process without a word
        with file.open("wb") as out:
            for features in tqdm(pool.map(_hear, tasks), total=len(tasks), desc="hearing", unit="task"):
                out.write(features.tobytes())


_worker: tuple[PreparedAudio, WhisperEncoder, bool]  # of a process of the pool


def _start_worker(audio: PreparedAudio, encoder: WhisperEncoder, disturbed: bool) -> None:
    global _worker
    torch.set_num_threads(1)
    _worker = (audio, encoder, disturbed)


@torch.inference_mode()
def _hear(clips: range) -> np.ndarray:
    audio, encoder, disturbed = _worker
    heard = []
    for clip in clips:
        waveform = audio.waveform(clip)
        if disturbed:
            waveform = disturb(waveform, np.random.default_rng(clip))
        with torch.autocast("cpu", torch.bfloat16, enabled=has_fast_bfloat16()):
            features = encoder.features(waveform[None])[0]
        heard.append(features.float().numpy().astype(np.float16))
    return np.concatenate(heard)


def disturb(waveform: Tensor, rng: np.random.Generator) -> Tensor:
    """A waveform [N] between 12 dB softer and 6 dB louder, and half of the time in noise.

    The noise is white or falls by 3 dB an octave, 10 to 40 dB below the speech.
    """
    gain = 10 ** (rng.uniform(-12, 6) / 20)
    if rng.random() < 0.5:
        spectrum = np.fft.rfft(rng.standard_normal(len(waveform)))
        if rng.random() < 0.5:
            spectrum /= np.sqrt(np.arange(len(spectrum)) + 1)
        noise = torch.from_numpy(np.fft.irfft(spectrum, len(waveform))).float()
        below = 10 ** (-rng.uniform(10, 40) / 20)
        waveform = waveform + noise * (below * waveform.std() / noise.std())
    return (gain * waveform).clamp(-1, 1)
