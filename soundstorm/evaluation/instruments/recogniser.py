"""The listener: Whisper (Radford et al. 2022) through faster-whisper.

It decodes as its authors do when they measure word errors: greedily, without timestamps, each clip for
itself. Nothing is drawn at random: the same sound gives the same words.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

from torch import Tensor
from tqdm import tqdm

from soundstorm.audio import SILENT_DBFS, active_level
from soundstorm.errors import UserError
from soundstorm.evaluation.instruments.packages import SAMPLE_RATE, require

DEFAULT = "Systran/faster-whisper-tiny.en"
FILES = ("config.json", "model.bin", "tokenizer.json")  # of a Whisper model for faster-whisper
SHORTEST_SAMPLES = SAMPLE_RATE // 10  # too short for a word
# Fast talkers need 8 tokens a second: more is a phrase that is repeated for ever.
TOKENS_PER_SECOND, FIRST_TOKENS = 12, 8
WINDOW = 30.0  # seconds that Whisper hears at a time
# One thread for each of several clips takes a quarter less time than all threads for one clip.
MOST_WORKERS = 8


class Recogniser:
    """Hears the words of English speech."""

    def __init__(self, folder_or_hub_id: str | Path = DEFAULT) -> None:
        """
        Raises:
            UserError: when faster-whisper is not installed, the model is neither a folder nor to be had from
                the Hub, or the folder holds something else.
        """
        package = require("faster_whisper")
        folder = _model_folder(folder_or_hub_id)
        self.name = f"Whisper {Path(folder_or_hub_id).name}, faster-whisper {version('faster-whisper')}, int8"
        self.workers = min(_cores(), MOST_WORKERS)
        try:
            self._model = package.WhisperModel(
                str(folder), device="cpu", compute_type="int8", cpu_threads=1, num_workers=self.workers
            )
        except (RuntimeError, ValueError) as error:
            raise UserError(
                f"{folder} holds no Whisper model for faster-whisper ({error}): give another --recogniser."
            ) from error

    def hear(self, waveforms: Sequence[Tensor]) -> list[str]:
        """What is said in every waveform float [N] at 16 kHz; nothing in silence."""
        with ThreadPoolExecutor(self.workers) as pool:
            heard = pool.map(self._hear, waveforms)
            return list(tqdm(heard, total=len(waveforms), desc="recogniser", unit="clip"))

    def _hear(self, waveform: Tensor) -> str:
        # of silence it makes up polite phrases
        if len(waveform) < SHORTEST_SAMPLES or active_level(waveform, SAMPLE_RATE) < SILENT_DBFS:
            return ""
        seconds = min(len(waveform) / SAMPLE_RATE, WINDOW)
        segments, _ = self._model.transcribe(
            waveform.clamp(-1, 1).numpy(),
            language="en",
            beam_size=1,
            temperature=0.0,
            without_timestamps=True,
            condition_on_previous_text=False,
            compression_ratio_threshold=None,  # these three would leave out or draw again what is unclear
            log_prob_threshold=None,
            no_speech_threshold=None,
            max_new_tokens=FIRST_TOKENS + math.ceil(TOKENS_PER_SECOND * seconds),
        )
        return " ".join(segment.text.strip() for segment in segments)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _model_folder(folder_or_hub_id: str | Path) -> Path:
    """The folder of a model; a Hub id is downloaded into the Hub's cache, or found there."""
    folder = Path(folder_or_hub_id)
    if not os.path.isdir(folder):
        download = require("faster_whisper").download_model
        try:
            folder = Path(download(str(folder_or_hub_id)))
        except Exception as error:  # the HTTP library below has errors of its own
            raise UserError(
                f"The recogniser {folder_or_hub_id} is neither a folder nor to be had from the Hub now: "
                "connect to the internet once, or give a folder with a faster-whisper model as --recogniser."
            ) from error
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise UserError(
            f"{folder} has no {missing[0]}: give the folder of a faster-whisper model with --recogniser."
        )
    return folder
