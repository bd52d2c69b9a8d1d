"""The inaudible watermark: Resemble AI's Perth network (implicit, step 250,000), in this project's own words.

A network reads the magnitudes of a sound below 2 kHz, in decibels, and changes them a little; three others
read the mark back, each at another speed, and their answers are weighed. The network and its weights come
from resemble-perth 1.0.1, (c) 2025 Resemble AI, MIT licence; see `checkpoints/watermark/README.md`.

The original resamples every sound to 32 kHz and back. But its windows are whole numbers of samples at any
rate of whole kilohertz, and nothing above 2 kHz matters to it. So this one works at the sound's own rate, and
adds the change to the sound, which otherwise stays as it was.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict, dataclass
from functools import cache

import torch
from torch import Tensor, nn
from torch.nn import functional
from torchaudio.functional import resample

from soundstorm.bundled import CHECKPOINTS
from soundstorm.checkpoint import load_pretrained, read_config
from soundstorm.errors import CheckpointError

FOLDER = CHECKPOINTS / "watermark"
SHA256 = "780cb5cd26933b2c3df06cd1a6a8f076e27bf0cfb5e45529f677cd0ca899ffdc"  # of the weights


@dataclass(frozen=True)
class WatermarkConfig:
    """Sizes of the network, as it was trained."""

    sample_rate: int = 32_000  # whose windows its magnitudes are scaled by, in Hz
    window: int = 2_048  # samples at that rate
    hop: int = 320  # samples at that rate
    highest_hz: int = 2_000  # above which nothing is changed or read
    width: int = 256
    kernel: int = 7
    depth: int = 5
    floor: float = 1e-9  # the smallest magnitude: 0 on the network's scale
    headroom_db: float = 15.0  # above a magnitude of 1: 1 on the network's scale
    quiet: float = 0.05  # of the loudest frame; what is below is neither changed nor read
    speeds: tuple[float, ...] = (1.25, 1.0, 0.75)  # at which the readers read


class Watermark(nn.Module):
    """Writes the mark into a waveform, and tells how sure it is that a waveform holds it."""

    config_class = WatermarkConfig

    def __init__(self, config: WatermarkConfig) -> None:
        super().__init__()
        self.config = config
        bins = round((config.window // 2 + 1) * config.highest_hz / (config.sample_rate / 2))
        self.bins = bins
        self.writer = _layers(config, bins, bins)
        self.readers = nn.ModuleList(_layers(config, bins, 2) for _ in config.speeds)

    @torch.no_grad()
    def mark(self, waveform: Tensor, sample_rate: int) -> Tensor:
        """A waveform [N] of at least 8,000 Hz with the mark in it, [N]; silence stays silent."""
        if not waveform.any():
            return waveform
        rate = self._working_rate(sample_rate)
        heard = _resampled(waveform.float(), sample_rate, rate)
        spectrum = self._spectrum(heard, rate)
        magnitudes = self._magnitudes(spectrum, rate)
        decibels = self.writer(magnitudes[:, : self.bins]) * self._loud(magnitudes) * self._range_db
        added = torch.zeros_like(spectrum)
        added[:, : self.bins] = spectrum[:, : self.bins] * (10 ** (decibels / 20) - 1)
        window, hop = self._window(rate, waveform.device), self._hop(rate)
        length = max(len(heard), len(window))
        mark = torch.istft(added, len(window), hop, window=window, length=length)[0, : len(heard)]
        return waveform + _resampled(mark, rate, sample_rate)[: len(waveform)]

    @torch.no_grad()
    def read(self, waveform: Tensor, sample_rate: int) -> float:
        """Whether a waveform [N] of at least 8,000 Hz is marked: about 1 if so, about 0 if not."""
        if not waveform.any():
            return 0.0
        rate = self._working_rate(sample_rate)
        spectrum = self._spectrum(_resampled(waveform.float(), sample_rate, rate), rate)
        magnitudes = self._magnitudes(spectrum, rate)
        low, loud = magnitudes[:, : self.bins], self._loud(magnitudes)
        answers = []
        for reader, speed in zip(self.readers, self.config.speeds, strict=True):
            frames = max(1, int(low.shape[2] * speed))
            answer = reader(functional.interpolate(low, frames, mode="linear", align_corners=True))
            counted = functional.interpolate(loud, frames, mode="nearest")
            # noise of a decoder, far below what the network hears, has no loud frame
            answers.append((answer * counted).sum(dim=2) / counted.sum(dim=2).clamp_min(1))
        weights, marked = torch.stack(answers, dim=2)[0]
        return float(weights.softmax(dim=0) @ marked)

    @property
    def _range_db(self) -> float:
        """What lies between 0 and 1 on the network's scale."""
        return self.config.headroom_db - 20 * math.log10(self.config.floor)

    def _working_rate(self, sample_rate: int) -> int:
        """A sound's own rate where window and hop are whole numbers of samples, else the network's."""
        sizes = self.config.window * sample_rate, self.config.hop * sample_rate
        whole = not any(size % self.config.sample_rate for size in sizes)
        return sample_rate if whole else self.config.sample_rate

    def _hop(self, rate: int) -> int:
        return self.config.hop * rate // self.config.sample_rate

    def _window(self, rate: int, device: torch.device) -> Tensor:
        return torch.hann_window(self.config.window * rate // self.config.sample_rate, device=device)

    def _spectrum(self, waveform: Tensor, rate: int) -> Tensor:
        """Waveform [N] -> complex [1, F, T]; a shorter one than a window is filled up with silence."""
        window = self._window(rate, waveform.device)
        filled = functional.pad(waveform, (0, max(0, len(window) - len(waveform))))[None]
        return torch.stft(filled, len(window), self._hop(rate), window=window, return_complex=True)

    def _magnitudes(self, spectrum: Tensor, rate: int) -> Tensor:
        """What the network hears of a spectrum [1, F, T]: decibels, from 0 (the floor) to about 1."""
        magnitude = spectrum.abs() * (self.config.sample_rate / rate)
        decibels = 20 * magnitude.clamp_min(self.config.floor).log10()
        return (decibels - self.config.headroom_db) / self._range_db + 1

    def _loud(self, magnitudes: Tensor) -> Tensor:
        """Which frames of magnitudes [1, F, T] are not silent: 0 or 1, [1, 1, T]."""
        loudness = magnitudes.sum(dim=1, keepdim=True)
        return (loudness > self.config.quiet * loudness.amax(dim=2, keepdim=True)).float()


def _layers(config: WatermarkConfig, entries: int, outputs: int) -> nn.Sequential:
    """Convolutions over the frames, [1, entries, T] -> [1, outputs, T]."""
    width, kernel = config.width, config.kernel
    inner = [
        layer
        for _ in range(config.depth)
        for layer in (nn.Conv1d(width, width, kernel, padding=kernel // 2), nn.LeakyReLU())
    ]
    return nn.Sequential(nn.Conv1d(entries, width, 1), nn.LeakyReLU(), *inner, nn.Conv1d(width, outputs, 1))


def _resampled(waveform: Tensor, rate: int, wanted: int) -> Tensor:
    return waveform if rate == wanted else resample(waveform, rate, wanted)


def load_watermark(device: torch.device | str = "cpu") -> Watermark:
    """The bundled network.

    Raises:
        CheckpointError: when its weights or its settings are missing or are not those that were bundled.
    """
    return _load(str(device))  # one for a device, however it is called


@cache
def _load(device: str) -> Watermark:
    if not _as_bundled():
        raise CheckpointError(f"{FOLDER} is damaged: get it again, nothing leaves without its watermark.")
    return load_pretrained(Watermark, FOLDER, device)


def _as_bundled() -> bool:
    """Whether weights and settings are; with others, by which all is quiet, the same weights mark nothing."""
    weights = FOLDER / "model.safetensors"
    known = json.loads(json.dumps(asdict(WatermarkConfig())))  # as JSON has it: lists for tuples
    same = read_config(FOLDER) == known and weights.is_file()
    return same and hashlib.sha256(weights.read_bytes()).hexdigest() == SHA256
